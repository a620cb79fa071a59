"""A sweep: the straight line of `mezz.api`, once for every cell, in one cache.

plan(checked)   Checked -> PlannedSweep    a plan a cell, and how many stages they share
run(planned)    Plan    -> FinishedSweep   a folder with a run a cell; one that fails stops no other
report(folder)  record  -> Path            one HTML file about all of them
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mezz import api
from mezz.check.cells import in_common
from mezz.diag.codes.planning import OUTPUT_UNWRITABLE, PRECONDITIONS
from mezz.diag.diagnostic import Diagnostic, has_errors, in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.api import Checked, Finished, Planned
    from mezz.record.event import Event
    from mezz.record.sweep import SweepRecord


@dataclass(frozen=True, slots=True)
class PlannedSweep:
    """The plans of all cells; no record where one of them cannot be planned."""

    checked: Checked
    cells: tuple[Planned, ...]
    diagnostics: tuple[Diagnostic, ...]
    record: SweepRecord | None = None


@dataclass(frozen=True, slots=True)
class FinishedSweep:
    """What a sweep left: the runs of its cells, as far as they came."""

    folder: Path
    cells: tuple[Finished, ...]
    diagnostics: tuple[Diagnostic, ...]


def plan(checked: Checked, *, cache: Path | None = None) -> PlannedSweep:
    """Plan every cell of a checked sweep."""
    from mezz.record.sweep import record_of

    cells = tuple(api.plan(one, cache=cache) for one in checked.cells)
    found = in_common((one.checked.cell, one.diagnostics) for one in cells)
    diagnostics = in_order([*checked.diagnostics, *found])
    known = [(one.checked.cell, one.record) for one in cells if one.checked.cell and one.record]
    whole = known and len(known) == len(cells) and not has_errors(diagnostics)
    return PlannedSweep(checked, cells, diagnostics, record_of(known) if whole else None)


def run(
    planned: PlannedSweep,
    *,
    out: Path | None = None,
    cache: Path | None = None,
    threads: int | None = None,
    device: str = "cpu",
    on_event: Callable[[Event], None] | None = None,
) -> FinishedSweep:
    """Run the cells one after the other, each in a folder of its name.

    The folder is `runs/<name>/<sweep-id>/` unless `out` says otherwise. Stages of one content key
    are computed by the first cell that needs them. A cell that fails stops no other, unless what
    it lacks is lacking for all; complete cells are recognised and left alone.
    """
    record = planned.record
    if record is None:
        raise ValueError("there is no sweep to run: look at its diagnostics")
    folder = out or Path("runs") / record.name / record.run
    if fault := _begun(folder, record, planned.checked.text):
        return FinishedSweep(folder, (), (fault,))
    finished: list[Finished] = []
    for number, (cell, one) in enumerate(zip(record.cells, planned.cells, strict=True), 1):
        if on_event:
            on_event(_started(cell.name, number, len(record.cells)))
        # Planned again: what the cells before it have left in the cache, it need not run.
        again = api.plan(one.checked, cache=cache)
        options = {"cache": cache, "threads": threads, "device": device, "on_event": on_event}
        finished.append(_ran(again, folder / cell.name, options))
        if any(fault.code in PRECONDITIONS for fault in finished[-1].diagnostics):
            break
    pairs = zip(planned.cells, finished, strict=False)
    found = in_common((one.checked.cell, done.diagnostics) for one, done in pairs)
    return FinishedSweep(folder, tuple(finished), in_order(found))


def report(folder: Path, out: Path | None = None) -> Path:
    """Write the report of a sweep from the records of its cells alone, and return its path."""
    from mezz.record.store import RunFolder
    from mezz.report.sweep import build

    sweep_folder = RunFolder(folder)
    page = build(sweep_folder)
    if out is None:
        return sweep_folder.write_report(page)
    out.write_text(page, encoding="utf-8")
    return out


def _ran(planned: Planned, folder: Path, options: dict[str, Any]) -> Finished:
    """Run one cell; what it read when the sweep was planned may be gone by now."""
    if planned.plan is None:
        return api.Finished(folder, None, planned.diagnostics)
    return api.run(planned, out=folder, **options)


def _begun(folder: Path, record: SweepRecord, text: str) -> Diagnostic | None:
    """Write down which cells there are; return what is wrong if that cannot be done."""
    from mezz.record.store import DamagedRecord, RunFolder
    from mezz.record.sweep import SweepRecord

    root = RunFolder(folder)
    try:
        before = root.read(SweepRecord)
        if root.completed or (before is not None and before.run != record.run):
            return Diagnostic(
                OUTPUT_UNWRITABLE, f"{folder} cannot be written: it holds another run"
            )
        root.write_spec(text)
        root.write(record)
    except DamagedRecord as damaged:
        return Diagnostic(OUTPUT_UNWRITABLE, f"{folder} is damaged: {damaged}")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Diagnostic(OUTPUT_UNWRITABLE, f"{folder} cannot be written: {reason}")
    return None


def _started(name: str, number: int, of: int) -> Event:
    from mezz.record.event import Event

    data = {"cell": name, "number": number, "of": of}
    return Event.model_validate({"kind": "cell-started", "time": time.time(), "data": data})
