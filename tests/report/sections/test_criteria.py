"""Criteria: each as written, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest
from markupsafe import Markup

from mezz.record.model import CriterionRecord, Interval
from mezz.report.sections import criteria

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.model import Metrics
    from mezz.report.material import Material


def titles(section: Any) -> list[str]:
    return [figure.title.striptags() for figure in section.figures]


def words(text: str) -> str:
    """Return a text as a reader gets it, every space a plain one."""
    return Markup(text).striptags()


def judged(
    outcome: Literal["met", "failed", "undecided"],
    kind: Literal["make", "break"] = "make",
    text: str = "student.gap <= 0.5 * teacher.gap",
) -> CriterionRecord:
    value = {"met": -0.1, "failed": 0.1, "undecided": 0.01}[outcome]
    return CriterionRecord(
        text=text,
        kind=kind,
        contrast=Interval(value=value, lower=value - 0.05, upper=value + 0.05),
        left=0.2 + value,
        right=0.2,
        outcome=outcome,
        p_failed=0.0002,
        needed={"units": 24000, "seeds": 9} if outcome == "undecided" else {},
    )


@pytest.mark.parametrize(
    ("outcomes", "title"),
    [
        (["met"], "The one criterion is met"),
        (["met", "met"], "Both criteria are met"),
        (["met"] * 3, "All 3 criteria are met"),
        (["met", "failed"], "1 of 2 criteria met: student.gap <= 0.5 * teacher.gap fails"),
        (
            ["undecided", "met"],
            "1 of 2 criteria met: student.gap <= 0.5 * teacher.gap is undecided",
        ),
    ],
)
def test_the_title_of_the_criteria_is_what_came_of_them(
    numbers: Metrics,
    outcomes: list[Literal["met", "failed", "undecided"]],
    title: str,
    material: Callable[..., Material],
    part: Callable[..., Any],
) -> None:
    metrics = numbers.model_copy(update={"criteria": tuple(map(judged, outcomes))})
    section = part(criteria, material(metrics))
    assert titles(section) == [title]


def test_a_break_that_holds_counts_against_the_claim(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    broken = judged("met", "break", "teacher.gap >= 0.1")
    metrics = numbers.model_copy(update={"criteria": (judged("met"), broken)})
    section = part(criteria, material(metrics))
    assert "was declared to break the claim" in titles(section)[0]
    assert criteria.outcome(broken).state == "bad"
    assert criteria.outcome(judged("failed", "break")).state == "good"


def test_a_criterion_is_written_with_both_sides_and_what_would_decide_it(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    metrics = numbers.model_copy(update={"criteria": (judged("undecided"), judged("failed"))})
    undecided, failed = part(criteria, material(metrics)).figures[0].table.rows
    assert [words(cell.text) for cell in undecided[2:5]] == ["0.210", "0.200", "0.010"]
    assert undecided[4].under == "[\u22120.040, 0.060]"
    assert (undecided[5].text, undecided[5].under) == ("5", "[\u221220, 30]")
    assert undecided[6].text == "9 seeds or 24\u202f000 rows"
    assert undecided[1].under == ""
    assert failed[1].under == "p\u00a0<\u00a00.001"


def test_the_plot_turns_contrasts_into_shares_of_the_right_side(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    metrics = numbers.model_copy(update={"criteria": (judged("failed"),)})
    drawn = part(criteria, material(metrics)).figures[0]
    assert "0.100 [0.050, 0.150]" in str(drawn.wide).replace("\u00a0", " ")
