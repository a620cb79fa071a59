"""A spec compiled to stages: sample, act, encode, fit, target, predict, measure, judge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mezz.plan.judging import Judging

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mezz.component.base import Rows
    from mezz.component.symmetry import Symmetry
    from mezz.component.types import Emits
    from mezz.plan.stage import Stage
    from mezz.spec.arm import Arm
    from mezz.spec.model import Spec


@dataclass(frozen=True, slots=True)
class Plan:
    """The stages of one spec in an order in which they can run, and the arms they serve.

    `arms` are those that are judged, `arms_known` all that apply: a target needs the teacher even
    where nobody asks for its row. `twin` is the symmetry's control, where it runs.
    """

    spec: Spec
    emits: Emits
    rows: Rows
    arms: dict[str, Arm]
    arms_known: dict[str, Arm]
    twin: Symmetry | None
    stages: dict[str, Stage]

    @property
    def content(self) -> dict[str, str]:
        """Return the digest of outside data by the id of the stage that reads it."""
        digest = self.rows.content
        return {id_: digest for id_, stage in self.stages.items() if stage.verb == "sample"}


def compile_spec(spec: Spec, rows: Rows, allowed: Iterable[str] = ()) -> Plan:
    """Lay out every stage of a checked spec. `rows` is what the world's `probe` said."""
    judging = Judging(spec, rows)
    judging.judge(tuple(sorted(allowed)))
    line = judging.under
    return Plan(spec, line.emits, rows, judging.arms, line.known, judging.twin, judging.stages)


def with_seconds(plan: Plan, seconds: dict[str, float | None]) -> Plan:
    """Return the plan with the seconds that this machine's record predicts."""
    stages = {
        id_: replace(stage, cost=replace(stage.cost, seconds=seconds.get(id_)))
        for id_, stage in plan.stages.items()
    }
    return replace(plan, stages=stages)
