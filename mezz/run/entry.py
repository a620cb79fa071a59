"""What a run tells its loggers: events, training losses, results, as numbers and words with names."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mezz.cache.artifact import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mezz.record.event import Event
    from mezz.record.model import Metrics, VerdictRecord

CURVE = "curve.json"
"""Where the artifact of a fit holds its losses."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Numbers, words or both under one name, at a step of that name's own axis."""

    name: str
    step: int = 0
    values: Mapping[str, float] = field(default_factory=dict)
    text: str = ""
    time: float = field(default_factory=time.time)


def of_event(event: Event, count: int, done: int) -> tuple[Entry, ...]:
    """Return an event in words, or how far a stage is in numbers.

    Args:
        event: what happened.
        count: events in words up to this one.
        done: stages that are done, those from the cache included.
    """
    if event.kind == "stage-progress":
        so_far, total = (_number(event.data.get(key)) for key in ("done", "total"))
        share = {"share": so_far / total if total else 0.0}
        return (Entry(f"progress/{event.stage}", int(so_far), share, time=event.time),)
    said = ", ".join(f"{key} {value}" for key, value in sorted(event.data.items()))
    words = " ".join(part for part in (event.kind.replace("-", " "), event.stage, said) if part)
    entries = [Entry("events", count, text=words, time=event.time)]
    if event.kind in {"stage-done", "stage-cached"}:
        took = {key: _number(event.data[key]) for key in ("seconds",) if key in event.data}
        entries.append(Entry("stages", done, {"done": float(done), **took}, time=event.time))
    return tuple(entries)


def of_curve(stage: str, folder: Path) -> tuple[Entry, ...]:
    """Return the losses of a fit, named as its stage; none where its artifact is gone by now."""
    if not (folder / CURVE).is_file():
        return ()
    curve = read_json(folder, CURVE)
    validation = dict(zip(curve["steps"], curve["validation"], strict=False))
    return tuple(
        Entry(stage, step, {"train": loss} | _known("validation", validation.get(step)))
        for step, loss in zip(curve["steps"], curve["train"], strict=True)
    )


def of_metrics(metrics: Metrics) -> tuple[Entry, ...]:
    """Return every measure of every arm, one name an arm."""
    return tuple(
        Entry(f"metrics/{arm.name}", 0, {one.measure: one.estimate.value for one in arm.metrics})
        for arm in metrics.arms
    )


def of_verdict(verdict: VerdictRecord) -> tuple[Entry, ...]:
    """Return the verdict with its reason, and the headline."""
    word = Entry("verdict", text=f"{verdict.word}: {verdict.reason}")
    return word, Entry("headline", text=verdict.headline)


def _known(name: str, value: float | None) -> dict[str, float]:
    return {} if value is None else {name: value}


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
