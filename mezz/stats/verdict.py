"""The verdict: which word the evidence allows, in a fixed order of precedence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from mezz.stats.criterion import Standing, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mezz.stats.criterion import CriterionResult, Judged
    from mezz.stats.estimate import Estimate

SKILL_FLOOR = 0.1
"""An arm whose skill has its upper limit below this has none."""


class Word(StrEnum):
    """The verdict in a word."""

    MAKE = "MAKE"
    BREAK = "BREAK"
    INCONCLUSIVE = "INCONCLUSIVE"


class Reason(StrEnum):
    """Why the word was given, in order of precedence: the first that applies decides."""

    INVALID = "invalid"
    VACUOUS = "vacuous"
    CRITERION = "criterion"
    CONDITION = "condition"
    NO_SKILL = "no_skill"
    GUARD = "guard"
    SEEDS_DISAGREE = "seeds_disagree"
    UNDERPOWERED = "underpowered"
    MET = "met"

    @property
    def word(self) -> Word:
        """The word that this reason stands for."""
        if self is Reason.MET:
            return Word.MAKE
        if self in {Reason.CRITERION, Reason.CONDITION, Reason.NO_SKILL}:
            return Word.BREAK
        return Word.INCONCLUSIVE


@dataclass(frozen=True, slots=True)
class Guard:
    """A control that must hold for the numbers to mean what they seem to.

    Attributes:
        name: of the guard, such as `twin` or `tails`.
        passed: whether it holds.
        text: what was seen, as a sentence.
    """

    name: str
    passed: bool
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a verdict weighs.

    Attributes:
        make: lines that must all hold for a MAKE; at least one.
        breaks: lines each of which is a BREAK if it holds.
        skills: skill 1 - L/L_trivial of each arm; empty where there is no label to be right about.
        invalid: faults that void the experiment (a missing seed, a leak), as sentences.
        vacuous: reasons why there is no gap to speak of, as sentences.
        guards: the controls, passed and failed.
    """

    make: tuple[CriterionResult, ...]
    breaks: tuple[CriterionResult, ...] = ()
    skills: Mapping[str, Estimate] = field(default_factory=dict)
    invalid: tuple[str, ...] = ()
    vacuous: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a verdict about nothing.

        Raises:
            ValueError: no `make` line.
        """
        if not self.make:
            raise ValueError("a verdict needs at least one criterion")


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that bore on the verdict.

    Attributes:
        reason: its class.
        subject: the line, arm or guard it is about; empty for the experiment as a whole.
        text: what was seen, as a sentence without the subject.
    """

    reason: Reason
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict and everything it rests on.

    Attributes:
        word: MAKE, BREAK or INCONCLUSIVE.
        reason: the first in the order of precedence that applies.
        alpha: the one-sided level of each criterion, (1 - confidence)/2.
        make: the judged `make` lines, in the order given.
        breaks: the judged `break` lines, in the order given.
        details: all that was found, in order of precedence; the first one decided.
    """

    word: Word
    reason: Reason
    alpha: float
    make: tuple[Judged, ...]
    breaks: tuple[Judged, ...]
    details: tuple[Detail, ...]


def decide(evidence: Evidence, confidence: float) -> Decision:
    """Give the verdict.

    In this order: an invalid experiment and a vacuous gap are INCONCLUSIVE; a `make` line violated
    or a `break` line fulfilled (both at the Holm-adjusted level), or no skill in any arm, is a
    BREAK; a failed guard is INCONCLUSIVE; all `make` lines fulfilled is a MAKE; anything else is
    INCONCLUSIVE, because the seeds disagree or the power did not suffice.

    Args:
        evidence: what was measured.
        confidence: coverage of the two-sided intervals; each line is tested one-sided at
            alpha = (1 - confidence)/2.

    Raises:
        ValueError: confidence outside (0, 1).
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence lies in (0, 1), not {confidence}")
    alpha = (1.0 - confidence) / 2.0
    make, breaks = judge(evidence.make, evidence.breaks, alpha)
    details = [
        *_facts(evidence),
        *_violated(make),
        *_conditions(breaks),
        *_no_skill(evidence.skills, alpha),
        *_failed(evidence.guards),
        *_undecided(make),
    ] or [_met(line) for line in make]
    # The order of the enumeration is the order of precedence.
    precedence = list(Reason)
    details.sort(key=lambda detail: precedence.index(detail.reason))
    reason = details[0].reason
    return Decision(reason.word, reason, alpha, make, breaks, tuple(details))


def _facts(evidence: Evidence) -> Iterator[Detail]:
    """Yield what voids the experiment or its question."""
    for text in evidence.invalid:
        yield Detail(Reason.INVALID, "", text)
    for text in evidence.vacuous:
        yield Detail(Reason.VACUOUS, "", text)


def _violated(make: tuple[Judged, ...]) -> Iterator[Detail]:
    """Yield `make` lines on the wrong side."""
    for line in make:
        if line.standing is Standing.VIOLATED:
            text = f"{_shown(line)}: on the wrong side of its margin"
            yield Detail(Reason.CRITERION, line.result.text, text)


def _conditions(breaks: tuple[Judged, ...]) -> Iterator[Detail]:
    """Yield `break` lines that hold."""
    for line in breaks:
        if line.standing is Standing.FULFILLED:
            text = f"{_shown(line)}: it holds, which breaks the claim"
            yield Detail(Reason.CONDITION, line.result.text, text)


def _no_skill(skills: Mapping[str, Estimate], alpha: float) -> Iterator[Detail]:
    """Yield one detail on the best arm, if no arm has skill."""
    if not skills:
        return
    best, upper = max(
        ((arm, skill.limits(alpha)[1]) for arm, skill in skills.items()), key=lambda pair: pair[1]
    )
    if upper < SKILL_FLOOR:
        text = (
            f"the best upper limit of any arm's skill is {upper:.3g}, "
            f"below {SKILL_FLOOR:g}: nothing is predicted"
        )
        yield Detail(Reason.NO_SKILL, best, text)


def _failed(guards: tuple[Guard, ...]) -> Iterator[Detail]:
    """Yield the guards that failed."""
    for guard in guards:
        if not guard.passed:
            yield Detail(Reason.GUARD, guard.name, guard.text)


def _undecided(make: tuple[Judged, ...]) -> Iterator[Detail]:
    """Yield `make` lines that the data leave open, with what would decide them."""
    for line in make:
        if line.standing is not Standing.UNDECIDED:
            continue
        disagree = line.result.estimate.seeds_disagree
        reason = Reason.SEEDS_DISAGREE if disagree else Reason.UNDERPOWERED
        text = f"{_shown(line)}: {_remedy(line)}"
        yield Detail(reason, line.result.text, text)


def _met(line: Judged) -> Detail:
    """Describe a `make` line that holds."""
    text = f"{_shown(line)}: fulfilled"
    return Detail(Reason.MET, line.result.text, text)


def _shown(line: Judged) -> str:
    """Write the estimate with its limits, measured from the margin."""
    numbers = f"{line.result.estimate.value:.3g} [{line.lower:.3g}, {line.upper:.3g}]"
    return f"{numbers} from the margin, negative when it holds"


def _remedy(line: Judged) -> str:
    """Write what would decide an undecided line, were the truth the estimate."""
    options = []
    if line.units_needed is not None:
        options.append(f"{line.units_needed:,} units")
    if line.seeds_needed is not None:
        options.append(f"{line.seeds_needed:,} seeds")
    if not options:
        return "undecided, and no number of units or of seeds alone would decide it"
    return f"undecided; {' or '.join(options)} would decide it"
