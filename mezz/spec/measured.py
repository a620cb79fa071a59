"""Which measures a world's arms can be judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.base import Measure
from mezz.component.registry import kinds, load

if TYPE_CHECKING:
    from mezz.component.types import Emits


def measures_that_apply(emits: Emits) -> dict[str, Measure]:
    """Return the measures that fit the world's target, and the world's own, by kind."""
    found: dict[str, Measure] = {}
    for kind in kinds("measures"):
        measure = load("measures", kind)(kind=kind)
        if isinstance(measure, Measure) and _applies(measure, kind, emits):
            found[kind] = measure
    return found


def _applies(measure: Measure, kind: str, emits: Emits) -> bool:
    if measure.of_world:
        return kind in emits.measures
    return not measure.applies or isinstance(emits.target, measure.applies)
