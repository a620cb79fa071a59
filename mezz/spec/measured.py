"""Which measures a world's arms can be judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.base import Measure, Unit
from mezz.component.registry import kinds, load

if TYPE_CHECKING:
    from mezz.component.types import Emits


def measures_that_apply(emits: Emits) -> dict[str, Measure]:
    """Return the measures that fit the world's target, and the world's own, by kind.

    Where no target is known, those that judge quality are left out.
    """
    found: dict[str, Measure] = {}
    for kind in kinds("measures"):
        measure = load("measures", kind)(kind=kind)
        if isinstance(measure, Measure) and _applies(measure, kind, emits):
            found[kind] = measure
    return found


def refusal(measure: type[Measure] | Measure, emits: Emits) -> str:
    """Say why a measure has nothing to go by in this world; empty where it has."""
    if measure.needs_label and not emits.labelled:
        return "it compares with the target, and nobody knows it here"
    if measure.unit is Unit.FLOPS and emits.recorded:
        return "nobody knows what a recorded answer cost"
    return ""


def _applies(measure: Measure, kind: str, emits: Emits) -> bool:
    if measure.of_world:
        return kind in emits.measures
    if refusal(measure, emits):
        return False
    return not measure.applies or isinstance(emits.target, measure.applies)
