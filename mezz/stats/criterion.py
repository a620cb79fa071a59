"""A criterion's evidence, and where it stands once all are weighed together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mezz.stats.multiplicity import holm
from mezz.stats.needed import seeds_needed, units_needed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.stats.estimate import Estimate


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One line of the criteria with its paired estimate.

    Attributes:
        text: the line as written.
        estimate: of left minus right, oriented so that negative means fulfilled.
        strict: whether equality fails (`<` and `>`); it matters only where nothing varies.
    """

    text: str
    estimate: Estimate
    strict: bool = False

    @property
    def p_fulfilled(self) -> float:
        """One-sided p-value of the evidence that the line holds; small when it does."""
        if self._equal():
            return 1.0 if self.strict else 0.0
        return self.estimate.p_below()

    @property
    def p_violated(self) -> float:
        """One-sided p-value of the evidence that the line does not hold; small when it does not."""
        if self._equal():
            return 0.0 if self.strict else 1.0
        return self.estimate.p_above()

    def _equal(self) -> bool:
        """Say whether both sides are equal without any variation."""
        return self.estimate.value == 0.0 and self.estimate.standard_error == 0.0


class Standing(StrEnum):
    """What the data say about a line."""

    FULFILLED = "fulfilled"
    VIOLATED = "violated"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with its standing among the others.

    Attributes:
        result: the criterion and its estimate.
        standing: a `make` line is fulfilled at alpha and violated at the Holm-adjusted level; a
            `break` line is fulfilled at the Holm-adjusted level and violated at alpha.
        p_break: the p-value that took part in Holm's procedure.
        lower: one-sided lower limit at alpha.
        upper: one-sided upper limit at alpha.
        units_needed: how many units would decide an undecided line; None if none, or decided.
        seeds_needed: how many seeds would decide an undecided line; None if none, or decided.
    """

    result: CriterionResult
    standing: Standing
    p_break: float
    lower: float
    upper: float
    units_needed: int | None
    seeds_needed: int | None


def judge(
    make: Sequence[CriterionResult], breaks: Sequence[CriterionResult], alpha: float
) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """Weigh the lines: what speaks for a BREAK shares one error rate, what speaks for MAKE does not.

    MAKE needs every line at once, so each is tested at alpha (an intersection-union test); a
    BREAK needs only one, so violations of `make` lines and fulfilments of `break` lines go through
    Holm's procedure together.

    Args:
        make: lines that must all hold.
        breaks: lines none of which may hold.
        alpha: one-sided level.

    Returns:
        The judged `make` lines and the judged `break` lines, in the order given.
    """
    lines = [(line, True) for line in make] + [(line, False) for line in breaks]
    p_break = [line.p_violated if is_make else line.p_fulfilled for line, is_make in lines]
    strictest = alpha / max(len(lines), 1)
    judged = []
    for (line, is_make), p, breaking in zip(lines, p_break, holm(p_break, alpha), strict=True):
        standing = _standing(line, is_make, breaking=bool(breaking), alpha=alpha)
        undecided = standing is Standing.UNDECIDED
        leans_to_break = (line.estimate.value > 0.0) == is_make
        level = strictest if leans_to_break else alpha
        lower, upper = line.estimate.limits(alpha)
        judged.append(
            Judged(
                result=line,
                standing=standing,
                p_break=p,
                lower=lower,
                upper=upper,
                units_needed=units_needed(line.estimate, level) if undecided else None,
                seeds_needed=seeds_needed(line.estimate, level) if undecided else None,
            )
        )
    return tuple(judged[: len(make)]), tuple(judged[len(make) :])


def _standing(line: CriterionResult, is_make: bool, *, breaking: bool, alpha: float) -> Standing:
    """Say where a line stands, given whether Holm's procedure found that it breaks."""
    if breaking:
        return Standing.VIOLATED if is_make else Standing.FULFILLED
    if is_make:
        return Standing.FULFILLED if line.p_fulfilled < alpha else Standing.UNDECIDED
    return Standing.VIOLATED if line.p_violated < alpha else Standing.UNDECIDED
