"""A figure a measure: how it moves with what the cells of a sweep have of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.report.material import limits, symbol
from mezz.report.number import NOTHING, percent, plain
from mezz.report.page import Cell, Column, Section, Table, figure
from mezz.report.plots.arms import ArmsPlot, Dot, Panel
from mezz.report.plots.heat import HeatMap, HeatPlot, Tile
from mezz.report.plots.line import Line, LinePlot, Step
from mezz.report.sections.arms import heading
from mezz.report.swept import estimates, value_of
from mezz.report.text import prose, visible

if TYPE_CHECKING:
    from markupsafe import Markup

    from mezz.report.figure import Plot
    from mezz.report.number import Scale
    from mezz.report.page import Figure
    from mezz.report.swept import Sweep, Swept

_ON_AN_AXIS = 14
"""Characters of a value that have room beside a map."""


def section(sweep: Sweep) -> Section | None:
    """Return the section, or None where fewer than two cells have numbers."""
    if len(sweep.judged) < 2:
        return None
    figures = tuple(
        _figure(sweep, measure) for measure in sweep.quantities if _differs(sweep, measure)
    )
    if not figures:
        return None
    lead = prose(
        "Intervals are those of each cell alone. Cells that share test rows and seeds share their luck: "
        "the difference of two of them is surer than their intervals look."
    )
    return Section("effects", "What the values do", "Effects", lead, figures=figures)


def _differs(sweep: Sweep, measure: str) -> bool:
    """Say whether a measure moves at all; passes, for one, may not."""
    arms = sweep.quantities[measure]
    return any(
        len({e.value for cell in sweep.judged if (e := cell.estimate(arm, measure))}) > 1
        for arm in arms
    )


def _figure(sweep: Sweep, measure: str) -> Figure:
    scale = sweep.scale(measure)
    plot, caption = _plot(sweep, measure, scale)
    title = prose(_finding(sweep, measure))
    arms = ", ".join(sweep.quantities[measure])
    description = f"{heading(measure)} of {arms}, cell by cell. The numbers are in the table below."
    words = (title, description)
    return figure(f"figure-{measure}", plot, words, caption, _table(sweep, measure, scale))


def _plot(sweep: Sweep, measure: str, scale: Scale) -> tuple[Plot, Markup]:
    """Choose the figure by what the cells have of their own, and say how to read it."""
    varied = sweep.paths
    if len(varied) == 1 and all(_number(cell, varied[0]) is not None for cell in sweep.cells):
        return _line(sweep, measure, scale, varied[0]), prose(
            f"A dot is a cell's estimate, the line through it its interval {_level(sweep)}."
        )
    if len(varied) == 2 and (grid := _grid(sweep, varied[0], varied[1])):
        return _heat(sweep, measure, scale, grid), prose(
            "The stronger the shade, the larger the number; each map has a scale of its own. Under the "
            "estimates stand their intervals "
            f"{_level(sweep)}, where there is room."
        )
    return _dots(sweep, measure, scale), prose(
        f"Dots are estimates, lines their intervals {_level(sweep)}. Numbers are those of the table."
    )


def _level(sweep: Sweep) -> str:
    levels = {c.material.metrics.confidence for c in sweep.judged if c.material.metrics}
    return f"at {percent(levels.pop())}" if len(levels) == 1 else "at the level of its own spec"


def _number(cell: Swept, path: str) -> float | None:
    value = cell.values.get(path)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _line(sweep: Sweep, measure: str, scale: Scale, path: str) -> LinePlot:
    placed = sorted((x, cell) for cell in sweep.cells if (x := _number(cell, path)) is not None)
    lines = []
    for arm in sweep.quantities[measure]:
        steps = [
            Step(x, *(scale.factor * limit for limit in limits(one)))
            for x, cell in placed
            if (one := cell.estimate(arm, measure)) is not None
        ]
        lines.append(Line(visible(arm), tuple(steps)))
    labels = tuple((x, value_of(cell, path)) for x, cell in placed)
    return LinePlot(tuple(lines), visible(path), _axis(measure, scale), labels)


def _axis(measure: str, scale: Scale) -> str:
    return f"{heading(measure)}, {scale.unit}" if scale.unit else heading(measure)


def _grid(sweep: Sweep, down: str, across: str) -> dict[tuple[str, str], Swept]:
    """Return the cells by their two values, or nothing where a combination is missing or twice."""
    cells = {(value_of(cell, down), value_of(cell, across)): cell for cell in sweep.cells}
    rows, columns = ({pair[at] for pair in cells} for at in (0, 1))
    whole = len(cells) == len(sweep.cells) == len(rows) * len(columns)
    return cells if whole else {}


def _heat(sweep: Sweep, measure: str, scale: Scale, grid: dict[tuple[str, str], Swept]) -> HeatPlot:
    down, across = (tuple(dict.fromkeys(pair[at] for pair in grid)) for at in (0, 1))
    maps = tuple(
        HeatMap(
            f"{visible(arm)} {_axis(measure, scale)}",
            tuple(tuple(_tile(grid[y, x], (arm, measure), scale) for x in across) for y in down),
        )
        for arm in sweep.quantities[measure]
    )
    named = [tuple(one[:_ON_AN_AXIS] for one in names) for names in (across, down)]
    return HeatPlot(maps, named[0], named[1], visible(sweep.paths[1]), visible(sweep.paths[0]))


def _tile(cell: Swept, of: tuple[str, str], scale: Scale) -> Tile:
    one = cell.estimate(*of)
    return Tile(None, NOTHING, "") if one is None else Tile(one.value, *scale.written(one))


def _dots(sweep: Sweep, measure: str, scale: Scale) -> ArmsPlot:
    panels = []
    for arm in sweep.quantities[measure]:
        dots = tuple(
            Dot(cell.label, *(scale.factor * limit for limit in limits(one)))
            for cell in sweep.cells
            if (one := cell.estimate(arm, measure)) is not None
        )
        panels.append(Panel(f"{visible(arm)} {heading(measure)}", scale.unit, dots))
    return ArmsPlot(tuple(cell.label for cell in sweep.cells), tuple(panels), (len(sweep.cells),))


def _finding(sweep: Sweep, measure: str) -> str:
    """Say between which cells a measure of the student (or the first arm there is) lies."""
    arms = sweep.quantities[measure]
    arm = "student" if "student" in arms else arms[0]
    known = [
        (one, cell) for cell in sweep.cells if (one := cell.estimate(arm, measure)) is not None
    ]
    ends = [pick(known, key=lambda pair: pair[0].value) for pick in (min, max)]
    unit = sweep.unit(measure)
    low, high = (f"{_spelt(one.value, unit)} in `{cell.name}`" for one, cell in ends)
    return f"The {heading(measure)} of `{arm}` lies between {low} and {high}"


def _spelt(value: float, unit: str) -> str:
    return percent(value) if unit == "fraction" else plain(value, symbol(unit))


def _table(sweep: Sweep, measure: str, scale: Scale) -> Table:
    arms = sweep.quantities[measure]
    columns = (
        Column("Cell"),
        *(Column(visible(path)) for path in sweep.paths),
        *(Column(f"{visible(arm)}", scale.unit, "number") for arm in arms),
    )
    written = [estimates(sweep.cells, (arm, measure), scale) for arm in arms]
    rows = tuple(
        (
            Cell(f"{cell.number} {visible(cell.name)}"),
            *(Cell(value_of(cell, path), kind="code") for path in sweep.paths),
            *(column[at] for column in written),
        )
        for at, cell in enumerate(sweep.cells)
    )
    return Table(f"{heading(measure)}, cell by cell", columns, rows)
