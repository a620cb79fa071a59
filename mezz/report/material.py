"""Everything a run's folder holds, read once; what cannot be read is said, not raised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from mezz.record.model import (
    LooksRecord,
    Metrics,
    PlanRecord,
    Provenance,
    Timings,
    VerdictRecord,
)
from mezz.record.store import DamagedRecord
from mezz.record.tune import PilotsRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.event import Event
    from mezz.record.model import ArmRecord, Interval, Metric
    from mezz.record.store import RunFolder

Read = TypeVar("Read")

NO_SYMMETRY = frozenset({"window", "nuisance", "ablation"})
"""Families of views that are no group: their mean is no orbit mean."""


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to report on. A failed run leaves some of it out."""

    spec: str | None
    resolved: dict[str, Any] | None
    plan: PlanRecord | None
    metrics: Metrics | None
    verdict: VerdictRecord | None
    timings: Timings | None
    provenance: Provenance | None
    events: tuple[Event, ...]
    damage: tuple[str, ...] = field(default=())
    looks: LooksRecord | None = None
    pilots: PilotsRecord | None = None

    @classmethod
    def of(cls, run: RunFolder) -> Material:
        """Read the folder of a run, finished or not."""
        damage: list[str] = []

        def tried(read: Callable[[], Read], otherwise: Read) -> Read:
            try:
                return read()
            except DamagedRecord as fault:
                damage.append(str(fault))
                return otherwise

        return cls(
            spec=tried(run.read_spec, None),
            resolved=tried(run.read_resolved, None),
            plan=tried(lambda: run.read(PlanRecord), None),
            metrics=tried(lambda: run.read(Metrics), None),
            verdict=tried(lambda: run.read(VerdictRecord), None),
            timings=tried(lambda: run.read(Timings), None),
            provenance=tried(lambda: run.read(Provenance), None),
            looks=tried(lambda: run.read(LooksRecord), None),
            pilots=tried(lambda: run.read(PilotsRecord), None),
            events=tried(run.read_events, ()),
            damage=tuple(damage),
        )

    @property
    def name(self) -> str:
        """Return the experiment's name, from whatever knows it."""
        for record in (self.verdict, self.metrics, self.plan):
            if record is not None:
                return record.name
        return self.said("name") or "a run"

    @property
    def run(self) -> str:
        """Return the run's id, or an empty text."""
        for record in (self.verdict, self.metrics, self.plan):
            if record is not None:
                return record.run
        return ""

    def said(self, key: str) -> str:
        """Return a text at the top of the resolved spec, or an empty one."""
        value = (self.resolved or {}).get(key, "")
        return value if isinstance(value, str) else ""


def metric_of(arm: ArmRecord | None, measure: str) -> Metric | None:
    """Return one measure of an arm, or None."""
    if arm is None:
        return None
    return next((metric for metric in arm.metrics if metric.measure == measure), None)


def arm_of(metrics: Metrics, name: str) -> ArmRecord | None:
    """Return an arm by its name, or None."""
    return next((arm for arm in metrics.arms if arm.name == name), None)


def found(metrics: Metrics, name: str, measure: str) -> Interval | None:
    """Return an arm's estimate of a measure, or None."""
    metric = metric_of(arm_of(metrics, name), measure)
    return None if metric is None else metric.estimate


def limits(interval: Interval) -> tuple[float, float, float]:
    """Return value, lower and upper; an exact number is its own interval."""
    lower = interval.value if interval.lower is None else interval.lower
    upper = interval.value if interval.upper is None else interval.upper
    return interval.value, lower, upper


def symbol(unit: str) -> str:
    """Write a unit as it stands beside a number; a pure number has none."""
    return {"1": "", "probability^2": "probability²"}.get(unit, unit.replace("^2", "²"))
