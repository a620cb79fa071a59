"""Cost, and when it pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mezz.record.model import Timings
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
    section = part(cost, material(numbers))
    assert fact(section, "One student pass").startswith("1.3 times cheaper")
    # 1.23e12 / (5 * 134658 - 532482) predictions
    assert fact(section, "Break-even").startswith("after 8 700 000 predictions")


def test_a_student_that_costs_more_never_pays(
    numbers: Metrics,
    material: Callable[..., Material],
    part: Callable[..., Any],
    swapped: Callable[..., Metrics],
) -> None:
    metrics = swapped(numbers, "student", "flops", value=1e6)
    section = part(cost, material(metrics))
    assert fact(section, "One student pass").startswith("1.5 times dearer")
    assert fact(section, "Break-even").startswith("never")


def test_stages_are_listed_by_their_measured_time(
    material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    timings = Timings(stages={"a": 1.0, "b": 3.0}, wall_seconds=4.2, peak_mb=812.0)
    section = part(cost, material(timings=timings))
    assert fact(section, "Wall time") == "4.2 s"
    assert fact(section, "Peak memory") == "812 MB"
    rows = section.folds[0].table.rows
    assert [(r[0].text, r[2].text) for r in rows] == [("b", "75\u00a0%"), ("a", "25\u00a0%")]
