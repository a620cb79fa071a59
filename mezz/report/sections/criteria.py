"""Criteria: each as written, where its estimate lies, and what came of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from mezz.record.digits import places
from mezz.record.headline import plural
from mezz.report.material import limits
from mezz.report.number import NOTHING, Scale, count, estimate, fixed, p_value, percent
from mezz.report.page import Cell, Column, Section, Table, figure, mark
from mezz.report.plots.criteria import CriteriaPlot, CriterionRow
from mezz.report.sections import looks
from mezz.report.text import prose, visible

if TYPE_CHECKING:
    from mezz.record.model import CriterionRecord, Metrics
    from mezz.report.material import Material
    from mezz.report.page import Mark

_MEASURE = re.compile(r"\b[a-z]\w*\.([a-z]\w*)", re.IGNORECASE)


def section(material: Material) -> Section | None:
    """Return the section, or None where nothing was judged."""
    metrics = material.metrics
    if metrics is None or not metrics.criteria:
        return None
    rows = tuple(_row(metrics, criterion) for criterion in metrics.criteria)
    columns = (
        Column("Criterion"),
        Column("Outcome"),
        Column("Left", kind="number"),
        Column("Right", kind="number"),
        Column("Difference", kind="number"),
        Column("of the right", "%", "number"),
        Column("Decided by", kind="prose"),
    )
    confidence = percent(metrics.confidence)
    caption = prose(
        f"Dots are estimates, lines their {confidence} intervals, paired over "
        f"{plural(metrics.unit)} and seeds. To the left of the margin a criterion is fulfilled; "
        "criteria of the form >= are turned round so that this holds for them too."
    )
    title = prose(_finding(metrics))
    drawn = figure(
        "figure-criteria",
        CriteriaPlot(tuple(_plotted(criterion) for criterion in metrics.criteria)),
        (title, _description(metrics)),
        caption,
        Table("Criteria and their estimates", columns, rows),
    )
    known = material.looks
    return Section(
        "criteria",
        "Criteria",
        "Criteria",
        figures=(drawn,),
        note=Markup("") if known is None else looks.told(known, metrics),
        folds=(looks.fold(known),) if known is not None and known.earlier else (),
    )


def outcome(criterion: CriterionRecord) -> Mark:
    """Return the mark of a criterion: good and bad mean the claim's, whichever kind it is."""
    if criterion.outcome == "undecided":
        return mark("open", "undecided")
    if criterion.kind == "break":
        return mark("bad", "holds") if criterion.outcome == "met" else mark("good", "does not hold")
    return mark("good", "met") if criterion.outcome == "met" else mark("bad", "fails")


def marked(shown: Mark) -> Markup:
    """Return a mark as HTML: glyph and word."""
    html = '<span class="mark {}"><span aria-hidden="true">{}</span> {}</span>'
    return Markup(html).format(shown.state, shown.glyph, shown.word)


def _finding(metrics: Metrics) -> str:
    make = [c for c in metrics.criteria if c.kind == "make"]
    met, failed = ([c for c in make if c.outcome == o] for o in ("met", "failed"))
    broken = [c for c in metrics.criteria if c.kind == "break" and c.outcome == "met"]
    if broken:
        return f"`{broken[0].text}` holds, and was declared to break the claim"
    if len(met) == len(make):
        if len(make) == 1:
            return "The one criterion is met"
        return f"{'Both' if len(make) == 2 else f'All {len(make)}'} criteria are met"
    if failed:
        return f"{len(met)} of {len(make)} criteria met: `{failed[0].text}` fails"
    undecided = next(c for c in make if c.outcome == "undecided")
    return f"{len(met)} of {len(make)} criteria met: `{undecided.text}` is undecided"


def _description(metrics: Metrics) -> str:
    lines = [
        f"{c.text}: left minus right {estimate(c.contrast)}, {outcome(c).word}"
        for c in metrics.criteria
    ]
    return visible(". ".join(lines) + ".")


def _relative(criterion: CriterionRecord) -> float:
    """Return what the contrast is divided by: the right side, or the larger one if that is 0."""
    return abs(criterion.right) or abs(criterion.left) or 1.0


def _plotted(criterion: CriterionRecord) -> CriterionRow:
    shown = outcome(criterion)
    base = _relative(criterion) / 100
    value, lower, upper = (limit / base for limit in limits(criterion.contrast))
    text = f"break: {criterion.text}" if criterion.kind == "break" else criterion.text
    return CriterionRow(visible(text), value, lower, upper, shown.state, shown.word)


def _row(metrics: Metrics, criterion: CriterionRecord) -> tuple[Cell, ...]:
    """Write a criterion: both sides and their difference in one unit, with equal digits."""
    scale = Scale.of([criterion.left, criterion.right], _unit(metrics, criterion.text))
    value, lower, upper = (limit * scale.factor for limit in limits(criterion.contrast))
    at = max(places(value, lower, upper, digits=2), 0)
    relative = Scale(100 / _relative(criterion), "%")
    # Only against the claim is a p-value of use: it says how surely the criterion fails.
    against = outcome(criterion).state == "bad" and criterion.p_failed is not None
    p = p_value(criterion.p_failed or 0.0) if against else ""
    notes = [f"in {scale.unit}"] if scale.unit else []
    notes += ["breaks the claim if it holds"] if criterion.kind == "break" else []
    needed = [
        f"{count(number)} {plural(metrics.unit) if name == 'units' else name}"
        for name, number in sorted(criterion.needed.items())
    ]
    return (
        Cell(Markup("<code>{}</code>").format(visible(criterion.text)), visible("; ".join(notes))),
        Cell(marked(outcome(criterion)), p),
        Cell(fixed(criterion.left * scale.factor, at), kind="number"),
        Cell(fixed(criterion.right * scale.factor, at), kind="number"),
        Cell(*scale.written(criterion.contrast), kind="number"),
        Cell(*relative.written(criterion.contrast), kind="number"),
        Cell(visible(" or ".join(needed)) or NOTHING, kind="prose"),
    )


def _unit(metrics: Metrics, text: str) -> str:
    """Return the unit that all measures of a criterion share, or that of a plain number."""
    units = {
        metric.unit
        for name in _MEASURE.findall(text)
        for arm in metrics.arms
        for metric in arm.metrics
        if metric.measure == name
    }
    return units.pop() if len(units) == 1 else "1"
