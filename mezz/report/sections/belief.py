"""Can it be believed? Every guard as a line, every seed by itself, every training curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.report.material import arm_of, metric_of
from mezz.report.number import NOTHING, Scale, percent, plain
from mezz.report.page import Cell, Check, Column, Section, Table, figure, mark
from mezz.report.plots.seeds import SeedPanel, SeedsPlot
from mezz.report.plots.training import Trace, TrainingPanel, TrainingPlot
from mezz.report.sections.arms import constant, heading
from mezz.report.text import capital, prose, visible, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.record.model import ArmRecord, GuardRecord, Metrics, TrainingCurve
    from mezz.report.material import Material
    from mezz.report.page import Figure, Mark

_POINTS = 160
_MOSTLY = 0.5
_MEANS = {
    "invalid": "voids the experiment",
    "vacuous": "leaves no gap to speak of",
    "guard": "forbids a MAKE",
}


def section(material: Material) -> Section | None:
    """Return the section, or None where nothing was checked or trained."""
    metrics = material.metrics
    if metrics is None or not (metrics.guards or metrics.arms):
        return None
    drawn = [found for found in (_seeds(metrics), _training(metrics)) if found is not None]
    return Section(
        "belief",
        "Can it be believed?",
        "Belief",
        prose(_lead(metrics)),
        checks=(*(_check(guard) for guard in metrics.guards), *_recurring(metrics)),
        figures=tuple(drawn),
    )


def _lead(metrics: Metrics) -> str:
    judged = [guard for guard in metrics.guards if guard.passed is not None and _weighs(guard)]
    failed = [guard for guard in judged if not guard.passed]
    if not judged:
        return "No guard could be measured."
    if failed:
        names = ", ".join(word(guard.name) for guard in failed)
        fail = "fails" if len(failed) == 1 else "fail"
        return f"{len(failed)} of {len(judged)} guards {fail}: {names}."
    if len(judged) == 1:
        return "The one guard that could be measured holds."
    return f"All {len(judged)} guards that could be measured hold."


def _weighs(guard: GuardRecord) -> bool:
    return guard.makes != "note"


def _check(guard: GuardRecord) -> Check:
    number = "" if guard.value is None else plain(guard.value)
    limit = "" if guard.value is None or guard.limit is None else f"limit {plain(guard.limit)}"
    words = capital(guard.words.rstrip("."))
    if guard.passed is False and _weighs(guard):
        words += f". This {_MEANS[guard.makes]}"
    return Check(_mark(guard), visible(word(guard.name)), number, limit, prose(f"{words}."))


def _recurring(metrics: Metrics) -> list[Check]:
    """Say how much of the gap the seeds share: the rest is noise that an ensemble averages out."""
    if metrics.seed_share is None:
        return []
    share = metrics.seed_share.share
    low = share.value < _MOSTLY
    words = (
        "Less than half of the teacher's gap recurs with other seeds: it is mostly training noise, "
        "and ensembling is the rival."
        if low
        else "That part of the teacher's gap recurs with other seeds; the rest is training noise."
    )
    shown, _, interval = percent(share.value, share.lower, share.upper).partition("[")
    return [
        Check(
            mark("open" if low else "none", "noted"),
            "gap shared by the seeds",
            shown.strip(),
            f"[{interval}" if interval else "",
            prose(words),
        )
    ]


def _mark(guard: GuardRecord) -> Mark:
    if guard.passed is None:
        return mark("none", "not measured" if _weighs(guard) else "noted")
    if guard.passed:
        return mark("good", "holds")
    return mark("bad", "fails") if _weighs(guard) else mark("open", "noted")


def _seeds(metrics: Metrics) -> Figure | None:
    """Draw every seed; None where there is only one."""
    arms = [arm for arm in metrics.arms if not constant(arm) and _has_seeds(arm)]
    measures = [m for m in ("gap", "error") if all(metric_of(arm, m) for arm in arms)]
    if len(metrics.seeds) < 2 or not arms or not measures:
        return None
    panels, columns, values = [], [Column("Arm"), Column("Measure")], []
    columns += [Column(f"seed {seed}", kind="number") for seed in metrics.seeds]
    for measure in measures:
        found = [metric for arm in arms if (metric := metric_of(arm, measure)) is not None]
        scale = Scale.of((metric.estimate.value for metric in found), found[0].unit)
        rows = tuple(tuple(v * scale.factor for v in metric.by_seed) for metric in found)
        panels.append(SeedPanel(heading(measure), scale.unit, rows))
        unit = f", {scale.unit}" if scale.unit else ""
        values += [
            (
                Cell(visible(arm.name)),
                Cell(f"{heading(measure)}{unit}"),
                *(Cell(plain(value), kind="number") for value in row),
            )
            for arm, row in zip(arms, rows, strict=True)
        ]
    names = tuple(visible(arm.name) for arm in arms)
    title = prose(_agreement(metrics))
    caption = prose(
        "One dot a seed; a thin line joins the arms of one seed, which share rows and views."
    )
    description = f"{len(metrics.seeds)} dots for each of {', '.join(names)}."
    table = Table("Every seed by itself", tuple(columns), tuple(values))
    plot = SeedsPlot(names, tuple(panels))
    return figure("figure-seeds", plot, (title, description), caption, table)


def _has_seeds(arm: ArmRecord) -> bool:
    return any(
        metric.measure in {"gap", "error"} and len(metric.by_seed) > 1 for metric in arm.metrics
    )


def _agreement(metrics: Metrics) -> str:
    """Count the seeds in which the student's gap lies below the teacher's."""
    student, teacher = (metric_of(arm_of(metrics, name), "gap") for name in ("student", "teacher"))
    if student is None or teacher is None:
        return "Every seed by itself"
    pairs = list(zip(student.by_seed, teacher.by_seed, strict=False))
    below = sum(mine < theirs for mine, theirs in pairs)
    if below == len(pairs):
        return f"In each of {len(pairs)} seeds the student's gap lies below the teacher's"
    return f"In {below} of {len(pairs)} seeds the student's gap lies below the teacher's"


def _training(metrics: Metrics) -> Figure | None:
    if not metrics.training:
        return None
    arms = dict.fromkeys(curve.arm for curve in metrics.training)
    by_arm = {arm: [c for c in metrics.training if c.arm == arm] for arm in arms}
    panels = tuple(
        TrainingPanel(
            visible(arm),
            tuple(_trace(curve, curve.train) for curve in curves),
            tuple(_trace(c, c.validation) for c in curves if _measured(c.validation)),
        )
        for arm, curves in by_arm.items()
    )
    columns = (
        Column("Fit"),
        Column("steps", kind="number"),
        Column("kept at step", kind="number"),
        Column("training loss", "first", "number"),
        Column("training loss", "last", "number"),
        Column("validation loss", "kept", "number"),
    )
    rows = tuple(_fit(curve) for curve in metrics.training)
    title = prose(_settled(metrics.training))
    caption = prose(
        "Training loss in grey and validation loss in blue, one line a fit; the dots mark the "
        "step whose parameters were kept."
        if any(panel.validation for panel in panels)
        else "Training loss, one line a fit, on the same axis for every arm."
    )
    description = f"Loss against step for the fits of {', '.join(map(visible, arms))}."
    table = Table("Every fit", columns, rows)
    plot = TrainingPlot(panels)
    return figure("figure-training", plot, (title, description), caption, table)


def _trace(curve: TrainingCurve, losses: Sequence[float | None]) -> Trace:
    """Keep the points that were measured, thinned to what a line can show."""
    points = [(s, loss) for s, loss in zip(curve.steps, losses, strict=False) if loss is not None]
    every = -(-len(points) // _POINTS)
    kept = points[::every] + ([points[-1]] if (len(points) - 1) % every else [])
    return Trace(tuple(s for s, _ in kept), tuple(loss for _, loss in kept), curve.best_step)


def _measured(losses: Sequence[float | None]) -> bool:
    return any(loss is not None for loss in losses)


def _fit(curve: TrainingCurve) -> tuple[Cell, ...]:
    fold = "" if curve.fold is None else f", fold {curve.fold}"
    pairs = zip(curve.steps, curve.validation, strict=False)
    measured = [(abs(step - curve.best_step), loss) for step, loss in pairs if loss is not None]
    kept = plain(min(measured)[1]) if measured else NOTHING
    return (
        Cell(visible(f"{curve.arm}, seed {curve.seed}{fold}")),
        Cell(str(curve.steps[-1]), kind="number"),
        Cell(str(curve.best_step), kind="number"),
        Cell(plain(curve.train[0]), kind="number"),
        Cell(plain(curve.train[-1]), kind="number"),
        Cell(kept, kind="number"),
    )


def _settled(curves: Sequence[TrainingCurve]) -> str:
    """Say whether training had ended: the last tenth of the steps changed the loss little."""
    moving = [curve.arm for curve in curves if _still_falls(curve)]
    if not moving:
        return f"All {len(curves)} fits had settled when training ended"
    names = ", ".join(f"`{arm}`" for arm in dict.fromkeys(moving))
    return f"{len(moving)} of {len(curves)} fits were still improving when training ended: {names}"


def _still_falls(curve: TrainingCurve) -> bool:
    """Compare the mean loss of the last tenth of the record with that of the tenth before it."""
    tenth = max(1, len(curve.train) // 10)
    last, before = curve.train[-tenth:], curve.train[-2 * tenth : -tenth]
    if not before:
        return False
    return sum(last) / len(last) < 0.9 * sum(before) / len(before)
