"""The curve over K: what averaging more views buys, and how many one student pass is worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mezz.report.material import NO_SYMMETRY, found, limits
from mezz.report.number import Scale, estimate, fixed, percent, quantity
from mezz.report.page import Cell, Column, Section, Table, figure
from mezz.report.plots.curve import CurvePlot, Point
from mezz.report.sections import worth as views_of
from mezz.report.text import prose, visible

if TYPE_CHECKING:
    from mezz.record.model import CurvePoint, Interval, Metrics
    from mezz.report.material import Material


_BAND = (
    "The blue band is the student, which takes one pass; the diamond marks where it meets the law."
)


def section(material: Material) -> Section | None:
    """Return the section, or None where fewer than two K were measured."""
    metrics = material.metrics
    if metrics is None or len({point.k for point in metrics.curve}) < 2:
        return None
    points = sorted(metrics.curve, key=lambda point: point.k)
    scale = Scale.of((point.measured.value for point in points), metrics.error_unit)
    student = found(metrics, "student", "error")
    cost = found(metrics, "teacher", "flops")
    worth = _worth(metrics, student.value) if student else None
    plot = CurvePlot(
        tuple(_point(p, scale.factor) for p in points),
        None if student is None else _scaled(student, scale.factor),
        cost.value if cost and cost.value > 0 else None,
        worth if worth is not None and points[0].k <= worth <= points[-1].k else None,
        scale.unit,
    )
    title = prose(_finding(metrics))
    caption = prose(
        f"The line is the exact law, the error of the {_mean(metrics)} plus a gap that shrinks as "
        f"1/K{_finite(metrics)}; it is not fitted. Dots are what K averaged views measured, with "
        f"{percent(metrics.confidence)} intervals."
        + (f" {_BAND}{_counted(metrics)}" if student else "")
        + _designed(metrics)
    )
    description = (
        f"Error of the mean of K views for K from {points[0].k} to {points[-1].k}: "
        f"{estimate(points[0].measured)} falls to {estimate(points[-1].measured)}."
        + (f" The student's error is {estimate(student)}." if student else "")
    )
    drawn = figure("figure-curve", plot, (title, description), caption, _table(metrics, scale))
    table = None if metrics.effective is None else views_of.table(metrics.effective, _mean(metrics))
    return Section("curve", "The curve over K", "Curve", figures=(drawn,), table=table)


def _scaled(interval: Interval, factor: float) -> tuple[float, float, float]:
    value, lower, upper = limits(interval)
    return value * factor, lower * factor, upper * factor


def _point(point: CurvePoint, factor: float) -> Point:
    value, lower, upper = _scaled(point.measured, factor)
    return Point(point.k, value, lower, upper, point.law * factor)


def _table(metrics: Metrics, scale: Scale) -> Table:
    cost = found(metrics, "teacher", "flops")
    columns = [
        Column("K"),
        Column("measured", scale.unit, "number"),
        Column("law", scale.unit, "number"),
    ]
    if cost:
        columns.append(Column("FLOPs", "a prediction", "number"))
    rows = []
    for point in sorted(metrics.curve, key=lambda point: point.k):
        text, under = scale.written(point.measured)
        law, _ = scale.written(point.measured.model_copy(update={"value": point.law}))
        cells = [Cell(str(point.k)), Cell(text, under, "number"), Cell(law, kind="number")]
        if cost:
            cells.append(Cell(quantity(point.k * cost.value, "FLOP"), kind="number"))
        rows.append(tuple(cells))
    return Table("Error of the mean of K views", tuple(columns), tuple(rows))


def _worth(metrics: Metrics, error: float) -> float | None:
    """Return the K at which the law equals an error; infinity beyond it, None where it is flat.

    The law is a + b/K, with or without replacement, so its two ends tell all of it.
    """
    points = sorted(metrics.curve, key=lambda point: point.k)
    first, last = points[0], points[-1]
    slope = (first.law - last.law) / (1 / first.k - 1 / last.k)
    if slope <= 0:
        return None
    above = error - (last.law - slope / last.k)
    return slope / above if above > 0 else math.inf


def _finding(metrics: Metrics) -> str:
    student = found(metrics, "student", "error")
    points = sorted(metrics.curve, key=lambda point: point.k)
    gain = 1 - points[-1].law / points[0].law if points[0].law > 0 else 0.0
    averaged = f"Averaging {points[-1].k} views takes {percent(gain)} off the error of one"
    if student is None:
        return averaged
    if metrics.effective is not None:
        return views_of.finding(metrics.effective, _mean(metrics))
    return _by_the_law(metrics, student)


def _by_the_law(metrics: Metrics, student: Interval) -> str:
    """Say which mean the student's error equals, where its worth was not measured by itself."""
    points = sorted(metrics.curve, key=lambda point: point.k)
    value, lower, upper = limits(student)
    worth, low, high = (_worth(metrics, error) for error in (value, upper, lower))
    if worth is None or low is None or high is None:
        return "Averaging views does not change the error"
    last = points[-1].k
    if low > last:
        return f"One student pass beats the mean of all {last} views"
    if high < 1:
        return "One student pass is worse than one view of the teacher"
    if worth > last:
        return f"One student pass does as well as the mean of {last} views"
    reach = f"[{_views(low)}, {_views(high) if high <= last else f'more than {last}'}]"
    return f"One student pass is worth {_views(worth)} views of the teacher {reach}"


def _views(k: float) -> str:
    return fixed(k, 1 if k < 10 else 0)


def _finite(metrics: Metrics) -> str:
    return visible(" and ends when the orbit is used up" if _ends(metrics) else "")


def _mean(metrics: Metrics) -> str:
    return "mean of all views" if metrics.family in NO_SYMMETRY else views_of.ORBIT_MEAN


def _counted(metrics: Metrics) -> str:
    """Say why the diamond and K_task can differ."""
    if metrics.effective is None or not _ends(metrics):
        return ""
    return " K_task counts independent views; of those of a finite orbit fewer do as much."


def _designed(metrics: Metrics) -> str:
    """Say what choosing the K views together does to the variance of their mean."""
    design = metrics.design
    if design is None:
        return ""
    effect = estimate(design.effect)
    said = (
        f" The mean of {design.k} views, chosen by the plan `{design.plan}`, varies {effect} times as "
        "much as that of independent ones."
    )
    low = limits(design.effect)[1]
    return f"{said} That is more: set `plan: iid`." if low > 1 else said


def _ends(metrics: Metrics) -> bool:
    return "exact" in metrics.K or "without" in metrics.views or "exact" in metrics.views
