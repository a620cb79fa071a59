"""What `mezz plan` and `mezz run` answer where the spec is a sweep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mezz.cli.exit import Exit, of_diagnostics, of_verdict
from mezz.cli.live import listener
from mezz.cli.outcome import Outcome, stopped
from mezz.cli.table import columns
from mezz.diag.codes.command import BAD_USAGE
from mezz.diag.codes.planning import OUTPUT_UNWRITABLE
from mezz.diag.diagnostic import Diagnostic
from mezz.diag.visible import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mezz.api import Checked, Finished, Planned
    from mezz.cli.settings import Settings
    from mezz.record.sweep import CellRecord, SweepRecord
    from mezz.sweep import FinishedSweep, PlannedSweep

_VALUE = 32


def no_plan_file(option: str) -> Outcome:
    """Refuse to save the plan of a sweep, or to hold one to it."""
    fact = f"`{option}` is for one plan, and a sweep has one a cell"
    return stopped([Diagnostic(BAD_USAGE, fact, help=("leave it out",))])


def plan(checked: Checked, settings: Settings) -> Outcome:
    """Show the cells of a sweep: what each must run, and what they share."""
    from mezz import sweep

    planned = sweep.plan(checked, cache=settings.cache)
    record = planned.record
    if record is None:
        return stopped(planned.diagnostics, checked.sources)
    return Outcome(
        text=of_plan(planned),
        data=record.model_dump(mode="json", by_alias=True),
        diagnostics=planned.diagnostics,
        sources=checked.sources,
    )


def run(
    checked: Checked, settings: Settings, *, gate: bool, report: bool, **options: Any
) -> Outcome:
    """Run a sweep and tell the verdict of every cell. `options` are those of `mezz.sweep.run`."""
    from mezz import sweep

    planned = sweep.plan(checked, cache=settings.cache)
    if planned.record is None:
        return stopped(planned.diagnostics, checked.sources)
    with listener(settings) as listen:
        finished = sweep.run(planned, cache=settings.cache, on_event=listen, **options)
    page, fault = page_of(finished.folder) if report and finished.cells else (None, None)
    found = (*planned.diagnostics, *finished.diagnostics, *([fault] if fault else []))
    if not finished.cells:
        return stopped(found, checked.sources)
    return Outcome(
        exit=of_diagnostics(found) or (_of_gate(finished.cells) if gate else Exit.DONE),
        text=_told(planned.record, finished, page),
        data=_data(planned, finished, page),
        diagnostics=found,
        sources=checked.sources,
    )


def of_plan(planned: PlannedSweep) -> str:
    """Return the table of the cells, and what they come to."""
    if planned.record is None:
        return ""
    cells, total = (told(planned.record, planned.cells) for told in (_cells, _total))
    return f"{cells}\n\n{total}"


def _cells(record: SweepRecord, plans: Sequence[Planned]) -> str:
    """Return a line a cell: its values, its run, and its stages by who computes them."""
    rows = [("cell", *record.paths, "run", "stages", "cached", "shared", "own")]
    seen: set[str] = set()
    for cell, planned in zip(record.cells, plans, strict=True):
        stages = planned.record.stages if planned.record else ()
        cached = sum(stage.state == "cached" for stage in stages)
        shared = sum(stage.state == "run" and stage.key in seen for stage in stages)
        seen |= {stage.key for stage in stages}
        numbers = (len(stages), cached, shared, len(stages) - cached - shared)
        rows.append((cell.name, *_values(record, cell), cell.run, *map(str, numbers)))
    last = len(rows[0])
    return columns(rows, right=frozenset(range(last - 4, last)))


def _total(record: SweepRecord, plans: Sequence[Planned]) -> str:
    states = {stage.key: stage.state for one in plans if one.record for stage in one.record.stages}
    todo = sum(state == "run" for state in states.values())
    return (
        f"sweep {record.run}: {len(record.cells)} cells of {record.stages} stages, {record.distinct} "
        f"of them distinct: {record.stages - record.distinct} are shared and computed once; "
        f"{todo} to run, {len(states) - todo} in the cache"
    )


def _told(record: SweepRecord, finished: FinishedSweep, page: Path | None) -> str:
    rows = [("cell", *record.paths, "verdict", "reason")]
    for cell, one in zip(record.cells, finished.cells, strict=False):
        said = (one.verdict.word, one.verdict.reason) if one.verdict else ("none", "failed")
        rows.append((cell.name, *_values(record, cell), *said))
    where = f"report: {page}" if page else f"sweep: {finished.folder}"
    return f"{columns(rows)}\n\n{where}"


def _data(planned: PlannedSweep, finished: FinishedSweep, page: Path | None) -> dict[str, Any]:
    record = planned.record
    return {
        "folder": str(finished.folder),
        "report": str(page) if page else None,
        "cells": [
            {
                **cell.model_dump(mode="json"),
                "folder": str(one.folder),
                "resumed": one.resumed,
                "verdict": one.verdict and one.verdict.model_dump(mode="json", by_alias=True),
            }
            for cell, one in zip(record.cells if record else (), finished.cells, strict=False)
        ],
    }


def _values(record: SweepRecord, cell: CellRecord) -> list[str]:
    return [
        shortened(json.dumps(cell.values[path], ensure_ascii=False), _VALUE)
        if path in cell.values
        else "-"
        for path in record.paths
    ]


def _of_gate(cells: Sequence[Finished]) -> Exit:
    """Return the worst status of the cells' verdicts: BREAK, then INCONCLUSIVE, then MAKE."""
    found = {of_verdict(one.verdict.word) for one in cells if one.verdict}
    return next((one for one in (Exit.BREAK, Exit.INCONCLUSIVE) if one in found), Exit.DONE)


def page_of(folder: Path) -> tuple[Path | None, Diagnostic | None]:
    """Write the page of a sweep; return it, or what is wrong if it cannot be written."""
    from mezz import sweep

    try:
        return sweep.report(folder), None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        fact = f"the report in {folder} cannot be written: {reason}"
        return None, Diagnostic(OUTPUT_UNWRITABLE, fact)
