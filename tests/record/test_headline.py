from __future__ import annotations

from typing import Literal

import pytest

from mezz.record.headline import headline, plural
from mezz.record.model import (
    ArmRecord,
    CriterionRecord,
    GuardRecord,
    Interval,
    Metric,
    Metrics,
    SeedShare,
)

TEXT = "student.gap <= 0.5 * teacher.gap"


def interval(value: float, half: float | None = None) -> Interval:
    if half is None:
        return Interval(value=value)
    return Interval(value=value, lower=value - half, upper=value + half, seeds=5, units=1000)


def arm(name: str, judged_on: str = "views", **measures: float) -> ArmRecord:
    found = tuple(
        Metric(measure=m, unit="1", direction="lower", estimate=interval(v), by_seed=(v,))
        for m, v in measures.items()
    )
    return ArmRecord(name=name, question="?", judged_on=judged_on, metrics=found)


def metrics(
    *arms: ArmRecord,
    criteria: tuple[CriterionRecord, ...] = (),
    guards: tuple[GuardRecord, ...] = (),
) -> Metrics:
    return Metrics(
        name="n",
        run="r",
        confidence=0.95,
        seeds=(0, 1, 2, 3, 4),
        unit="trajectory",
        error_unit="1",
        outputs=("y",),
        sizes={"test": 1000},
        views="exact",
        K="exact",
        symmetry="C_5",
        arms=arms,
        criteria=criteria,
        guards=guards,
    )


STUDENT = arm("student", gap=0.06, error=0.98, skill=0.5)
TEACHER = arm("teacher", gap=1.0, error=1.0, skill=0.49)
RATIOS = {"gap": interval(0.064, 0.015), "error": interval(0.983, 0.025)}
MAKE = (
    "The student keeps the orbit's answer in one pass: its gap is 6 % [5, 8] of the teacher's at "
    "0.98 [0.96, 1.01] of its error."
)


def criterion(
    outcome: Literal["met", "failed", "undecided"],
    text: str = TEXT,
    kind: Literal["make", "break"] = "make",
    contrast: Interval | None = None,
    **needed: int,
) -> CriterionRecord:
    found = contrast or interval(0.012, 0.002)
    return CriterionRecord(
        text=text, kind=kind, contrast=found, left=1, right=2, outcome=outcome, needed=needed
    )


def test_a_make_says_how_much_of_the_gap_is_left_and_at_what_error() -> None:
    assert headline("MAKE", "met", metrics(STUDENT, TEACHER), RATIOS) == MAKE


def test_ratios_that_are_not_given_are_those_of_the_estimates_and_have_no_interval() -> None:
    assert headline("MAKE", "met", metrics(STUDENT, TEACHER)).endswith(
        "its gap is 6 % of the teacher's at 0.98 of its error."
    )


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (interval(-0.1, 0.05), " Canonicalising does better: distillation is not needed here."),
        (interval(-0.01, 0.05), " Canonicalising does as well: distillation is not needed here."),
        (
            interval(0.01, 0.05),
            (
                " Canonicalising does as well within the interval: distillation is not shown to "
                "be needed here."
            ),
        ),
        (interval(0.1, 0.05), ""),
        (interval(0.01), ""),
        (interval(0.0), " Canonicalising does as well: distillation is not needed here."),
    ],
)
def test_a_make_owns_up_when_canonicalising_is_at_least_as_good(
    difference: Interval, words: str
) -> None:
    arms = (STUDENT, TEACHER, arm("canonicalised", "canonical", gap=0.0, error=1.5))
    said = headline("MAKE", "met", metrics(*arms), RATIOS, {"canonicalised": difference})
    assert said == MAKE + words


def test_without_a_paired_difference_the_estimates_are_compared() -> None:
    better = arm("canonicalised", "canonical", gap=0.0, error=0.5)
    worse = arm("canonicalised", "canonical", gap=0.0, error=1.5)
    needless = "distillation is not needed here"
    assert needless in headline("MAKE", "met", metrics(STUDENT, TEACHER, better), RATIOS)
    assert needless not in headline("MAKE", "met", metrics(STUDENT, TEACHER, worse), RATIOS)


def test_augmentation_that_leaves_a_larger_gap_does_not_make_distillation_needless() -> None:
    rival = arm("student_augmented", gap=0.3, error=0.9)
    said = headline("MAKE", "met", metrics(STUDENT, TEACHER, rival), RATIOS)
    assert said == (
        f"{MAKE} Augmentation at equal compute does as well in error, at 5 times the student's gap."
    )


def test_augmentation_with_no_larger_gap_does() -> None:
    rival = arm("student_augmented", gap=0.05, error=0.9)
    said = headline("MAKE", "met", metrics(STUDENT, TEACHER, rival), RATIOS)
    assert said.endswith(
        "Augmentation at equal compute does as well: distillation is not needed here."
    )


def test_a_simple_rule_of_the_world_that_does_as_well_is_named() -> None:
    rule = arm("har", "constant", gap=0.0, error=0.97)
    said = headline("MAKE", "met", metrics(STUDENT, TEACHER, rule), RATIOS)
    assert said.endswith(" The world's own simple rule, `har`, does as well as the student.")
    ours = {"har": interval(0.3, 0.1)}
    assert headline("MAKE", "met", metrics(STUDENT, TEACHER, rule), RATIOS, ours) == MAKE


def test_the_constant_predictor_is_no_simple_rule_of_the_world() -> None:
    constant = arm("trivial", "constant", gap=0.0, error=0.5)
    assert headline("MAKE", "met", metrics(STUDENT, TEACHER, constant), RATIOS) == MAKE


def test_a_student_worse_than_one_view_is_said_to_be() -> None:
    ratios = {**RATIOS, "error": interval(1.3, 0.1)}
    said = headline("BREAK", "criterion", metrics(STUDENT, TEACHER), ratios)
    assert "The student is worse than one view of the teacher." in said
    ratios["error"] = interval(1.05, 0.1)
    assert "worse than" not in headline("BREAK", "criterion", metrics(STUDENT, TEACHER), ratios)


def test_a_break_names_the_first_criterion_missed_by_how_much_and_counts_the_others() -> None:
    missed = (
        criterion("met", "student.error <= teacher.error"),
        criterion("failed"),
        criterion("failed", "student.gap <= recalibrated.gap"),
    )
    said = headline("BREAK", "criterion", metrics(STUDENT, TEACHER, criteria=missed), RATIOS)
    assert said == (
        "The student's gap is 6 % [5, 8] of the teacher's at 0.98 [0.96, 1.01] of its error: that "
        f"misses `{TEXT}` by 0.012 [0.010, 0.014]. One more fails."
    )


def test_a_declared_break_that_holds_is_named_with_its_depth() -> None:
    broken = criterion("met", "teacher.gap >= 0.1", "break", interval(-0.3, 0.1))
    said = headline("BREAK", "condition", metrics(STUDENT, TEACHER, criteria=(broken,)), RATIOS)
    assert said.endswith("the declared BREAK `teacher.gap >= 0.1` holds, by 0.30 [0.20, 0.40].")


def test_no_skill_is_measured_against_the_constant_predictor() -> None:
    found = metrics(arm("student", skill=0.03), arm("teacher", skill=0.01))
    assert headline("BREAK", "no_skill", found) == (
        "Nothing here predicts better than the constant predictor: the best arm, `student`, "
        "removes 3 % of its error."
    )


def test_no_skill_below_zero_removes_nothing() -> None:
    found = metrics(arm("student", skill=-0.03), arm("trivial", "constant", skill=0.0))
    assert headline("BREAK", "no skill", found).endswith("`student`, removes none of its error.")


def test_no_skill_names_the_simple_rule_too() -> None:
    found = metrics(arm("student", error=1.0), arm("majority", "constant", error=0.9))
    assert headline("BREAK", "no_skill", found) == (
        "Nothing here predicts better than the constant predictor. The world's own simple rule, "
        "`majority`, does as well as the student."
    )


def guard(
    makes: Literal["invalid", "vacuous", "guard"], name: str = "tails", value: float | None = 12.0
) -> GuardRecord:
    return GuardRecord(
        name=name, passed=False, value=value, limit=50.0, words="too few rows.", makes=makes
    )


def test_a_vacuous_gap_is_told_from_rounding() -> None:
    found = metrics(guards=(guard("vacuous"),))
    assert headline("INCONCLUSIVE", "vacuous", found) == (
        "There is no gap to close: the teacher's answers differ by no more than rounding "
        "(root 12, floor 50)."
    )


def test_a_vacuous_gap_without_a_floor_says_what_the_guard_says() -> None:
    words = "the encoder is invariant by construction"
    declared = GuardRecord(name="declared", passed=False, words=words, makes="vacuous")
    found = metrics(guards=(declared,))
    assert headline("INCONCLUSIVE", "vacuous", found) == f"There is no gap to close: {words}."


def test_an_invalid_experiment_says_what_makes_it_so() -> None:
    found = metrics(guards=(guard("invalid", "splits", None), guard("invalid")))
    assert headline("INCONCLUSIVE", "invalid", found) == (
        "This is not a valid experiment. `splits`: too few rows. One more guard fails."
    )


def test_a_failed_guard_is_named_with_its_number() -> None:
    found = metrics(STUDENT, TEACHER, guards=(guard("guard"),))
    assert headline("INCONCLUSIVE", "guard", found, RATIOS).endswith(
        "of its error, but a guard fails. `tails`: too few rows (12, limit 50)."
    )


def test_an_undecided_criterion_says_what_would_decide_it() -> None:
    open_ = (criterion("undecided", contrast=interval(-0.1, 0.3), units=2400, seeds=9),)
    said = headline(
        "INCONCLUSIVE", "underpowered", metrics(STUDENT, TEACHER, criteria=open_), RATIOS
    )
    assert said.endswith(
        f"the data cannot decide `{TEXT}`, where left minus right is -0.1 [-0.4, 0.2]. About "
        "9 seeds (now 5) or 2400 test trajectories (now 1000) would."
    )


def test_seeds_that_disagree_are_said_to() -> None:
    text = "student.skill >= 0.9 * teacher.skill"
    open_ = (criterion("undecided", text), criterion("undecided"), criterion("undecided"))
    said = headline("INCONCLUSIVE", "seeds_disagree", metrics(criteria=open_))
    assert said == (
        f"INCONCLUSIVE: the seeds disagree on `{text}`, where right minus left is 0.012 "
        "[0.010, 0.014]. 2 more are undecided too."
    )


@pytest.mark.parametrize(
    ("unit", "several"),
    [("row", "rows"), ("day", "days"), ("trajectory", "trajectories"), ("series", "series")],
)
def test_units_are_counted_in_the_plural(unit: str, several: str) -> None:
    assert plural(unit) == several


@pytest.mark.parametrize(("share", "said"), [(0.34, True), (0.74, False)])
def test_a_gap_that_does_not_come_back_with_other_seeds_is_said_to_be_noise(
    share: float, said: bool
) -> None:
    recurring = SeedShare(systematic=interval(0.3), share=interval(share, 0.04))
    found = metrics(STUDENT, TEACHER).model_copy(update={"seed_share": recurring})
    noise = (
        " The gap is mostly training noise: 34 % [30, 38] of it recurs with other seeds, and "
        "ensembling is the rival."
    )
    assert headline("MAKE", "met", found, RATIOS) == MAKE + (noise if said else "")
