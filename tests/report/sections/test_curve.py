"""The curve over K, and what one student pass is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mezz.record.model import EffectiveK, Interval
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


def test_views_that_are_no_group_have_no_orbit_and_no_student_is_spoken_of_where_there_is_none(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    arms = tuple(arm for arm in numbers.arms if "student" not in arm.name)
    metrics = numbers.model_copy(update={"arms": arms, "family": "nuisance"})
    caption = part(curve, material(metrics)).figures[0].caption
    assert "the error of the mean of all views plus" in caption
    assert "orbit mean" not in caption
    assert "student" not in caption


def test_what_one_pass_is_worth_is_read_from_its_own_interval_where_it_was_measured(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    inverse = Interval(value=0.25, lower=0.2, upper=0.5)
    worth = EffectiveK(
        distance=inverse, inverse=inverse, value=4.0, at_least=2.0, inverse_task=inverse, task=4.0
    )
    section = part(curve, material(numbers.model_copy(update={"effective": worth})))
    assert titles(section) == ["One student pass is worth 4.0 views of the teacher [2.0, 5.0]"]
    assert [row[0].text for row in section.table.rows] == [
        "K_eff, by fidelity",
        "K_task, by quality",
    ]
