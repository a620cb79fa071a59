"""The curve over K, and what one student pass is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mezz.report.sections import curve

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.model import Metrics
    from mezz.report.material import Material


def titles(section: Any) -> list[str]:
    return [figure.title.striptags() for figure in section.figures]


def law(metrics: Metrics, k: float) -> float:
    """Return the law at any K: straight in 1/K between its ends."""
    first, last = metrics.curve[0], metrics.curve[-1]
    share = (1 / k - 1 / last.k) / (1 / first.k - 1 / last.k)
    return last.law + share * (first.law - last.law)


@pytest.mark.parametrize("k", [1.5, 3.0, 4.5])
def test_a_student_on_the_law_is_worth_its_views(
    numbers: Metrics,
    k: float,
    material: Callable[..., Material],
    part: Callable[..., Any],
    swapped: Callable[..., Metrics],
) -> None:
    value = law(numbers, k)
    metrics = swapped(numbers, "student", "error", value=value, lower=value, upper=value)
    title = titles(part(curve, material(metrics)))[0]
    assert title.startswith(f"One student pass is worth {k:.1f} views of the teacher")


def test_the_interval_of_the_worth_is_the_interval_of_the_students_error(
    numbers: Metrics,
    material: Callable[..., Material],
    part: Callable[..., Any],
    swapped: Callable[..., Metrics],
) -> None:
    low, high = law(numbers, 2.0), law(numbers, 4.0)
    metrics = swapped(numbers, "student", "error", value=law(numbers, 3.0), lower=high, upper=low)
    assert titles(part(curve, material(metrics)))[0].endswith("[2.0, 4.0]")


def test_a_student_better_than_the_mean_of_all_views_beats_it(
    numbers: Metrics,
    material: Callable[..., Material],
    part: Callable[..., Any],
    swapped: Callable[..., Metrics],
) -> None:
    metrics = swapped(numbers, "student", "error", value=1e-4, lower=5e-5, upper=2e-4)
    title = titles(part(curve, material(metrics)))[0]
    assert title == "One student pass beats the mean of all 5 views"


def test_a_student_worse_than_one_view_is_said_to_be(
    numbers: Metrics,
    material: Callable[..., Material],
    part: Callable[..., Any],
    swapped: Callable[..., Metrics],
) -> None:
    metrics = swapped(numbers, "student", "error", value=9.0, lower=8.0, upper=10.0)
    title = titles(part(curve, material(metrics)))[0]
    assert title == "One student pass is worse than one view of the teacher"


def test_a_law_that_is_flat_has_no_worth(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    flat = tuple(point.model_copy(update={"law": 0.5}) for point in numbers.curve)
    title = titles(part(curve, material(numbers.model_copy(update={"curve": flat}))))[0]
    assert title == "Averaging views does not change the error"


def test_one_point_is_no_curve(numbers: Metrics, material: Callable[..., Material]) -> None:
    metrics = numbers.model_copy(update={"curve": numbers.curve[:1]})
    assert curve.section(material(metrics)) is None
