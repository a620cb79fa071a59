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


def test_arms_stand_by_family_with_the_control_by_itself(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    wrong = next(arm for arm in numbers.arms if arm.name == "canonicalised")
    control = wrong.model_copy(update={"name": "wrong_group", "judged_on": "views"})
    metrics = numbers.model_copy(update={"arms": (*numbers.arms, control)})
    section = part(arms, material(metrics))
    families = {
        head.partition(":")[0].partition(",")[0]: [words(row[0].text) for row in rows]
        for head, rows in section.table.bodies
    }
    assert families == {
        "The teacher": ["teacher", "teacher_canonical", "teacher_K"],
        "The student and its rivals": ["student", "student_augmented", "canonicalised"],
        "The control": ["wrong_group"],
        "Without training": ["trivial"],
    }
    # Its gap is 0, and still it wins nothing.
    assert not cell(section, "wrong_group", "gap").best


def test_other_measures_of_the_gap_are_folded_away(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    flips = Metric(
        measure="flip",
        unit="fraction",
        direction="lower",
        estimate=Interval(value=0.12, lower=0.1, upper=0.14),
        by_seed=(0.12,),
    )
    more = tuple(a.model_copy(update={"metrics": (*a.metrics, flips)}) for a in numbers.arms)
    section = part(arms, material(numbers.model_copy(update={"arms": more})))
    assert "flip" not in [column.head for column in section.table.columns]
    (fold,) = section.folds
    assert [c.head for c in fold.table.columns] == ["Arm", "flip", "Size", "Learned from"]
    assert {words(row[1].text) for row in fold.table.rows} == {"12.0"}


def test_every_estimate_can_be_taken_away(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    note = part(arms, material(numbers)).note
    assert 'download="metrics.csv"' in note
    assert 'href="data:text/csv;charset=utf-8,arm,measure,unit' in note
