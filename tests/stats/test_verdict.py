"""The verdict's order of precedence, class by class, and what it says about each."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.stats.criterion import CriterionResult, Standing
from mezz.stats.estimate import Estimate
from mezz.stats.intervals import two_way
from mezz.stats.mean_squares import Components
from mezz.stats.spread import Spread
from mezz.stats.verdict import Evidence, Guard, Reason, Word, decide

if TYPE_CHECKING:
    from mezz.stats.verdict import Decision


def estimate(
    value: float,
    error: float = 1.0,
    seed_values: tuple[float, ...] | None = None,
    components: Components | None = None,
) -> Estimate:
    reach = 1.959964 * error
    return Estimate(
        value=value,
        spread=Spread.of(error, 1e9),
        lower=value - reach,
        upper=value + reach,
        confidence=0.95,
        method="test",
        n_seeds=2,
        n_units=1000,
        components=components or Components(0.0, 1000 * error**2, 0.0),
        seed_values=seed_values or (value, value),
    )


def line(value: float, text: str = "student.gap <= 0.5 * teacher.gap") -> CriterionResult:
    return CriterionResult(text, estimate(value))


DISAGREEING = CriterionResult(
    "student.error <= teacher.error",
    estimate(-0.5, seed_values=(-3.0, 2.0), components=Components(2.0, 1.0, 1.0)),
)
MET = Evidence(
    make=(line(-9.0), line(-5.0, "student.error <= teacher.error")),
    breaks=(line(9.0, "student.flops > teacher.flops"),),
    skills={"teacher": estimate(0.8, 0.01), "student": estimate(0.02, 0.01)},
    guards=(Guard("twin", True, "the twin differs by 0.3 [0.2, 0.4]"),),
)
# One step a class: each adds its own fault to all the faults of lower precedence.
UNDERPOWERED = replace(MET, make=(*MET.make, line(-0.5, "student.gap <= recalibrated.gap")))
SEEDS = replace(UNDERPOWERED, make=(*UNDERPOWERED.make, DISAGREEING))
GUARD = replace(SEEDS, guards=(*SEEDS.guards, Guard("tails", False, "12 effective units")))
NO_SKILL = replace(GUARD, skills={"a": estimate(-0.2, 0.1), "b": estimate(0.05, 0.02)})
CONDITION = replace(NO_SKILL, breaks=(*NO_SKILL.breaks, line(-9.0, "student.error > 1")))
CRITERION = replace(CONDITION, make=(line(9.0, "student.gap <= 1"), *CONDITION.make))
VACUOUS = replace(CRITERION, vacuous=("the gap is at its floor",))
INVALID = replace(VACUOUS, invalid=("seed 3 is missing",))

CLASSES = [
    (MET, Word.MAKE, Reason.MET),
    (UNDERPOWERED, Word.INCONCLUSIVE, Reason.UNDERPOWERED),
    (SEEDS, Word.INCONCLUSIVE, Reason.SEEDS_DISAGREE),
    (GUARD, Word.INCONCLUSIVE, Reason.GUARD),
    (NO_SKILL, Word.BREAK, Reason.NO_SKILL),
    (CONDITION, Word.BREAK, Reason.CONDITION),
    (CRITERION, Word.BREAK, Reason.CRITERION),
    (VACUOUS, Word.INCONCLUSIVE, Reason.VACUOUS),
    (INVALID, Word.INCONCLUSIVE, Reason.INVALID),
]


@pytest.mark.parametrize(
    ("evidence", "word", "reason"), CLASSES, ids=[reason for _, _, reason in CLASSES]
)
def test_a_higher_class_wins_over_every_lower_one(
    evidence: Evidence, word: Word, reason: Reason
) -> None:
    decision = decide(evidence, 0.95)
    assert (decision.word, decision.reason) == (word, reason)
    assert decision.alpha == pytest.approx(0.025)


ALONE = [
    (replace(MET, guards=GUARD.guards), Word.INCONCLUSIVE, Reason.GUARD),
    (replace(MET, skills=NO_SKILL.skills), Word.BREAK, Reason.NO_SKILL),
    (replace(MET, breaks=CONDITION.breaks), Word.BREAK, Reason.CONDITION),
    (replace(MET, make=(line(9.0),)), Word.BREAK, Reason.CRITERION),
    (replace(MET, make=(DISAGREEING,)), Word.INCONCLUSIVE, Reason.SEEDS_DISAGREE),
    (replace(MET, vacuous=VACUOUS.vacuous), Word.INCONCLUSIVE, Reason.VACUOUS),
    (replace(MET, invalid=INVALID.invalid), Word.INCONCLUSIVE, Reason.INVALID),
]


@pytest.mark.parametrize(
    ("evidence", "word", "reason"), ALONE, ids=[reason for _, _, reason in ALONE]
)
def test_each_fault_alone_stands_against_a_make(
    evidence: Evidence, word: Word, reason: Reason
) -> None:
    decision = decide(evidence, 0.95)
    assert (decision.word, decision.reason) == (word, reason)


def test_details_come_in_order_of_precedence_and_the_first_decides() -> None:
    decision = decide(INVALID, 0.95)
    reasons = [detail.reason for detail in decision.details]
    order = list(Reason)
    assert reasons == [
        Reason.INVALID,
        Reason.VACUOUS,
        Reason.CRITERION,
        Reason.CONDITION,
        Reason.NO_SKILL,
        Reason.GUARD,
        Reason.SEEDS_DISAGREE,
        Reason.UNDERPOWERED,
    ]
    assert all(order.index(a) <= order.index(b) for a, b in pairwise(reasons))
    assert decision.reason is reasons[0]


def subjects(decision: Decision) -> list[str]:
    return [detail.subject for detail in decision.details]


def test_details_name_what_they_are_about() -> None:
    assert subjects(decide(INVALID, 0.95)) == [
        "",
        "",
        "student.gap <= 1",
        "student.error > 1",
        "b",
        "tails",
        "student.error <= teacher.error",
        "student.gap <= recalibrated.gap",
    ]


def test_a_make_lists_every_line_that_was_met() -> None:
    decision = decide(MET, 0.95)
    assert subjects(decision) == [criterion.text for criterion in MET.make]
    assert [judged.standing for judged in decision.make] == [Standing.FULFILLED] * 2
    assert [judged.standing for judged in decision.breaks] == [Standing.VIOLATED]


def test_a_detail_shows_the_estimate_and_its_limits() -> None:
    detail = decide(replace(MET, make=(line(9.0),)), 0.95).details[0]
    assert detail.text.startswith("9 [7.04, 11]")
    assert "wrong side" in detail.text


def test_an_undecided_line_says_what_would_decide_it() -> None:
    decision = decide(UNDERPOWERED, 0.95)
    needed = decision.make[2].units_needed
    assert needed == pytest.approx(1000 * (2.8 / 0.5) ** 2, rel=0.01)
    assert f"{needed:,} units would decide it" in decision.details[0].text


def test_an_undecided_line_that_nothing_would_decide_says_so() -> None:
    decision = decide(replace(MET, make=(line(0.0),)), 0.95)
    assert "no number of units or of seeds" in decision.details[0].text


def test_units_and_seeds_are_offered_where_either_would_do() -> None:
    both = CriterionResult("x", estimate(-0.15, 0.1, components=Components(1e-5, 2.0, 4.0)))
    decision = decide(replace(MET, make=(both,)), 0.95)
    judged = decision.make[0]
    assert judged.units_needed is not None
    assert judged.seeds_needed is not None
    assert f"{judged.units_needed:,} units or {judged.seeds_needed:,} seeds" in (
        decision.details[0].text
    )


def test_an_undecided_break_line_does_not_stand_against_a_make() -> None:
    assert decide(replace(MET, breaks=(line(0.0),)), 0.95).word is Word.MAKE


@pytest.mark.parametrize(
    ("upper", "word"), [(0.0999, Word.BREAK), (0.1, Word.MAKE), (0.2, Word.MAKE)]
)
def test_one_arm_whose_skill_may_reach_a_tenth_is_enough(upper: float, word: Word) -> None:
    exact = estimate(upper, 0.0)
    decision = decide(replace(MET, skills={"a": estimate(-1.0, 0.1), "b": exact}), 0.95)
    assert decision.word is word


def test_without_labels_the_skill_rule_does_not_apply() -> None:
    assert decide(replace(MET, skills={}), 0.95).word is Word.MAKE


def test_confidence_sets_the_level_of_every_line() -> None:
    evidence = replace(MET, make=(line(-2.1),), breaks=())
    assert decide(evidence, 0.95).word is Word.MAKE
    assert decide(evidence, 0.99).word is Word.INCONCLUSIVE


def test_a_violation_that_only_multiplicity_explains_is_no_break() -> None:
    # z = 2.1 is beyond alpha = .025, not beyond .025/3.
    evidence = replace(MET, make=(line(2.1), line(-9.0)), breaks=(line(9.0),))
    assert decide(evidence, 0.95).reason is Reason.UNDERPOWERED


def test_words_follow_from_reasons() -> None:
    assert {reason: reason.word for reason in Reason} == {
        Reason.INVALID: Word.INCONCLUSIVE,
        Reason.VACUOUS: Word.INCONCLUSIVE,
        Reason.CRITERION: Word.BREAK,
        Reason.CONDITION: Word.BREAK,
        Reason.NO_SKILL: Word.BREAK,
        Reason.GUARD: Word.INCONCLUSIVE,
        Reason.SEEDS_DISAGREE: Word.INCONCLUSIVE,
        Reason.UNDERPOWERED: Word.INCONCLUSIVE,
        Reason.MET: Word.MAKE,
    }


def test_a_verdict_about_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one criterion"):
        Evidence(make=())


@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_a_confidence_outside_its_range_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        decide(MET, confidence)


@pytest.mark.slow
def test_lines_at_their_margins_break_and_make_no_more_often_than_alpha() -> None:
    rng = np.random.default_rng(5)
    runs, words = 1000, []
    for _ in range(runs):
        tables = rng.normal(0.0, 0.02, (3, 4, 1)) + rng.normal(0.0, 1.0, (3, 4, 60))
        lines = tuple(CriterionResult("at its margin", two_way(t, 0.95)) for t in tables)
        words.append(decide(Evidence(make=lines), 0.95).word)
    # Three standard errors of 1,000 runs at .025 are .015. Three tests at .025 each would be .073.
    assert words.count(Word.BREAK) / runs <= 0.025 + 0.015
    assert words.count(Word.MAKE) / runs <= 0.001
