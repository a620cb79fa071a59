"""Several runs on one page: verdicts, what differs between their specs, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mezz.record.difference import (
    Side,
    arms_apart,
    from_where_they_differ,
    judged_apart,
    parameters,
    shared,
    values_of,
)
from mezz.report.download import link, written
from mezz.report.html import environment
from mezz.report.material import Material, found, limits, symbol
from mezz.report.number import MINUS, NOTHING, Scale, estimate, percent
from mezz.report.page import Cell, Check, Column, Embedded, Group, Section, Table, figure
from mezz.report.plots.curve import Point
from mezz.report.plots.multiples import CurvePanel, MultiplesPlot
from mezz.report.sections.arms import heading, ordered
from mezz.report.sections.verdict import opening
from mezz.report.text import prose, shortened, visible
from mezz.report.view import script_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.record.difference import Shared
    from mezz.record.model import Interval, Metrics
    from mezz.record.store import RunFolder

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUE = 100


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole page, every word already written."""

    title: str
    description: str
    kicker: str
    headline: Markup
    further: Markup
    sections: tuple[Section, ...]
    embedded: tuple[Embedded, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One of the runs: its letter on the page, and what it left."""

    letter: str
    material: Material

    @property
    def heading(self) -> str:
        """Return letter and name, as a panel is titled."""
        return visible(f"{self.letter}: {shortened(self.material.name, 22)}")

    @property
    def side(self) -> Side:
        """Return the run as one side of a difference."""
        material = self.material
        return Side(
            self.letter,
            material.resolved or {},
            material.metrics,
            material.verdict,
            material.provenance,
        )


def build(folders: Sequence[RunFolder]) -> str:
    """Return one page about several runs. The same folders, in the same order, give the same bytes."""
    return environment().get_template("comparison.html.j2").render(page=page(folders))


def page(folders: Sequence[RunFolder]) -> Comparison:
    """Return the page as plain data."""
    runs = [
        Run(_LETTERS[at] if len(folders) <= len(_LETTERS) else str(at + 1), Material.of(folder))
        for at, folder in enumerate(folders)
    ]
    made = (_verdicts(runs), _parameters(runs), _measures(runs), _curves(runs))
    headline = prose(_counted(runs))
    sections = tuple(section for section in made if section is not None)
    further = prose(_differing(runs))
    return Comparison(
        title=f"{len(runs)} runs side by side",
        description=f"{headline.striptags()} {further.striptags()}".strip(),
        kicker=f"{len(runs)} runs",
        headline=headline,
        further=further,
        sections=sections,
        embedded=(Embedded("mezz-comparison", script_json(_plain(runs))),),
    )


def _counted(runs: Sequence[Run]) -> str:
    words = [opening(run.material).mark.word for run in runs]
    counts = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
    return f"{len(runs)} runs side by side: {counts}."


def _differing(runs: Sequence[Run]) -> str:
    known = [run for run in runs if run.material.resolved is not None]
    if len(known) < 2:
        return ""
    number = len(parameters([run.side for run in known]))
    if number == 0:
        return "Their specs say the same."
    verb = "differs" if number == 1 else "differ"
    return f"{number} parameter{'' if number == 1 else 's'} {verb} between their specs."


def _verdicts(runs: Sequence[Run]) -> Section:
    tops = [(run, opening(run.material)) for run in runs]
    checks = tuple(
        Check(
            top.mark,
            f"{run.letter}: {top.name}",
            visible(run.material.run[:12]),
            top.reason,
            Markup("{} {}").format(top.headline, top.further),
        )
        for run, top in tops
    )
    return Section("verdicts", "Verdicts", "Verdicts", checks=checks)


def _parameters(runs: Sequence[Run]) -> Section | None:
    known = [run for run in runs if run.material.resolved is not None]
    differing = parameters([run.side for run in known]) if len(known) > 1 else ()
    if not differing:
        return None
    total = len({path for run in known for path in values_of(run.material.resolved or {})})
    columns = (Column("Parameter"), *(Column(run.letter) for run in known))
    rows = tuple(
        (
            Cell(visible(one.path), kind="code"),
            *(
                Cell(NOTHING if value is None else visible(shortened(value, _VALUE)))
                for value in from_where_they_differ(one.values, _VALUE)
            ),
        )
        for one in differing
    )
    lead = prose(
        f"These and no others: {total} values were compared, names and descriptions left out. A "
        "dash stands where a run has no such parameter."
    )
    table = Table("Parameters that differ", columns, rows)
    return Section("parameters", "What differs", "Parameters", lead, table=table)


def _measured(runs: Sequence[Run]) -> list[tuple[Run, Metrics]]:
    return [(run, run.material.metrics) for run in runs if run.material.metrics is not None]


def _measures(runs: Sequence[Run]) -> Section | None:
    known = _measured(runs)
    if len(known) < 2:
        return None
    alike = [one for one in shared([metrics for _, metrics in known]) if one.measure != "passes"]
    first, *others = [run.letter for run, _ in known]
    columns = [Column("Arm"), Column(first, kind="number")]
    for letter in others:
        columns += [
            Column(letter, kind="number"),
            Column(f"{letter} {MINUS} {first}", "unpaired", "number"),
        ]
    by_measure = {
        measure: [one for one in alike if one.measure == measure]
        for measure in ordered(known[0][1])
    }
    rows, groups = [], []
    for measure, found_ in by_measure.items():
        if not found_:
            continue
        scale = Scale.of((one.estimates[0].value for one in found_), found_[0].unit)
        unit = f" ({scale.unit})" if scale.unit else ""
        groups.append(Group(f"{heading(measure)}{unit}", len(found_)))
        rows += [_row(one, scale) for one in found_]
    lead = prose(
        f"Every measure of every arm that all runs have, with {_confidence(known)}.{_apart_from(known)} "
        "A record holds no example-by-example numbers, so the differences are unpaired: their intervals add "
        "the variance of both runs, and are wider than those of runs paired by rows and seeds. "
        "Bold differences have an interval without 0; among many a few will by chance."
    )
    table = Table(
        "Estimates, and differences from the first run", tuple(columns), tuple(rows), tuple(groups)
    )
    note = Markup("All of them: {}").format(link("comparison.csv", _csv(known, alike)))
    return Section(
        "measures", "Measures", "Measures", lead, table=table if rows else None, note=note
    )


def _confidence(known: Sequence[tuple[Run, Metrics]]) -> str:
    """Say how wide the intervals are meant to be: each run has its own confidence."""
    said = dict.fromkeys(percent(metrics.confidence) for _, metrics in known)
    if len(said) == 1:
        return f"{next(iter(said))} intervals"
    each = ", ".join(f"{percent(metrics.confidence)} in {run.letter}" for run, metrics in known)
    return f"intervals at the confidence of each run ({each}; differences as {known[0][0].letter})"


def _apart_from(known: Sequence[tuple[Run, Metrics]]) -> str:
    """Say what keeps the runs from being alike but for their models."""
    words = ""
    if lone := arms_apart([metrics for _, metrics in known]):
        words += f" Not every run has {', '.join(f'`{name}`' for name in lone)}."
    if blocks := judged_apart(parameters([run.side for run, _ in known])):
        words += (
            f" The runs differ in {', '.join(f'`{one}`' for one in blocks)}: they are judged on other "
            "examples or views, and a difference is not one of models alone."
        )
    return words


def _row(one: Shared, scale: Scale) -> tuple[Cell, ...]:
    cells = [Cell(visible(one.arm)), Cell(*scale.written(one.estimates[0]), kind="number")]
    for own, difference in zip(one.estimates[1:], one.differences, strict=True):
        cells.append(Cell(*scale.written(own), kind="number"))
        cells.append(Cell(*scale.written(difference), kind="number", best=_apart(difference)))
    return tuple(cells)


def _apart(difference: Interval) -> bool:
    """Say whether an interval excludes 0; a difference without one shows nothing."""
    _, lower, upper = limits(difference)
    return difference.lower is not None and (lower > 0 or upper < 0)


def _csv(known: Sequence[tuple[Run, Metrics]], alike: Sequence[Shared]) -> str:
    head = ["arm", "measure", "unit"]
    for at, (run, _) in enumerate(known):
        names = [run.letter] if at == 0 else [run.letter, f"{run.letter}-{known[0][0].letter}"]
        head += [f"{name}_{part}" for name in names for part in ("estimate", "lower", "upper")]
    rows = [
        (
            one.arm,
            one.measure,
            one.unit,
            *_three(one.estimates[0]),
            *(
                number
                for pair in zip(one.estimates[1:], one.differences, strict=True)
                for each in pair
                for number in _three(each)
            ),
        )
        for one in alike
    ]
    return written(head, rows)


def _three(interval: Interval) -> tuple[float, float | None, float | None]:
    return interval.value, interval.lower, interval.upper


def _curves(runs: Sequence[Run]) -> Section | None:
    known = [(run, metrics) for run, metrics in _measured(runs) if len(metrics.curve) > 1]
    if len(known) < 2:
        return None
    units = {metrics.error_unit for _, metrics in known}
    panels = tuple(_panel(run, metrics) for run, metrics in known)
    unit = symbol(units.pop()) if len(units) == 1 else ""
    plot = MultiplesPlot(panels, unit, alike=len({m.error_unit for _, m in known}) == 1)
    title = prose(_gains(known))
    caption = prose(
        "As in the report of each run: the line is the exact law, dots are the measured mean of K "
        "teacher views with intervals, and the blue band is the student."
    )
    description = f"One panel for each of {', '.join(panel.heading for panel in panels)}."
    drawn = figure("figure-curves", plot, (title, description), caption, _points(known))
    return Section("curves", "The curves over K", "Curves", figures=(drawn,))


def _panel(run: Run, metrics: Metrics) -> CurvePanel:
    points = tuple(
        Point(point.k, *limits(point.measured), point.law)
        for point in sorted(metrics.curve, key=lambda point: point.k)
    )
    student = found(metrics, "student", "error")
    return CurvePanel(run.heading, points, None if student is None else limits(student))


def _gains(known: Sequence[tuple[Run, Metrics]]) -> str:
    """Say how much of one view's error averaging takes away, run by run."""
    gains = []
    for run, metrics in known:
        points = sorted(metrics.curve, key=lambda point: point.k)
        gain = 1 - points[-1].law / points[0].law if points[0].law > 0 else 0.0
        gains.append(f"{percent(gain)} in {run.letter}")
    return f"Averaging views takes off the error of one: {', '.join(gains)}"


def _points(known: Sequence[tuple[Run, Metrics]]) -> Table:
    columns = (
        Column("Run"),
        Column("K", kind="number"),
        Column("measured", kind="number"),
        Column("law", kind="number"),
    )
    rows = tuple(
        (
            Cell(run.letter),
            Cell(str(point.k), kind="number"),
            Cell(estimate(point.measured), kind="number"),
            Cell(
                estimate(
                    point.measured.model_copy(
                        update={"value": point.law, "lower": None, "upper": None}
                    )
                ),
                kind="number",
            ),
        )
        for run, metrics in known
        for point in sorted(metrics.curve, key=lambda point: point.k)
    )
    return Table("Error of the mean of K views", columns, rows)


def _plain(runs: Sequence[Run]) -> dict[str, Any]:
    """Return what is compared, for machines."""
    known = _measured(runs)
    alike = shared([metrics for _, metrics in known]) if len(known) > 1 else ()
    specs = [run for run in runs if run.material.resolved is not None]
    return {
        "runs": [
            {
                "letter": run.letter,
                "name": run.material.name,
                "run": run.material.run,
                "verdict": run.material.verdict.model_dump(mode="json", by_alias=True)
                if run.material.verdict
                else None,
            }
            for run in runs
        ],
        "parameters": [
            {
                "path": one.path,
                "values": dict(zip((r.letter for r in specs), one.values, strict=True)),
            }
            for one in parameters([run.side for run in specs])
        ]
        if len(specs) > 1
        else [],
        "measures": [
            {
                "arm": one.arm,
                "measure": one.measure,
                "unit": one.unit,
                "estimates": [each.model_dump(mode="json") for each in one.estimates],
                "differences": [each.model_dump(mode="json") for each in one.differences],
            }
            for one in alike
        ],
    }
