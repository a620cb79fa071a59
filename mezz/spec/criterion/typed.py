"""What a criterion means: arms, measures, units, direction, and whether it decides anything."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mezz.diag.codes import criterion as codes
from mezz.diag.similar import did_you_mean
from mezz.spec.criterion.flaw import Flaw
from mezz.spec.criterion.linear import Linear
from mezz.spec.criterion.tree import Binary, Negative, Quantity, quantities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mezz.spec.criterion.parse import Comparison, Criterion
    from mezz.spec.criterion.tree import Expression

Role = Literal["make", "break"]
CLAIM = "student"
"""The arm that the criteria are about."""

_WORDS = "cpu duration latency memory ms runtime seconds speed throughput time wall wall_time"
TIMES = frozenset(_WORDS.split())
"""Names of what is measured in `timings.json` and never decides."""

_TURNED: dict[Comparison, Comparison] = {"<=": ">=", "<": ">", ">=": "<=", ">": "<"}


@dataclass(frozen=True, slots=True)
class MeasureInfo:
    """What a criterion must know of a measure.

    `unit` is how it counts: only equal units can be compared. `bounds` are its least and greatest
    possible value, `of_constant` what the constant predictor has by definition. `refused` is the
    reason why it cannot be used in this experiment, empty where it can.
    """

    unit: str
    direction: Literal["lower", "higher"]
    judges: Literal["quality", "stability", "cost"] = "quality"
    bounds: tuple[float, float] = (-math.inf, math.inf)
    of_constant: float | None = None
    refused: str = ""


def typed(
    criterion: Criterion,
    arms: Mapping[str, str],
    measures: Mapping[str, MeasureInfo],
    role: Role = "make",
) -> tuple[Flaw, ...]:
    """Say what is wrong with the meaning of a criterion, from left to right.

    Args:
        criterion: what `parse` returned.
        arms: every arm of the experiment, with the reason why its answer cannot move over the
            views, empty where it can.
        measures: every measure by its name.
        role: whether it stands under `make` or under `break`.
    """
    named = [quantity for side in criterion.sides for quantity in quantities(side)]
    flaws = [flaw for quantity in named for flaw in _names(quantity, arms, measures)]
    flaws += _units(criterion, measures)
    if not flaws:
        flaws += list(_decided(criterion, measures)) or list(_direction(criterion, measures, role))
    return tuple(sorted(flaws, key=lambda flaw: (flaw.start, flaw.stop)))


def asks_for_quality(criterion: Criterion, measures: Mapping[str, MeasureInfo]) -> bool:
    """Say whether a line of `make` keeps a student that always gives the same answer from a MAKE.

    It must speak of the student's quality, and must not hold once the student is replaced by the
    constant predictor. The criterion must be well typed.
    """
    contrast = criterion.contrast
    of_quality = [m for (arm, m) in contrast.terms if arm == CLAIM]
    if not any(measures[measure].judges == "quality" for measure in of_quality):
        return False
    constant_student = Linear({}, contrast.constant)
    for (arm, measure), weight in contrast.terms.items():
        info = measures[measure]
        still = arm == "trivial" or (arm == CLAIM and info.judges != "cost")
        if still and info.of_constant is not None:
            part = Linear({}, weight * info.of_constant)
        else:
            part = Linear({("trivial" if still else arm, measure): weight}, 0.0)
        constant_student = constant_student.plus(part)
    return not _always(constant_student, measures, strict=criterion.strict)


def _names(
    quantity: Quantity, arms: Mapping[str, str], measures: Mapping[str, MeasureInfo]
) -> Iterator[Flaw]:
    arm, measure = quantity.arm, quantity.measure
    whole = (quantity.start, quantity.stop)
    if arm not in arms:
        place = (quantity.start, quantity.start + len(arm))
        advice = did_you_mean(arm, arms, "arms")
        yield Flaw(codes.UNKNOWN_ARM, *place, f"there is no arm `{arm}`", advice)
    if measure not in measures:
        yield _unknown_measure(quantity, measures)
        return
    info = measures[measure]
    if info.refused:
        usable = ", ".join(name for name, other in measures.items() if not other.refused)
        yield Flaw(
            codes.MEASURE_DOES_NOT_APPLY,
            quantity.dot,
            quantity.stop,
            f"`{measure}` cannot be used here: {info.refused}",
            (f"measures that can: {usable}",),
        )
    elif info.judges == "stability" and arms.get(arm):
        message = f"`{quantity}` is 0 by construction: {arms[arm]}"
        moving = ", ".join(name for name, reason in arms.items() if not reason)
        yield Flaw(codes.GAP_OF_STILL_ARM, *whole, message, (f"arms that move: {moving}",))


def _unknown_measure(quantity: Quantity, measures: Mapping[str, MeasureInfo]) -> Flaw:
    measure, place = quantity.measure, (quantity.dot, quantity.stop)
    if measure in TIMES:
        message = f"`{measure}` is measured, and measured times and memory decide nothing"
        instead = ("`flops` and `passes` count the cost, and are the same everywhere",)
        return Flaw(codes.TIMED_CRITERION, *place, message, instead)
    usable = [name for name, info in measures.items() if not info.refused]
    advice = did_you_mean(measure, usable, "measures")
    return Flaw(codes.UNKNOWN_MEASURE, *place, f"there is no measure `{measure}`", advice)


_Counted = tuple[str, Quantity]


def _units(criterion: Criterion, measures: Mapping[str, MeasureInfo]) -> list[Flaw]:
    flaws: list[Flaw] = []

    def counted(tree: Expression) -> _Counted | None:
        """Return the unit of an expression and the measure that brings it; None for numbers."""
        if isinstance(tree, Quantity):
            info = measures.get(tree.measure)
            return (info.unit, tree) if info else None
        if isinstance(tree, Negative):
            return counted(tree.operand)
        if isinstance(tree, Binary):
            return together(counted(tree.left), counted(tree.right))
        return None

    def together(left: _Counted | None, right: _Counted | None) -> _Counted | None:
        if left and right and left[0] != right[0]:
            flaws.append(_mismatch(left, right))
        return left or right

    left, right = criterion.sides
    together(counted(left), counted(right))
    return flaws


def _mismatch(left: _Counted, right: _Counted) -> Flaw:
    unit, quantity = right
    message = f"`{left[1]}` counts in {left[0]}, and `{quantity}` in {unit}"
    advice = ("compare and add measures of one unit; write one line for each",)
    return Flaw(codes.UNIT_MISMATCH, quantity.start, quantity.stop, message, advice, f"in {unit}")


def _range(contrast: Linear, measures: Mapping[str, MeasureInfo]) -> tuple[float, float]:
    """Return the least and greatest value that the contrast can have."""
    low = high = contrast.constant
    for (_, measure), weight in contrast.terms.items():
        least, greatest = sorted(weight * bound for bound in measures[measure].bounds)
        low, high = low + least, high + greatest
    return low, high


def _always(contrast: Linear, measures: Mapping[str, MeasureInfo], *, strict: bool) -> bool:
    high = _range(contrast, measures)[1]
    return high < 0 if strict else high <= 0


def _decided(criterion: Criterion, measures: Mapping[str, MeasureInfo]) -> Iterator[Flaw]:
    contrast = criterion.contrast
    low, _ = _range(contrast, measures)
    counts = all(measures[measure].judges == "cost" for _, measure in contrast.terms)
    if _always(contrast, measures, strict=criterion.strict):
        outcome = "always holds"
    elif low > 0 or (low == 0 and (criterion.strict or not counts)):
        outcome = "can never hold"
    else:
        return
    yield Flaw(
        codes.DECIDED_BEFOREHAND,
        criterion.sides[0].start,
        criterion.sides[1].stop,
        f"`{criterion}` {outcome}: {_reason(criterion, measures)}",
        ("compare the student with another arm, or with a margin that can be missed",),
    )


def _reason(criterion: Criterion, measures: Mapping[str, MeasureInfo]) -> str:
    terms = criterion.contrast.terms
    if not terms:
        same = criterion.contrast.constant == 0
        return "both sides are the same" if same else "no measure is left in it"
    named = dict.fromkeys(measure for _, measure in terms)
    known = [f"`{name}` lies {_between(measures[name].bounds)}" for name in named]
    return ", ".join(known)


def _between(bounds: tuple[float, float]) -> str:
    low, high = bounds
    if math.isinf(high):
        return f"at or above {low:g}"
    return f"at or below {high:g}" if math.isinf(low) else f"between {low:g} and {high:g}"


def _direction(
    criterion: Criterion, measures: Mapping[str, MeasureInfo], role: Role
) -> Iterator[Flaw]:
    for (arm, measure), weight in criterion.contrast.terms.items():
        info = measures[measure]
        # A better student moves the contrast towards "holds" where this is positive.
        helps = weight if info.direction == "lower" else -weight
        if arm == CLAIM and (helps < 0) == (role == "make"):
            place = _first(criterion, measure)
            losing = "miss this" if role == "make" else "be a BREAK by this"
            yield Flaw(
                codes.WRONG_DIRECTION,
                place.start,
                place.stop,
                f"a better student would {losing}: {info.direction} `{measure}` is better",
                (f"`{criterion.sides[0]} {_TURNED[criterion.op]} {criterion.sides[1]}`",),
                f"{info.direction} is better",
            )


def _first(criterion: Criterion, measure: str) -> Quantity:
    named = (quantity for side in criterion.sides for quantity in quantities(side))
    return next(q for q in named if (q.arm, q.measure) == (CLAIM, measure))
