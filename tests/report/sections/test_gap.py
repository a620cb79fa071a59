"""The gap, example by example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mezz.record.model import Extreme
from mezz.report.number import NOTHING
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


def in_time(metrics: Metrics, views: int = 4) -> Metrics:
    """Make the unstable examples series of nine rows, cut into bars of `views`."""
    cuts = tuple(tuple(range(view, 9, views)) for view in range(views))
    update = {"series": tuple(float(row) for row in range(9)), "cuts": cuts}
    extremes = tuple(one.model_copy(update=update) for one in gap_of(metrics).extremes)
    gaps = gap_of(metrics).model_copy(update={"extremes": extremes})
    return metrics.model_copy(update={"gap": gaps})


def test_an_unstable_series_is_drawn_as_what_it_is(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    section = part(gap, material(in_time(numbers)))
    assert titles(section)[-1] == "The six most unstable examples: one path, cut in other places"
    drawn = section.figures[-1]
    assert len(drawn.table.rows) == 6
    # A line of cuts for each of four views of six paths.
    assert drawn.wide.count("var(--muted)") >= 6 * 4


def test_a_series_that_is_not_cut_is_said_to_be_seen_in_other_views(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    found = in_time(numbers)
    bare = tuple(one.model_copy(update={"cuts": ()}) for one in gap_of(found).extremes)
    gaps = gap_of(found).model_copy(update={"extremes": bare})
    section = part(gap, material(found.model_copy(update={"gap": gaps})))
    assert titles(section)[-1].endswith("one path, seen in other views")


@pytest.mark.parametrize("unit", ["1", "probability^2"])
@pytest.mark.parametrize("series", [False, True])
def test_where_nobody_knows_the_truth_the_answers_are_drawn_without_it(
    unit: str,
    series: bool,
    numbers: Metrics,
    material: Callable[..., Material],
    part: Callable[..., Any],
) -> None:
    found = in_time(numbers) if series else numbers
    bare = tuple(
        one.model_copy(update={"truth": (), "student": ()}) for one in gap_of(found).extremes
    )
    gaps = gap_of(found).model_copy(update={"extremes": bare, "student": None})
    metrics = found.model_copy(update={"gap": gaps, "error_unit": unit})
    drawn = part(gap, material(metrics)).figures[-1]
    assert ">truth<" not in drawn.wide
    assert ">teacher<" in drawn.wide
    assert drawn.table.rows[0][1].text == NOTHING
    assert ("likeliest" in drawn.wide) == (unit == "probability^2")
