"""A plan written down: what `plan.json` holds."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING

from mezz.record.model import PlanRecord, StageRecord
from mezz.spec.origin import DEFAULT, origins

if TYPE_CHECKING:
    from mezz.plan.prepare import Prepared
    from mezz.plan.stage import Cost
    from mezz.spec.cell import Cell
    from mezz.spec.node import Mapping


def record_of(prepared: Prepared, tree: Mapping, cell: Cell | None = None) -> PlanRecord:
    """Return the stages of a plan with keys, states, reasons and costs, and where values are from.

    `tree` is the spec as it was read: every value that stands in it has a place. `cell` is what it
    is a cell of a sweep by.
    """
    stages = tuple(
        StageRecord(
            id=id_,
            verb=stage.verb,
            key=prepared.keyed[id_].key,
            state="cached" if prepared.states[id_].cached else "run",
            reason=prepared.states[id_].reason,
            cost=_told(stage.cost),
        )
        for id_, stage in prepared.plan.stages.items()
    )
    spec = prepared.plan.spec
    placed = {one.path: one.origin for one in origins(spec, tree, cell) if one.origin != DEFAULT}
    return PlanRecord(name=spec.name, run=prepared.run_id, stages=stages, origins=_near(placed))


def _near(placed: dict[str, str]) -> dict[str, str]:
    """Leave out the folders that all absolute paths share: they are nobody else's business."""
    absolute = {origin for origin in placed.values() if PurePath(origin).is_absolute()}
    if not absolute:
        return placed
    top = os.path.commonpath({str(PurePath(origin).parent) for origin in absolute})
    return {
        path: PurePath(origin).relative_to(top).as_posix() if origin in absolute else origin
        for path, origin in placed.items()
    }


def _told(cost: Cost) -> dict[str, float]:
    """Return the parts of a cost that are not nothing."""
    parts = {
        "examples": cost.examples,
        "views": cost.views,
        "passes": cost.passes,
        "parameters": cost.parameters,
        "flops": cost.flops,
        "bytes": cost.bytes,
        "seconds": cost.seconds,
    }
    return {name: float(value) for name, value in parts.items() if value}
