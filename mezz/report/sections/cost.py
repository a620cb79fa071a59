"""Cost: passes, operations, measured times, and when distilling has paid for itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mezz.report.material import found
from mezz.report.number import MINUS, NOTHING, TIMES, count, duration, percent, quantity, times
from mezz.report.page import Cell, Column, Fact, Fold, Section, Table
from mezz.report.text import prose, visible

if TYPE_CHECKING:
    from mezz.record.model import ArmRecord, CostRecord, Metrics, Timings
    from mezz.report.material import Material


def section(material: Material) -> Section | None:
    """Return the section, or None where neither operations nor times are known."""
    metrics, timings = material.metrics, material.timings
    if metrics is None and timings is None:
        return None
    facts = [*(_compared(metrics) if metrics else []), *(_measured(timings) if timings else [])]
    folds = []
    if metrics and metrics.cost:
        folds.append(Fold("The account behind the break-even", _paid(metrics.cost)))
    if timings and timings.stages:
        folds.append(Fold("Measured time of every stage", _stages(timings)))
    table = _operations(metrics) if metrics and metrics.arms else None
    lead = prose(
        "Passes and floating-point operations decide; measured times depend on the machine, are "
        "for information, and take part in no criterion."
    )
    return Section(
        "cost", "Cost", "Cost", lead, table=table, facts=tuple(facts), folds=tuple(folds)
    )


def _operations(metrics: Metrics) -> Table:
    columns = (
        Column("Arm"),
        Column("passes", "a prediction", "number"),
        Column("FLOPs", "a prediction", "number"),
        Column("against the teacher", kind="number"),
        Column("FLOPs", "to train", "number"),
    )
    teacher = found(metrics, "teacher", "flops")
    rows = tuple(_row(metrics, arm, teacher.value if teacher else 0.0) for arm in metrics.arms)
    return Table("What one prediction and one training take", columns, rows)


def _row(metrics: Metrics, arm: ArmRecord, teacher: float) -> tuple[Cell, ...]:
    passes, flops = found(metrics, arm.name, "passes"), found(metrics, arm.name, "flops")
    ratio = (
        f"{TIMES} {times(flops.value / teacher)}" if flops and flops.value and teacher else NOTHING
    )
    return (
        Cell(visible(arm.name)),
        Cell(count(round(passes.value)) if passes else NOTHING, kind="number"),
        Cell(quantity(flops.value, "FLOP") if flops and flops.value else NOTHING, kind="number"),
        Cell(ratio, kind="number"),
        Cell(
            quantity(arm.training_flops, "FLOP") if arm.training_flops else NOTHING, kind="number"
        ),
    )


def _compared(metrics: Metrics) -> list[Fact]:
    """Compare one student pass with the mean it replaces, and say when it has paid."""
    student, mean = found(metrics, "student", "flops"), found(metrics, "teacher_K", "flops")
    if student is None or mean is None or student.value <= 0:
        return []
    ratio = mean.value / student.value
    words = f"{times(ratio)} times cheaper" if ratio >= 1 else f"{times(1 / ratio)} times dearer"
    facts = [Fact("One student pass", prose(f"{words} than the mean of K views that it learned"))]
    return [*facts, *(_break_even(metrics.cost) if metrics.cost else [])]


def _break_even(cost: CostRecord) -> list[Fact]:
    if cost.break_even is None:
        return [Fact("Break-even", "never: it costs no less than the mean that it replaces")]
    needed = _rounded(math.ceil(cost.break_even))
    text = f"after {needed} predictions, asking the teacher and training the student have paid"
    return [Fact("Break-even", prose(text))]


def _paid(cost: CostRecord) -> Table:
    """Return the account behind the break-even: what is spent once, and what each pass saves."""
    saved = cost.teacher_views - cost.student
    lines = (
        ("Training the teacher", "spent either way", cost.teaching),
        ("Asking the teacher", "once, for the targets of one student", cost.asking),
        ("Training the student", "once", cost.learning),
        ("One prediction from K teacher views", "each time", cost.teacher_views),
        ("One prediction of the student", "each time", cost.student),
        ("Saved by the student", "each time", saved),
    )
    rows = tuple(
        (Cell(name), Cell(when), Cell(_operation(flops), kind="number"))
        for name, when, flops in lines
    )
    columns = (Column("What"), Column("When"), Column("FLOPs", kind="number"))
    return Table("What is spent once, and what every prediction saves", columns, rows)


def _operation(flops: float) -> str:
    return quantity(flops, "FLOP") if flops >= 0 else f"{MINUS}{quantity(-flops, 'FLOP')}"


def _rounded(number: int) -> str:
    """Write a large count with two digits: the rest of them mean nothing."""
    if number < 1000:
        return str(number)
    return count(round(number, 1 - int(math.log10(number))))


def _measured(timings: Timings) -> list[Fact]:
    return [
        Fact("Wall time", duration(timings.wall_seconds)),
        Fact("Peak memory", quantity(timings.peak_mb * 1e6, "B")),
    ]


def _stages(timings: Timings) -> Table:
    total = sum(timings.stages.values())
    columns = (
        Column("Stage"),
        Column("time", kind="number"),
        Column("share", kind="number"),
    )
    longest = sorted(timings.stages.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = tuple(
        (
            Cell(visible(stage)),
            Cell(duration(seconds), kind="number"),
            Cell(percent(seconds / total if total else 0.0), kind="number"),
        )
        for stage, seconds in longest
    )
    return Table("Measured time of every stage that ran, the longest first", columns, rows)
