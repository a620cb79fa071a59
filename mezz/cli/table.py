"""Plain columns of text, aligned, for terminals and for `grep`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mezz.cli.quantity import amount, duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mezz.record.model import PlanRecord, StageRecord

_NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")


def columns(rows: Iterable[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Align rows of cells; the columns in `right` to the right. The last column is not padded."""
    laid = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*laid, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in laid
    )


def of_plan(record: PlanRecord) -> str:
    """Return the stages of a plan, those that differ in a seed alone on one line, and the total."""
    grouped: dict[tuple[str, str, str], list[StageRecord]] = {}
    for stage in record.stages:
        grouped.setdefault(_likeness(stage), []).append(stage)
    rows = [("stage", "state", "passes", "FLOP", "bytes", "why")]
    for stages in grouped.values():
        first = stages[0]
        costs = _spelt(stages) if first.state == "run" else ("", "", "")
        rows.append((_collective(stages), first.state, *costs, first.reason))
    return f"{columns(rows, right=frozenset({2, 3, 4}))}\n\n{_total(record)}"


def _likeness(stage: StageRecord) -> tuple[str, str, str]:
    return _NUMBER.sub("*", stage.id), stage.state, _NUMBER.sub("*", stage.reason)


def _collective(stages: Sequence[StageRecord]) -> str:
    """Return `fit/teacher/{0..4}` for stages whose ids differ in one number."""
    numbers = [[int(one) for one in _NUMBER.findall(stage.id)] for stage in stages]
    name = stages[0].id
    if len(stages) == 1:
        return name
    seeds = [one[0] for one in numbers]
    run = seeds == list(range(seeds[0], seeds[0] + len(seeds)))
    inside = f"{seeds[0]}..{seeds[-1]}" if run else ",".join(map(str, seeds))
    return _NUMBER.sub("{" + inside + "}", name, count=1)


def _spelt(stages: Iterable[StageRecord]) -> tuple[str, str, str]:
    passes, flops, bytes_ = (_sum(stages, name) for name in ("passes", "flops", "bytes"))
    return (
        amount(passes) if passes else "",
        amount(flops) if flops else "",
        amount(bytes_, "B") if bytes_ else "",
    )


def _sum(stages: Iterable[StageRecord], name: str) -> float:
    return sum(stage.cost.get(name) or 0.0 for stage in stages)


def _total(record: PlanRecord) -> str:
    todo = [stage for stage in record.stages if stage.state == "run"]
    cached = len(record.stages) - len(todo)
    if not todo:
        return f"run {record.run}: nothing to run, all {cached} stages are in the cache"
    passes, flops, bytes_ = (_sum(todo, name) for name in ("passes", "flops", "bytes"))
    known = all(stage.cost.get("seconds") is not None for stage in todo)
    time = f", about {duration(_sum(todo, 'seconds'))} on this machine" if known else ""
    return (
        f"run {record.run}: {len(todo)} stages to run, {cached} in the cache; "
        f"{amount(passes)} passes, {amount(flops, 'FLOP')}, {amount(bytes_, 'B')}{time}"
    )
