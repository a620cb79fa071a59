"""What happened: the log of a run that has not come to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.report.number import NOTHING, duration
from mezz.report.page import Cell, Column, Section, Table, mark
from mezz.report.sections.criteria import marked
from mezz.report.sections.verdict import said
from mezz.report.text import prose, visible

if TYPE_CHECKING:
    from mezz.report.material import Material

_SHOWN = 30
_STATES = {"stage-failed": "bad", "stage-done": "good", "run-done": "good"}


def section(material: Material) -> Section | None:
    """Return the section, or None for a completed run, whose log is no longer news."""
    if material.verdict is not None or not material.events:
        return None
    first = material.events[0].time
    shown = material.events[-_SHOWN:]
    columns = (
        Column("After"),
        Column("What"),
        Column("Stage"),
        Column("What it said", kind="prose"),
    )
    rows = tuple(
        (
            Cell(duration(max(event.time - first, 0.0))),
            Cell(marked(mark(_STATES.get(event.kind, "none"), event.kind.replace("-", " ")))),
            Cell(visible(event.stage) or NOTHING),
            Cell(visible(said(event)), kind="prose"),
        )
        for event in shown
    )
    left_out = len(material.events) - len(shown)
    lead = prose(f"The last {len(shown)} of {len(material.events)} events." if left_out else "")
    return Section("events", "What happened", "Events", lead, table=Table("Events", columns, rows))
