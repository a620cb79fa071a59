"""A sweep on one page: every cell with its verdict, a figure a measure, and what choosing costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mezz.record.difference import json_line
from mezz.report.comparison import Comparison
from mezz.report.download import link, written
from mezz.report.effects import section as effects
from mezz.report.html import environment
from mezz.report.number import count, percent, plain
from mezz.report.page import Cell, Column, Embedded, Fact, Section, Table
from mezz.report.sections.arms import heading
from mezz.report.sections.criteria import marked
from mezz.report.sections.verdict import opening
from mezz.report.swept import Sweep, estimates, value_of
from mezz.report.text import prose, visible
from mezz.report.view import script_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mezz.record.store import RunFolder
    from mezz.report.swept import Swept


def build(folder: RunFolder) -> str:
    """Return the page of a sweep, finished or not. The same folder gives the same bytes."""
    return environment().get_template("sweep.html.j2").render(page=page(Sweep.of(folder)))


def page(sweep: Sweep) -> Comparison:
    """Return the page as plain data."""
    headline = prose(_counted(sweep))
    further = prose(_no_test(sweep))
    made = (_cells(sweep), effects(sweep), _choosing(sweep))
    return Comparison(
        title=f"{visible(sweep.name)}: a sweep of {len(sweep.cells)} cells",
        description=f"{headline.striptags()} {further.striptags()}",
        kicker=visible(sweep.name),
        headline=headline,
        further=further,
        sections=tuple(section for section in made if section is not None),
        embedded=(Embedded("mezz-sweep", script_json(_plain(sweep))),),
    )


def _words(sweep: Sweep) -> list[str]:
    return [opening(cell.material).mark.word for cell in sweep.cells]


def _counted(sweep: Sweep) -> str:
    words = _words(sweep)
    counts = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
    return f"{len(words)} cells: {counts}."


def _no_test(sweep: Sweep) -> str:
    number = len(sweep.cells)
    return (
        f"Each verdict is about its own cell. {count(number)} cells were looked at, and picking the best "
        "of them is no test: what is picked must be run again on rows that none of them has seen."
    )


def _cells(sweep: Sweep) -> Section:
    """Return the table of all cells."""
    columns = [Column("Cell"), *(Column(visible(path)) for path in sweep.paths), Column("Verdict")]
    by_measure = []
    for measure, arms in sweep.quantities.items():
        scale = sweep.scale(measure)
        for arm in arms:
            columns.append(Column(f"{visible(arm)} {heading(measure)}", scale.unit, "number"))
            by_measure.append(estimates(sweep.cells, (arm, measure), scale))
    rows = tuple(
        (
            Cell(Markup("<b>{}</b> {}").format(cell.number, visible(cell.name)), kind="name"),
            *(Cell(value_of(cell, path), kind="code") for path in sweep.paths),
            _verdict(cell),
            *(column[at] for column in by_measure),
        )
        for at, cell in enumerate(sweep.cells)
    )
    confidence = {c.material.metrics.confidence for c in sweep.judged if c.material.metrics}
    level = f"{percent(confidence.pop())} " if len(confidence) == 1 else ""
    lead = prose(
        f"Every cell is a run of its own, in the folder of its name. Under the estimates stand their "
        f"{level}intervals, each for its cell alone. {_left(sweep)}{_shared(sweep)}"
    )
    table = Table("The cells, their verdicts and their estimates", tuple(columns), rows)
    note = Markup("All of it: {}").format(link("sweep.csv", _csv(sweep)))
    return Section("cells", "The cells", "Cells", lead, table=table, note=note)


def _left(sweep: Sweep) -> str:
    whole = all(path in cell.values for cell in sweep.cells for path in sweep.paths)
    return "" if whole else "A dash stands where a cell leaves a value as the file has it. "


def _shared(sweep: Sweep) -> str:
    shared = sweep.stages - sweep.distinct
    return (
        f"Of {count(sweep.stages)} stages {count(sweep.distinct)} are distinct; the other "
        f"{count(shared)} were not computed again."
        if shared
        else ""
    )


def _verdict(cell: Swept) -> Cell:
    top = opening(cell.material)
    return Cell(marked(top.mark), top.reason, kind="prose")


def _choosing(sweep: Sweep) -> Section | None:
    """Say what so many looks leave of alpha, and which cells would stand."""
    levels = {c.material.metrics.confidence for c in sweep.judged if c.material.metrics}
    if not levels:
        return None
    number = len(sweep.cells)
    alpha = (1 - min(levels)) / 2
    makes = [c for c in sweep.cells if c.material.verdict and c.material.verdict.word == "MAKE"]
    stand = [cell for cell in makes if _stands(cell, alpha / number)]
    lead = prose(
        "A verdict keeps its promise for one cell that was chosen before anybody looked. Among many, "
        "one may pass by luck. Dividing alpha by the number of cells (Bonferroni) bounds the chance "
        "that any cell passes where none should; it is the price of having looked at all of them."
    )
    facts = [
        Fact("Cells looked at", count(number)),
        Fact("Alpha, one-sided, for each criterion", plain(alpha)),
        Fact("Alpha divided by the cells", plain(alpha / number)),
        Fact("MAKE at alpha", _named(makes)),
        Fact("MAKE at alpha divided by the cells", _named(stand)),
    ]
    return Section("choosing", "What choosing costs", "Choosing", lead, facts=tuple(facts))


def _stands(cell: Swept, alpha: float) -> bool:
    """Say whether every make line of a cell is met at a smaller level too."""
    metrics = cell.material.metrics
    lines = [one for one in metrics.criteria if one.kind == "make"] if metrics else []
    return bool(lines) and all(one.p_met is not None and one.p_met < alpha for one in lines)


def _named(cells: Iterable[Swept]) -> str:
    return ", ".join(visible(cell.name) for cell in cells) or "none"


def _csv(sweep: Sweep) -> str:
    pairs = [(arm, measure) for measure, arms in sweep.quantities.items() for arm in arms]
    head = ["cell", *sweep.paths, "verdict", "reason"]
    head += [f"{a}.{m}_{part}" for a, m in pairs for part in ("estimate", "lower", "upper")]
    rows = []
    for cell in sweep.cells:
        top = opening(cell.material)
        own = [json_line(cell.values[path]) if path in cell.values else "" for path in sweep.paths]
        row: list[str | float | None] = [cell.name, *own, top.mark.word, top.reason]
        for pair in pairs:
            one = cell.estimate(*pair)
            row += [None] * 3 if one is None else [one.value, one.lower, one.upper]
        rows.append(row)
    return written(head, rows)


def _plain(sweep: Sweep) -> dict[str, Any]:
    """Return the sweep for machines."""
    return {
        "name": sweep.name,
        "sweep": sweep.run,
        "cells": [
            {
                "name": cell.name,
                "values": cell.values,
                "run": cell.material.run,
                "verdict": cell.material.verdict
                and cell.material.verdict.model_dump(mode="json", by_alias=True),
                "estimates": {
                    f"{arm}.{measure}": one.model_dump(mode="json")
                    for measure, arms in sweep.quantities.items()
                    for arm in arms
                    if (one := cell.estimate(arm, measure)) is not None
                },
            }
            for cell in sweep.cells
        ],
    }
