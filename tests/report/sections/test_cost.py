"""Cost, and when it pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mezz.record.model import CostRecord, Timings
from mezz.report.sections import cost

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.model import Metrics
    from mezz.report.material import Material


def words(text: str) -> str:
    """Return a text as a reader gets it, every space a plain one."""
    return Markup(text).striptags()


def fact(section: Any, term: str) -> str:
    return next(words(f.text) for f in section.facts if f.term == term)


def test_the_student_is_compared_with_the_mean_it_replaces(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    paid = CostRecord(
        teaching=2e11,
        asking=1e10,
        learning=1.22e12,
        teacher_views=673_290.0,
        student=532_482.0,
        break_even=1.23e12 / (673_290 - 532_482),
    )
    section = part(cost, material(numbers.model_copy(update={"cost": paid})))
    assert fact(section, "One student pass").startswith("1.3 times cheaper")
    assert fact(section, "Break-even").startswith("after 8 700 000 predictions")
    account = {row[0].text: words(row[2].text) for row in section.folds[0].table.rows}
    assert account["Asking the teacher"] == "10.0 GFLOP"
    assert account["Saved by the student"] == "141 kFLOP"


def test_a_student_that_costs_more_never_pays(
    numbers: Metrics,
    material: Callable[..., Material],
    part: Callable[..., Any],
    swapped: Callable[..., Metrics],
) -> None:
    paid = CostRecord(
        teaching=1, asking=1, learning=1, teacher_views=4e5, student=1e6, break_even=None
    )
    metrics = swapped(numbers, "student", "flops", value=1e6)
    metrics = metrics.model_copy(update={"cost": paid})
    section = part(cost, material(metrics))
    assert fact(section, "One student pass").startswith("1.5 times dearer")
    assert fact(section, "Break-even").startswith("never")
    assert words(section.folds[0].table.rows[-1][2].text) == "\N{MINUS SIGN}600 kFLOP"


def test_stages_are_listed_by_their_measured_time(
    material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    timings = Timings(stages={"a": 1.0, "b": 3.0}, wall_seconds=4.2, peak_mb=812.0)
    section = part(cost, material(timings=timings))
    assert fact(section, "Wall time") == "4.2 s"
    assert fact(section, "Peak memory") == "812 MB"
    rows = section.folds[0].table.rows
    assert [(r[0].text, r[2].text) for r in rows] == [("b", "75\u00a0%"), ("a", "25\u00a0%")]
