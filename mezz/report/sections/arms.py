"""Arms: who saw what, at what size, and how each of them did."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from mezz.report.download import link, metrics_csv
from mezz.report.material import NO_SYMMETRY, limits, metric_of
from mezz.report.number import NOTHING, Scale, aligned, percent, quantity, times
from mezz.report.page import Cell, Column, Fold, Group, Section, Table, figure
from mezz.report.plots.arms import ArmsPlot, Dot, Panel
from mezz.report.text import prose, visible, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.record.model import ArmRecord, Metric, Metrics
    from mezz.report.material import Material
    from mezz.report.page import Figure

_FIRST = ("gap", "error")
_LAST = ("flops",)
_ELSEWHERE = ("passes",)
"""Measures that the section on cost shows."""
_OF_VIEWS = {"gap", "gap_tv", "gap_js", "flip"}
"""Measures that an arm asked in one view alone has won before it starts."""

_OTHER_GAPS = ("gap_tv", "gap_js", "flip", "log_jensen")
"""The gap by other measures: shown in a table of their own."""

_FAMILIES = {
    "teacher": "The teacher, and what averaging or rescaling makes of it",
    "student": "The student and its rivals",
    "control": "The control: a transformation that is no symmetry",
    "constant": "Without training",
}
_OF_TEACHER = {"teacher", "teacher_canonical", "teacher_K", "recalibrated", "ensemble"}
_CONTROLS = {"wrong_group"}

_HEADS = {
    "gap_tv": "gap (total variation)",
    "gap_js": "gap (Jensen-Shannon)",
    "log_loss": "log loss",
    "auc": "AUC",
    "flops": "cost",
    "k_eff": "K_eff",
    "k_task": "K_task",
}
_SAW = {
    "as_given": "one fixed view",
    "canonical": "the canonical view",
    "random_view": "fresh views",
}
_TARGET = {
    "labels": "labels",
    "orbit_mean": "the teacher\u2019s orbit mean",
    "one_view": "the teacher\u2019s answer to one view",
    "same_view": "the teacher\u2019s answer to the same view",
}
_JUDGED = {
    "views": "one random view",
    "canonical": "the canonical view",
    "mean_of_K": "the mean of K views",
    "constant": "anything: it never moves",
}


def section(material: Material) -> Section | None:
    """Return the section, or None where nothing was measured."""
    if material.metrics is None or not material.metrics.arms:
        return None
    metrics, groups = regrouped(material.metrics)
    measures = ordered(metrics)
    main = [name for name in measures if name not in _OTHER_GAPS]
    others = [name for name in measures if name in _OTHER_GAPS]
    caption = f"Estimates over all seeds, with their {percent(metrics.confidence)} intervals"
    table = replace(_table(metrics, main, f"{caption} in brackets"), groups=groups)
    folds = [Fold("Other measures of the gap", _table(metrics, others, caption))] if others else []
    drawn = _figure(metrics, groups, [name for name in _FIRST if name in measures])
    lead = prose(
        f"All arms answer for the same {_sizes(metrics)}, {_views(metrics)}, with the same "
        f"{_seeds(metrics)}. Bold marks the best of a column; a constant does not compete, nor, "
        "for the gap, does an arm that is only ever asked in one view, nor the control."
    )
    return Section(
        "arms",
        "Arms",
        "Arms",
        lead,
        table=table,
        figures=(drawn,) if drawn else (),
        folds=tuple(folds),
        note=Markup("Every estimate, seed by seed too: {}").format(
            link("metrics.csv", metrics_csv(metrics))
        ),
    )


def family(arm: ArmRecord) -> str:
    """Return which family of arms one belongs to."""
    if arm.name in _CONTROLS:
        return "control"
    if constant(arm):
        return "constant"
    return "teacher" if arm.name in _OF_TEACHER else "student"


def grouped(metrics: Metrics) -> dict[str, list[ArmRecord]]:
    """Return the arms by family, the families in the order of the table."""
    found = {name: [a for a in metrics.arms if family(a) == name] for name in _FAMILIES}
    return {name: arms for name, arms in found.items() if arms}


def regrouped(metrics: Metrics) -> tuple[Metrics, tuple[Group, ...]]:
    """Return the run with its arms family by family, and the heads of the families."""
    families = grouped(metrics)
    arms = tuple(arm for members in families.values() for arm in members)
    groups = tuple(Group(_FAMILIES[name], len(members)) for name, members in families.items())
    return metrics.model_copy(update={"arms": arms}), groups


def ordered(metrics: Metrics) -> list[str]:
    """Return the measures in the order of the table: gap and error first, cost last."""
    seen = dict.fromkeys(metric.measure for arm in metrics.arms for metric in arm.metrics)
    middle = [name for name in seen if name not in _FIRST + _LAST + _ELSEWHERE]
    return [name for name in (*_FIRST, *middle, *_LAST) if name in seen]


def heading(measure: str) -> str:
    """Return a measure's name as the head of a column."""
    return _HEADS.get(measure, word(measure))


def constant(arm: ArmRecord) -> bool:
    """Say whether an arm predicts the same whatever view it is given, by having no input."""
    return arm.judged_on == "constant"


def column_of(metrics: Metrics, measure: str) -> tuple[Scale, list[Metric | None]]:
    """Return one measure of every arm, and the unit to write it in."""
    found = [metric_of(arm, measure) for arm in metrics.arms]
    unit = next(metric.unit for metric in found if metric is not None)
    return Scale.of((m.estimate.value for m in found if m is not None), unit), found


def cells(scale: Scale, column: Sequence[Metric | None], best: set[int]) -> list[Cell]:
    """Write a column: estimates with their points aligned, intervals under them."""
    written = [(NOTHING, "") if m is None else scale.written(m.estimate) for m in column]
    texts = aligned([text for text, _ in written])
    return [
        Cell(text, under, "number", at in best)
        for at, (text, (_, under)) in enumerate(zip(texts, written, strict=True))
    ]


def _table(metrics: Metrics, measures: list[str], caption: str) -> Table:
    columns = [Column("Arm")]
    sizes = [_count_cell(arm.parameters) for arm in metrics.arms]
    by_measure = []
    for measure in measures:
        scale, found = column_of(metrics, measure)
        columns.append(Column(heading(measure), scale.unit, "number"))
        by_measure.append(cells(scale, found, _best(metrics, measure, found)))
    columns += [
        Column("Size", "parameters", "number"),
        Column("Learned from", "judged on", "prose"),
    ]
    rows = tuple(
        (_name(arm), *(column[at] for column in by_measure), sizes[at], _saw(arm, metrics.family))
        for at, arm in enumerate(metrics.arms)
    )
    return Table(caption, tuple(columns), rows)


def _count_cell(parameters: int) -> Cell:
    return Cell(quantity(parameters, "") if parameters else NOTHING, kind="number")


def _name(arm: ArmRecord) -> Cell:
    name = Markup("<b>{}</b>").format(visible(arm.name))
    return Cell(name, visible(arm.question), kind="name")


def _saw(arm: ArmRecord, of_views: str) -> Cell:
    judged = _JUDGED.get(arm.judged_on, word(arm.judged_on))
    target = _TARGET.get(arm.target, "" if arm.target == "none" else word(arm.target))
    if arm.target == "orbit_mean" and of_views in NO_SYMMETRY:
        target = "the teacher\u2019s mean over views"
    saw = _SAW.get(arm.sees or "", word(arm.sees or ""))
    learned = ", ".join(part for part in ("" if constant(arm) else saw, target) if part)
    return Cell(visible(learned) or NOTHING, visible(judged), kind="prose")


def _best(metrics: Metrics, measure: str, column: Sequence[Metric | None]) -> set[int]:
    """Return the rows that win a column; nobody wins where most are equal."""
    racing = {
        at: metric
        for at, (arm, metric) in enumerate(zip(metrics.arms, column, strict=True))
        if metric is not None
        and family(arm) in {"teacher", "student"}
        and (arm.judged_on == "views" or measure not in _OF_VIEWS)
    }
    if len(racing) < 2:
        return set()
    sign = 1 if next(iter(racing.values())).direction == "lower" else -1
    best = min(sign * metric.estimate.value for metric in racing.values())
    winners = {at for at, metric in racing.items() if sign * metric.estimate.value == best}
    return winners if 2 * len(winners) <= len(racing) else set()


def _figure(metrics: Metrics, groups: tuple[Group, ...], measures: list[str]) -> Figure | None:
    if not measures:
        return None
    panels = []
    columns: list[Column] = [Column("Arm")]
    by_measure = []
    for measure in measures:
        scale, found = column_of(metrics, measure)
        dots = tuple(
            _dot(arm, metric, scale.factor)
            for arm, metric in zip(metrics.arms, found, strict=True)
            if metric is not None
        )
        panels.append(Panel(heading(measure), scale.unit, dots))
        columns.append(Column(heading(measure), scale.unit, "number"))
        by_measure.append(cells(scale, found, set()))
    names = tuple(visible(arm.name) for arm in metrics.arms)
    rows = tuple((Cell(name), *(c[at] for c in by_measure)) for at, name in enumerate(names))
    caption = prose(
        f"Dots are estimates over all seeds, lines their {percent(metrics.confidence)} "
        f"intervals; lower is better.{' The student is blue.' if 'student' in names else ''}"
    )
    title = prose(_finding(metrics))
    description = f"One row an arm: {', '.join(names)}. The numbers are in the table below."
    plot = ArmsPlot(names, tuple(panels), tuple(group.rows for group in groups))
    table = Table("The numbers of the figure", tuple(columns), rows)
    return figure("figure-arms", plot, (title, description), caption, table)


def _dot(arm: ArmRecord, metric: Metric, factor: float) -> Dot:
    value, lower, upper = limits(metric.estimate)
    return Dot(visible(arm.name), value * factor, lower * factor, upper * factor)


def _finding(metrics: Metrics) -> str:
    """Say where the student stands between the teacher and the best of the others."""
    by_name = {arm.name: arm for arm in metrics.arms}
    gaps = [metric_of(by_name.get(name), "gap") for name in ("student", "teacher")]
    if gaps[0] is None or gaps[1] is None or gaps[1].estimate.value <= 0:
        return "How far apart the arms lie"
    ratio = gaps[0].estimate.value / gaps[1].estimate.value
    first = f"The student's gap is {_ratio_words(ratio)} the teacher's"
    errors = {
        arm.name: other.estimate.value
        for arm in metrics.arms
        if not constant(arm) and (other := metric_of(arm, "error")) is not None
    }
    best = min(errors, key=errors.__getitem__)
    if best == "student":
        return f"{first}, and its error the lowest of all"
    return f"{first}; the lowest error is that of `{best}`"


def _ratio_words(ratio: float) -> str:
    if ratio <= 0:
        return "nothing against"
    return f"{percent(ratio)} of" if ratio < 1 else f"{times(ratio)} times"


def _sizes(metrics: Metrics) -> str:
    test = metrics.sizes.get("test")
    return f"{test} test rows" if test else "test rows"


def _views(metrics: Metrics) -> str:
    if metrics.views == "exact":
        return "in every view of the orbit"
    return f"in {metrics.views} views each" if metrics.views.isdigit() else f"views {metrics.views}"


def _seeds(metrics: Metrics) -> str:
    return "seed" if len(metrics.seeds) == 1 else f"{len(metrics.seeds)} seeds"
