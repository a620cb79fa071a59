"""Guards: what must hold for the numbers to mean what they seem to."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.record.model import GuardRecord
from mezz.stats.estimators import effective_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from mezz.run.evidence import Evidence
    from mezz.run.measured import Curve
    from mezz.spec.criterion import Criterion
    from mezz.stats.estimate import Estimate

    Values = NDArray[np.float64]

EPSILON = float(np.finfo(np.float32).eps)
LAW_TOLERANCE = 1e-6
"""Largest defect of a law, relative to the scale of what it is measured on."""
LEAST_P = 0.005
"""P-value, repeated on fresh draws, at which a law of distribution counts as broken."""
IDENTITY_TOLERANCE = 1e-9
KEPT_SKILL = 0.9
FEWEST_EFFECTIVE = 50.0
MOST_SKEWED = 0.15
FEWEST_BLOCKS = 10
BEYOND_CHANCE = 0.999
"""Confidence at which two estimates of one gap are said to differ."""
STAYS = 0.5
"""Least part of a gap that float64 must leave: rounding leaves about one part in 1e18."""


def disjoint_splits(units: Mapping[str, NDArray[np.int64]], unit: str) -> GuardRecord:
    """No unit may stand in two splits."""
    if len(units) == 1:
        (only,) = units
        return GuardRecord(
            name=f"splits by {unit}",
            passed=None,
            words=f"there is one split, {only}: nothing was trained here",
            makes="note",
        )
    shared = {
        f"{a} and {b}": len(np.intersect1d(units[a], units[b])) for a, b in combinations(units, 2)
    }
    worst = max(shared, key=lambda pair: shared[pair])
    count = shared[worst]
    words = f"{worst} share {count}" if count else "no two splits share one"
    return GuardRecord(
        name=f"splits by {unit}",
        passed=count == 0,
        value=float(count),
        limit=0.0,
        words=words,
        makes="invalid",
    )


def laws(found: Mapping[str, Mapping[str, float]]) -> Iterator[GuardRecord]:
    """The group's laws hold on the world's own data."""
    for name, defect in found.items():
        relative = defect["value"] / (defect["scale"] or 1.0)
        yield GuardRecord(
            name=f"law: {name}",
            passed=relative <= LAW_TOLERANCE,
            value=relative,
            limit=LAW_TOLERANCE,
            words="defect relative to the data's scale",
            makes="invalid",
        )


def distributed_alike(
    found: Mapping[str, Mapping[str, float]], family: str
) -> Iterator[GuardRecord]:
    """The sampler is uniform, and an average over the family is a projection; a group is both."""
    for name, test in found.items():
        yield GuardRecord(
            name=f"law: {name}",
            passed=test["p"] > LEAST_P,
            value=test["p"],
            limit=LEAST_P,
            words="p-value of a test that two laws of distribution are one",
            makes="invalid" if family in {"finite group", "compact group"} else "note",
        )


def clipping(
    evidence: Evidence,
    clipped: Mapping[str, Mapping[str, Values]],
    criteria: Iterable[Criterion],
) -> Iterator[GuardRecord]:
    """No criterion hangs on the constant at which probabilities are clipped."""
    for criterion in criteria:
        touched = [term for term in criterion.contrast.terms if term[1] in clipped.get(term[0], {})]
        if not touched:
            continue
        coarse = {arm: {**found, **clipped.get(arm, {})} for arm, found in evidence.values.items()}
        other = replace(evidence, values=coarse)
        sides = [_side(one.estimate(one.contrast(criterion.contrast))) for one in (evidence, other)]
        yield GuardRecord(
            name=f"clipping: {criterion.text}",
            passed=sides[0] == sides[1],
            words="outcome with probabilities clipped at ten times the constant: "
            + ("the same" if sides[0] == sides[1] else f"{sides[1]} instead of {sides[0]}"),
        )


def _side(estimate: Estimate) -> str:
    if estimate.upper < 0:
        return "met"
    return "failed" if estimate.lower > 0 else "undecided"


def plans_agree(
    evidence: Evidence, halves: Values | None, gap: Values, crossed: Values | None
) -> Iterator[GuardRecord]:
    """Disjoint sets of views read the same gap: halves of the sample, and blocks of the K views.

    Both are true of honest plans, so that only a difference beyond `BEYOND_CHANCE` counts.

    Args:
        evidence: how intervals are taken.
        halves: `(2, S, N)` the teacher's gap from either half of the evaluation views.
        gap: `(S, N)` the teacher's gap.
        crossed: `(S, N)` the same from the blocks of K views, by the cross-block estimator.
    """
    strict = replace(evidence, confidence=BEYOND_CHANCE)
    pairs = {
        "halves of the views agree": None if halves is None else halves[0] - halves[1],
        "view plans agree": None if crossed is None else crossed - gap,
    }
    words = {
        "halves of the views agree": "the teacher's gap from one half of the views less that from "
        "the other",
        "view plans agree": "the teacher's gap from blocks of K views less that from the "
        "evaluation views",
    }
    for name, values in pairs.items():
        if values is None:
            continue
        difference = strict.estimate(values)
        yield GuardRecord(
            name=name,
            passed=difference.lower <= 0 <= difference.upper,
            value=difference.value,
            words=words[name],
        )


def gap_identity(curves: Mapping[str, Curve | None]) -> Iterator[GuardRecord]:
    """Averaging all views lowers the squared loss by exactly the gap, whatever the label.

    The last point of a curve is the mean of all views that were taken, and the law must meet it
    there: exactly on a whole orbit, and for a sample by the same algebra.
    """
    off = {
        name: abs(float(curve.loss[-1].mean() - curve.law[-1].mean()))
        / (abs(float(curve.law[-1].mean())) or 1.0)
        for name, curve in curves.items()
        if curve is not None
    }
    if off:
        worst = max(off, key=lambda name: off[name])
        yield GuardRecord(
            name="loss of the mean of all views",
            passed=off[worst] <= IDENTITY_TOLERANCE,
            value=off[worst],
            limit=IDENTITY_TOLERANCE,
            words=f"departure from error - gap, which is an identity, in the worst arm ({worst})",
            makes="invalid",
        )


def smallest_root(floor: float, scale: float) -> float:
    """Return the root of the smallest gap that is told from rounding.

    `floor` is the gap between answers that differ in arithmetic alone, `scale` the mean square of
    the answers.
    """
    return max(10 * math.sqrt(floor), 100 * EPSILON * math.sqrt(scale))


def above_floor(evidence: Evidence, floor: Mapping[str, Any]) -> GuardRecord:
    """The teacher's gap lies above what arithmetic alone would show.

    A gap is there or not in the fits at hand, so the limit is taken over examples alone: seeds that
    differ much make a gap no more a rounding error.
    """
    estimate = evidence.given_these_fits(evidence.values["teacher"]["gap"])
    lower = math.sqrt(max(estimate.lower, 0.0))
    limit = smallest_root(floor["floor"], floor["scale"])
    return GuardRecord(
        name="gap above its floor",
        passed=lower > limit,
        value=lower,
        limit=limit,
        words="lower limit of the root of the teacher's gap, against ten times the root of the "
        "gap between views that differ in arithmetic alone",
        makes="vacuous",
    )


def stays_in_float64(floor: Mapping[str, Any]) -> GuardRecord:
    """The teacher's gap is still there when all that follows the examples is computed in float64.

    The floor is measured on changes that are known to mean nothing. Rounding may depend on the view
    all the same, as where one view is of another magnitude than the next; but it falls with the
    precision, and a gap does not. What falls was no gap, so that nothing is left to speak of.
    """
    gap, exact = floor["gap"], floor["gap_float64"]
    share = exact / gap if gap > 0 else None
    passed = None
    words = "what float64 leaves of the teacher's gap, which lies at its floor already"
    if share is not None and math.sqrt(gap) > smallest_root(floor["floor"], floor["scale"]):
        passed = share >= STAYS
        words = (
            "what stays of the teacher's gap where latents and answers are computed in float64; at "
            "least half must"
            if passed
            else "what float64 leaves of the teacher's gap is less than half, so that in float32 it "
            "is rounding"
        )
    return GuardRecord(
        name="gap in float64", passed=passed, value=share, words=words, makes="vacuous"
    )


def floor_below_margins(
    floor: Mapping[str, Any], make: Iterable[Criterion]
) -> Iterator[GuardRecord]:
    """The margin of a gap lies above what arithmetic alone would show, or its line says nothing."""
    limit = smallest_root(floor["floor"], floor["scale"])
    for criterion in make:
        margin = margin_of_gap(criterion)
        if margin is None:
            continue
        root = math.sqrt(margin)
        yield GuardRecord(
            name=f"floor below margin: {criterion.text}",
            passed=root > limit,
            value=root,
            limit=limit,
            words="root of the margin, against ten times the root of the gap between answers that "
            "differ in arithmetic alone",
        )


def margin_of_gap(criterion: Criterion) -> float | None:
    """Return the number with which a line compares one arm's gap; None for any other line."""
    contrast = criterion.contrast
    if len(contrast.terms) != 1 or not speaks_of_gap(criterion):
        return None
    (weight,) = contrast.terms.values()
    margin = -contrast.constant / weight
    return margin if margin > 0 else None


def speaks_of_gap(criterion: Criterion) -> bool:
    """Say whether the variance gap of some arm stands in a line."""
    return any(measure == "gap" for _, measure in criterion.contrast.terms)


def kept_skill(evidence: Evidence, rivals: Iterable[str]) -> GuardRecord:
    """The student keeps at least nine tenths of the best arm's skill."""
    skill = {arm: float(evidence.values[arm]["skill"].mean()) for arm in rivals}
    best = max(skill, key=lambda arm: skill[arm])
    own = float(evidence.values["student"]["skill"].mean())
    return GuardRecord(
        name="skill kept",
        passed=own >= KEPT_SKILL * skill[best],
        value=own,
        limit=KEPT_SKILL * skill[best],
        words=f"the student's skill is {_share(own, skill[best])} of the best arm's ({best}); "
        f"it must keep {100 * KEPT_SKILL:.0f} %",
    )


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %" if whole > 0 else "no fraction"


def tails(evidence: Evidence, criteria: Iterable[Criterion]) -> Iterator[GuardRecord]:
    """No handful of examples carries a criterion alone, seen or unseen.

    Few effective examples say that a tail was seen. A mean that is skewed towards failure says that
    more of the tail may be missing: limits allow for skewness, and beyond this much they do not
    suffice for a criterion that they show to be met.
    """
    for criterion in criteria:
        values = evidence.contrast(criterion.contrast)
        if np.ptp(values) == 0.0:
            continue
        estimate = evidence.estimate(values)
        if estimate.upper < 0.0:
            yield GuardRecord(
                name=f"skewness: {criterion.text}",
                passed=estimate.skew <= MOST_SKEWED,
                value=estimate.skew,
                limit=MOST_SKEWED,
                words="skewness of this criterion's mean, towards its failure",
            )
        effective = effective_units(values.mean(axis=0))
        yield GuardRecord(
            name=f"tails: {criterion.text}",
            passed=effective >= FEWEST_EFFECTIVE,
            value=effective,
            limit=FEWEST_EFFECTIVE,
            words="effective number of examples behind this criterion",
        )


def enough_blocks(evidence: Evidence) -> GuardRecord:
    """A series is long enough for its blocks to speak for independent times."""
    blocks = len(np.unique(evidence.units))
    return GuardRecord(
        name="independent times",
        passed=blocks >= FEWEST_BLOCKS,
        value=float(blocks),
        limit=float(FEWEST_BLOCKS),
        words="blocks of neighbouring examples in the test split",
    )
