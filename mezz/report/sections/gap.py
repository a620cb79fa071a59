"""The gap, example by example: how it is spread, which view fails, and the worst cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.report.material import found, symbol
from mezz.report.number import NOTHING, Scale, count, fixed, percent, plain, times
from mezz.report.page import Cell, Column, Section, Table, figure
from mezz.report.plots.extremes import ExtremesPlot, Strip
from mezz.report.plots.paths import PathRow, PathsPlot
from mezz.report.plots.spread import Outline, SpreadPlot
from mezz.report.plots.views import ViewsPlot
from mezz.report.text import prose, shortened, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.record.model import Extreme, GapRecord, Histogram, Metrics
    from mezz.report.material import Material
    from mezz.report.page import Figure

_COMPONENTS = 3
_VIEWS = 32
_CUTS = 8
_FIELD = 240
_STANDS_OUT = 1.15
_DEEPEST = 1e-9
"""A gap so much smaller than the largest is as good as none."""


def section(material: Material) -> Section | None:
    """Return the section, or None where no gap was measured."""
    metrics = material.metrics
    if metrics is None or metrics.gap is None:
        return None
    gap = metrics.gap
    figures = [_spread(metrics, gap)]
    if len(gap.by_view) > 1:
        figures.append(_by_view(metrics, gap))
    table = None
    if gap.extremes:
        in_time = any(extreme.series for extreme in gap.extremes)
        figures.append((_paths if in_time else _extremes)(metrics, gap.extremes))
        table = _cases(gap.extremes)
    title = "The gap, example by example"
    return Section("gap", title, "Examples", figures=tuple(figures), table=table)


def _spread(metrics: Metrics, gap: GapRecord) -> Figure:
    arms = [("teacher", gap.teacher)] + ([("student", gap.student)] if gap.student else [])
    outlines = tuple(_outline(metrics, name, histogram) for name, histogram in arms)
    share = percent(gap.top_tenth_share)
    title = prose(f"A tenth of the examples carries {share} of the teacher's gap")
    if gap.top_tenth_share < 0.15:
        title = prose(f"The gap is everywhere: a tenth of the examples carries {share} of it")
    caption = prose(
        f"The gap of each of {count(sum(gap.teacher.counts))} test examples, averaged over "
        "seeds, on a logarithmic axis. The ticks mark the means, which the criteria are about; "
        "most examples lie far below them when a few carry the gap."
    )
    description = f"Histograms of the gap for {' and '.join(name for name, _ in arms)}."
    plot = SpreadPlot(outlines, symbol(metrics.error_unit))
    return figure("figure-spread", plot, (title, description), caption, _bins(metrics, arms))


def _bins(metrics: Metrics, arms: Sequence[tuple[str, Histogram]]) -> Table:
    """Return the histograms as rows, one a bin that holds anything."""
    counts: dict[tuple[float, float], dict[str, int]] = {}
    for name, histogram in arms:
        pairs = zip(histogram.edges, histogram.edges[1:], strict=False)
        for pair, number in zip(pairs, histogram.counts, strict=True):
            counts.setdefault(pair, {})[name] = number
    unit = symbol(metrics.error_unit)
    columns = [Column("gap from", unit), Column("to", unit)]
    columns += [Column(f"{name}\u2019s examples", kind="number") for name, _ in arms]
    rows = tuple(
        (
            Cell(plain(low)),
            Cell(plain(high)),
            *(Cell(count(found.get(name, 0)), kind="number") for name, _ in arms),
        )
        for (low, high), found in sorted(counts.items())
        if any(found.values())
    )
    return Table("Examples by gap; empty bins left out", tuple(columns), rows)


def _outline(metrics: Metrics, name: str, histogram: Histogram) -> Outline:
    """Return an outline fit for a logarithmic axis: bins far below the last become one."""
    edges = histogram.edges
    first = next(at for at, upper in enumerate(edges[1:]) if upper > _DEEPEST * edges[-1])
    counts = [sum(histogram.counts[: first + 1]), *histogram.counts[first + 1 :]]
    lowest = max(edges[first], _DEEPEST * edges[-1])
    total = sum(counts) or 1
    mean = found(metrics, name, "gap")
    shares = tuple(100 * number / total for number in counts)
    kept = (lowest, *edges[first + 1 :])
    return Outline(name, kept, shares, None if mean is None else mean.value)


def _by_view(metrics: Metrics, gap: GapRecord) -> Figure:
    errors = gap.by_view
    mean = sum(errors) / len(errors)
    worst = max(range(len(errors)), key=errors.__getitem__)
    ratio = errors[worst] / mean if mean > 0 else 1.0
    title = prose(
        f"View {worst + 1} fails worst, with {times(ratio)} times the mean error"
        if ratio >= _STANDS_OUT
        else f"No view stands out: the worst has {fixed(ratio, 2)} times the mean error"
    )
    scale = Scale.of(errors, metrics.error_unit)
    columns = (
        Column("view"),
        Column("teacher's error", scale.unit, "number"),
        Column("against the mean", kind="number"),
    )
    rows = tuple(
        (
            Cell(str(at + 1)),
            Cell(plain(error * scale.factor), kind="number"),
            Cell(fixed(error / mean if mean > 0 else 1.0, 2), kind="number"),
        )
        for at, error in enumerate(errors)
    )
    caption = prose(
        f"The teacher's mean error in each of the {len(errors)} views of {metrics.symmetry}, over "
        "all test examples and seeds."
    )
    plot = ViewsPlot(tuple(e * scale.factor for e in errors), scale.unit, ratio >= _STANDS_OUT)
    description = f"One stem a view, from {plain(min(errors))} to {plain(max(errors))}."
    table = Table("The teacher's error view by view", columns, rows)
    return figure("figure-views", plot, (title, description), caption, table)


def _extremes(metrics: Metrics, extremes: Sequence[Extreme]) -> Figure:
    names, chosen = _components(metrics)
    strips = tuple(
        _strip(str(at), extreme, chosen, len(metrics.outputs))
        for at, extreme in enumerate(extremes, 1)
    )
    most = extremes[0]
    title = prose(
        f"The {_number(len(extremes))} most unstable examples: one input renamed, the answer moved"
    )
    caption = prose(
        "Open circles are the teacher's answers, one a view (first seed)"
        + _and_student(most, "; blue dots the student's")
        + f"{_and_truth(most)}."
        + _left_out(metrics, chosen)
        + (f" At most {_VIEWS} views are drawn and listed." if len(most.outputs) > _VIEWS else "")
    )
    description = f"Answers view by view for {len(extremes)} examples, in the table below."
    plot = ExtremesPlot(tuple(visible(name) for name in names), strips)
    words = (title, description)
    return figure("figure-extremes", plot, words, caption, _answers(extremes))


def _paths(metrics: Metrics, extremes: Sequence[Extreme]) -> Figure:
    """Draw the examples that are series as such: their path, its cuts, and each view's answer."""
    names, chosen = _components(metrics)
    drawn = tuple(
        PathRow(strip, extreme.series, extreme.cuts[:_CUTS])
        for strip, extreme in (
            (_strip(str(at), one, chosen[:1], len(metrics.outputs), _CUTS), one)
            for at, one in enumerate(extremes, 1)
        )
    )
    title = prose(
        f"The {_number(len(extremes))} most unstable examples: one path, cut in other places"
        if extremes[0].cuts
        else f"The {_number(len(extremes))} most unstable examples: one path, seen in other views"
    )
    views = len(extremes[0].outputs)
    cut = (
        ", with the ticks of each view where it cuts the path into bars" if extremes[0].cuts else ""
    )
    caption = prose(
        f"On the left the path of the example, oldest row first{cut}. On the right, level with its "
        "view, what the teacher answered (open circles, first seed)"
        f"{_and_student(extremes[0], ' and the student (blue dots)')}{_and_truth(extremes[0])}."
        + _left_out(metrics, chosen[:1])
        + (f" The first {_CUTS} of {views} views are drawn." if views > _CUTS else "")
    )
    description = f"Path and answers of {len(extremes)} examples, in the table below."
    plot = PathsPlot(visible(names[0]), drawn)
    words = (title, description)
    return figure("figure-extremes", plot, words, caption, _answers(extremes))


def _and_student(extreme: Extreme, words: str) -> str:
    return words if extreme.student else ""


def _and_truth(extreme: Extreme) -> str:
    return "; the green bar is the truth" if extreme.truth else ""


def _left_out(metrics: Metrics, chosen: list[int]) -> str:
    left_out = len(metrics.outputs) - len(chosen)
    return f" {left_out} more components are not drawn." if left_out > 0 and chosen != [-1] else ""


def _answers(extremes: Sequence[Extreme]) -> Table:
    """Return what each view got, in numbers."""
    columns = (
        Column("Example"),
        Column("truth", kind="number"),
        Column("teacher, view by view", kind="prose"),
        Column("student, view by view", kind="prose"),
    )
    rows = tuple(
        (
            Cell(str(at)),
            Cell(_vector(extreme.truth) if extreme.truth else NOTHING, kind="number"),
            Cell(_vectors(extreme.outputs), kind="prose"),
            Cell(_vectors(extreme.student) or NOTHING, kind="prose"),
        )
        for at, extreme in enumerate(extremes, 1)
    )
    return Table("What each view got", columns, rows)


def _components(metrics: Metrics) -> tuple[list[str], list[int]]:
    """Return what to draw: the first components of a vector, or -1 for the true class."""
    if metrics.error_unit == "probability^2":
        known = metrics.gap is not None and any(one.truth for one in metrics.gap.extremes)
        return [f"probability given to the {'true' if known else 'likeliest'} class"], [-1]
    chosen = list(range(min(len(metrics.outputs), _COMPONENTS)))
    return [metrics.outputs[at] for at in chosen], chosen


def _strip(
    label: str, extreme: Extreme, chosen: list[int], outputs: int, most: int = _VIEWS
) -> Strip:
    views = [rows[:most] for rows in (extreme.outputs, extreme.student)]
    if chosen == [-1]:
        chosen, known = [_class(extreme, outputs)], [1.0]
    else:
        known = [extreme.truth[at] for at in chosen] if extreme.truth else []
    truth = tuple(known if extreme.truth else [])
    teacher, student = (tuple(tuple(r[at] for r in rows) for at in chosen) for rows in views)
    return Strip(label, truth, teacher, student if extreme.student else ())


def _class(extreme: Extreme, outputs: int) -> int:
    """Return the true class of an example, or where nobody knows it the likeliest one."""
    truth = extreme.truth
    if not truth:
        return max(range(outputs), key=lambda at: sum(view[at] for view in extreme.outputs))
    return max(range(outputs), key=truth.__getitem__) if len(truth) == outputs else int(truth[0])


def _cases(extremes: Sequence[Extreme]) -> Table:
    """Describe the examples of the last figure: what they are, and how large their gap is."""
    columns = (Column("Example"), Column("What it is", kind="prose"), Column("gap", kind="number"))
    rows = tuple(
        (
            Cell(str(at), f"id {extreme.id}"),
            Cell(
                "; ".join(
                    f"{visible(name)}{_equals(value)}{visible(shortened(value, _FIELD))}"
                    for name, value in extreme.fields.items()
                ),
                kind="prose",
            ),
            Cell(plain(extreme.gap), kind="number"),
        )
        for at, extreme in enumerate(extremes, 1)
    )
    return Table("The examples of the figure above", columns, rows)


def _equals(value: str) -> str:
    """Return what stands between a field's name and its value: a number is equal, a text said."""
    return " = " if value[:1].isdigit() or value[:1] == "-" else ": "


def _vector(numbers: Sequence[float]) -> str:
    written = [plain(number) for number in numbers]
    return written[0] if len(written) == 1 else f"({', '.join(written)})"


def _vectors(rows: Sequence[Sequence[float]]) -> str:
    return "; ".join(_vector(row) for row in rows[:_VIEWS])


def _number(n: int) -> str:
    words = ("", "", "two", "three", "four", "five", "six", "seven", "eight")
    return words[n] if 1 < n < len(words) else str(n)
