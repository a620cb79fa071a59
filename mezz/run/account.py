"""The account of every arm: what it is, what it cost, how it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.base import Unit
from mezz.plan import cost
from mezz.record.model import ArmRecord, Metric
from mezz.spec.measured import measures_that_apply

if TYPE_CHECKING:
    from mezz.component.base import Measure
    from mezz.component.types import Emits
    from mezz.plan.plan import Plan
    from mezz.run.evidence import Evidence
    from mezz.spec.arm import Arm


def account_of_arms(plan: Plan, evidence: Evidence) -> tuple[ArmRecord, ...]:
    """Return one record an arm, in the order of the report."""
    measures = measures_that_apply(plan.emits)
    return tuple(_account(plan, arm, measures, evidence) for arm in plan.arms.values())


def count_sizes(plan: Plan) -> dict[str, int]:
    """Return the rows of each split."""
    return {split: size for split, size in plan.rows.sizes.items() if size}


def unit_of(measure: Measure, emits: Emits) -> str:
    """Return a measure's unit in words; an error's depends on the target."""
    return emits.target.error_unit if measure.unit is Unit.ERROR else measure.unit.value


def _account(plan: Plan, arm: Arm, measures: dict[str, Measure], evidence: Evidence) -> ArmRecord:
    values = evidence.values[arm.name]
    metrics = tuple(
        Metric(
            measure=kind,
            unit=unit_of(measure, plan.emits),
            direction=measure.direction,
            estimate=evidence.interval(values[kind]),
            by_seed=tuple(float(mean) for mean in values[kind].mean(axis=1)),
        )
        for kind, measure in measures.items()
    )
    trained = arm.model is not None and arm.encoder is not None
    fit = cost.fit(arm, plan.emits)
    return ArmRecord(
        name=arm.name,
        question=arm.question,
        sees=arm.sees if trained else None,
        target=arm.target,
        judged_on=arm.judged_on,
        parameters=fit.parameters,
        training_flops=fit.flops,
        metrics=metrics,
    )
