"""Arms: one table, one figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mezz.record.model import Interval, Metric
from mezz.report.sections import arms

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.model import Metrics
    from mezz.report.material import Material


def titles(section: Any) -> list[str]:
    return [figure.title.striptags() for figure in section.figures]


def words(text: str) -> str:
    """Return a text as a reader gets it, every space a plain one."""
    return Markup(text).striptags()


def cell(section: Any, arm: str, column: str) -> Any:
    heads = [c.head for c in section.table.columns]
    (row,) = [r for r in section.table.rows if words(r[0].text) == arm]
    return row[heads.index(column)]


def test_the_best_of_a_column_is_bold_and_a_constant_never_wins(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    section = part(arms, material(numbers))
    best = {
        column.head: [words(row[0].text) for row in section.table.rows if row[at].best]
        for at, column in enumerate(section.table.columns)
    }
    assert best["gap"] == ["student"]
    errors = {a.name: a.metrics[1].estimate.value for a in numbers.arms}
    assert best["error"] == [min(errors, key=errors.__getitem__)]
    assert best["Arm"] == []


def test_where_higher_is_better_the_highest_wins(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    shown = {"trivial": 0.0, "teacher": 0.6, "student": 0.8}
    found = tuple(
        arm.model_copy(
            update={
                "metrics": (
                    Metric(
                        measure="skill",
                        unit="fraction",
                        direction="higher",
                        estimate=Interval(value=shown[arm.name]),
                        by_seed=(0.0,),
                    ),
                )
            }
        )
        for arm in numbers.arms
        if arm.name in shown
    )
    section = part(arms, material(numbers.model_copy(update={"arms": found})))
    assert [cell(section, name, "skill").best for name in shown] == [False, False, True]
    assert cell(section, "student", "skill").text.startswith("80")
    assert section.figures == ()


def test_arms_say_what_they_learned_from_and_what_judges_them(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    section = part(arms, material(numbers))
    student = cell(section, "student", "Learned from")
    assert student.text == "fresh views, the teacher\u2019s orbit mean"
    assert student.under == "one random view"
    assert cell(section, "trivial", "Learned from").text == "labels"
    assert cell(section, "student", "Size").text == "265\u00a0k"
    assert cell(section, "trivial", "Size").text == "\u2013"


def test_the_figure_of_the_arms_names_the_lowest_error(
    numbers: Metrics,
    material: Callable[..., Material],
    part: Callable[..., Any],
    swapped: Callable[..., Metrics],
) -> None:
    metrics = swapped(numbers, "canonicalised", "error", value=1e-4, lower=5e-5, upper=2e-4)
    title = titles(part(arms, material(metrics)))[0]
    assert title.endswith("the lowest error is that of canonicalised")
    metrics = swapped(numbers, "student", "error", value=1e-4, lower=5e-5, upper=2e-4)
    title = titles(part(arms, material(metrics)))[0]
    assert title.endswith("and its error the lowest of all")
