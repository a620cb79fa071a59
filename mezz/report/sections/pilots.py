"""The pilots that came before a run: all of them, and which was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.record.difference import json_line
from mezz.report.number import count, estimate
from mezz.report.page import Cell, Column, Section, Table, mark
from mezz.report.sections.criteria import marked
from mezz.report.text import prose, shortened, visible

if TYPE_CHECKING:
    from mezz.record.tune import PilotRecord, PilotsRecord
    from mezz.report.material import Material

_VALUE = 60


def section(material: Material) -> Section | None:
    """Return the section, or None for a run whose values were not chosen by pilots."""
    record = material.pilots
    if record is None:
        return None
    paths = tuple(dict.fromkeys(path for pilot in record.pilots for path in pilot.values))
    columns = (
        Column("Pilot"),
        *(Column(visible(path)) for path in paths),
        *(Column(visible(text), f"{low:g} to {high:g}", "number") for text, (low, high) in record.band.items()),
        Column("In the band"),
        Column(visible(record.pick), kind="number"),
        Column("Chosen"),
    )  # fmt: skip
    rows = tuple(_row(pilot, paths) for pilot in record.pilots)
    return Section(
        "pilots",
        "Before the run",
        "Pilots",
        prose(_lead(record)),
        table=Table("Every pilot", columns, rows),
    )


def _lead(record: PilotsRecord) -> str:
    number = len(record.pilots)
    within = sum(pilot.within for pilot in record.pilots)
    return (
        f"The values of this run were chosen by {count(number)} pilots, of which {count(within)} lie in the "
        f"declared band; among those the one with the {record.pick} was taken. Pilots draw their own rows "
        f"(world seed {record.seed}) and train with their own seeds, so that no test row of this run was "
        "looked at before. Their estimates are no results: they were looked at in order to choose."
    )


def _row(pilot: PilotRecord, paths: tuple[str, ...]) -> tuple[Cell, ...]:
    within = mark("good", "yes") if pilot.within else mark("none", "no")
    values = (
        visible(shortened(json_line(pilot.values[path]), _VALUE)) if path in pilot.values else ""
        for path in paths
    )
    return (
        Cell(visible(pilot.name), kind="name"),
        *(Cell(value, kind="code") for value in values),
        *(Cell(estimate(one), kind="number") for one in pilot.baseline.values()),
        Cell(marked(within)),
        Cell(estimate(pilot.effect), kind="number", best=pilot.chosen),
        Cell(marked(mark("good", "chosen")) if pilot.chosen else ""),
    )
