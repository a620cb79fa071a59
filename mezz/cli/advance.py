"""How far a stage is, from one event of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mezz.record.event import Event


@dataclass(frozen=True, slots=True)
class Advance:
    """`done` of `total`, counted in `unit` (steps, rows, ...)."""

    done: float
    total: float
    unit: str = ""


def of_stage(event: Event) -> Advance:
    """Read a `stage-progress` event."""
    unit = event.data.get("unit")
    return Advance(_number(event, "done"), _number(event, "total"), str(unit or ""))


def of_run(event: Event) -> Advance:
    """Read a `run-started` event: `done` is what the cache holds, of all stages."""
    return Advance(_number(event, "cached"), _number(event, "stages"), "stages")


def of_sweep(event: Event) -> str:
    """Say which cell a `cell-started` event is about."""
    number, of = (int(_number(event, name)) for name in ("number", "of"))
    return f"cell {number} of {of}: {event.data.get('cell')}"


def _number(event: Event, name: str) -> float:
    value = event.data.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
