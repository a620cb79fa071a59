"""The gap, example by example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mezz.record.model import Extreme
from mezz.report.sections import gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.model import GapRecord, Metrics
    from mezz.report.material import Material


def titles(section: Any) -> list[str]:
    return [figure.title.striptags() for figure in section.figures]


def gap_of(metrics: Metrics) -> GapRecord:
    assert metrics.gap is not None
    return metrics.gap


def test_the_gap_is_told_by_its_concentration_and_by_its_worst_view(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    section = part(gap, material(numbers))
    share = round(100 * gap_of(numbers).top_tenth_share)
    assert titles(section)[0].startswith(f"A tenth of the examples carries {share} %")
    errors = gap_of(numbers).by_view
    assert titles(section)[1].startswith(f"View {errors.index(max(errors)) + 1} fails worst")
    assert len(section.table.rows) == 6


def test_an_even_gap_has_no_worst_view_and_no_few_that_carry_it(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    even = gap_of(numbers).model_copy(update={"by_view": (0.5, 0.51, 0.5), "top_tenth_share": 0.12})
    section = part(gap, material(numbers.model_copy(update={"gap": even})))
    assert titles(section)[0].startswith("The gap is everywhere")
    assert titles(section)[1].startswith("No view stands out: the worst has 1.01 times")


def test_the_table_of_the_histogram_counts_every_example(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    table = part(gap, material(numbers)).figures[0].table
    for column in (2, 3):
        assert sum(int(row[column].text) for row in table.rows) == 600


def test_gaps_of_zero_do_not_stretch_the_axis(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    teacher = gap_of(numbers).teacher
    edges = (0.0, 1e-30, *teacher.edges[1:])
    zeros = teacher.model_copy(update={"edges": edges, "counts": (50, *teacher.counts)})
    found = gap_of(numbers).model_copy(update={"teacher": zeros, "extremes": ()})
    drawn = part(gap, material(numbers.model_copy(update={"gap": found}))).figures[0]
    assert "10⁻³⁰" not in drawn.wide


@pytest.mark.parametrize("truth", [(1.0,), (0.0, 1.0)])
def test_a_class_is_shown_by_the_probability_of_the_truth(
    numbers: Metrics,
    truth: tuple[float, ...],
    material: Callable[..., Material],
    part: Callable[..., Any],
) -> None:
    extreme = Extreme(
        id=7, gap=0.1, fields={"x": "1"}, truth=truth, outputs=((0.8, 0.2), (0.4, 0.6))
    )
    found = gap_of(numbers).model_copy(update={"extremes": (extreme,)})
    metrics = numbers.model_copy(update={"gap": found, "error_unit": "probability^2"})
    drawn = part(gap, material(metrics)).figures[-1]
    assert "probability given to the true class" in drawn.wide
    strip = gap._strip("1", extreme, [-1], 2)
    assert (strip.truth, strip.teacher) == ((1.0,), ((0.2, 0.6),))


def test_long_fields_are_cut_and_numbers_are_equations(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    fields = {"M": "-6.1", "text": "word " * 200}
    extremes = (gap_of(numbers).extremes[0].model_copy(update={"fields": fields}),)
    found = gap_of(numbers).model_copy(update={"extremes": extremes})
    section = part(gap, material(numbers.model_copy(update={"gap": found})))
    text = section.table.rows[0][1].text
    assert text.startswith("M = -6.1; text: word word")
    assert text.endswith("…")
    assert len(text) < 300
