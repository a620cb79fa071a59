"""A plan written down: what `plan.json` holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.record.model import PlanRecord, StageRecord

if TYPE_CHECKING:
    from mezz.plan.prepare import Prepared
    from mezz.plan.stage import Cost


def record_of(prepared: Prepared) -> PlanRecord:
    """Return the stages of a plan with keys, states, reasons and costs."""
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
    return PlanRecord(name=prepared.plan.spec.name, run=prepared.run_id, stages=stages)


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
