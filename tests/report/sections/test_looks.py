"""Looks at the test rows: how many verdicts came before, and what they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mezz.record.model import CriterionRecord, Interval, LookRecord, LooksRecord, VerdictRecord
from mezz.report.sections import criteria, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.model import Metrics
    from mezz.report.material import Material

SURE, NEAR = "student.gap <= 0.5 * teacher.gap", "student.gap <= recalibrated.gap"
BLIND = "Looks with another cache or on another machine are not known here."


def words(text: str) -> str:
    return Markup(text).striptags()


def line(text: str, p_met: float | None, **changes: Any) -> CriterionRecord:
    given: dict[str, Any] = {"kind": "make", "outcome": "met", "p_met": p_met}
    contrast = Interval(value=-0.1, lower=-0.2, upper=-0.01)
    return CriterionRecord(text=text, contrast=contrast, left=0.1, right=0.2, **(given | changes))


def looked(*names: str) -> LooksRecord:
    earlier = tuple(
        LookRecord(name=name, run=f"run-{at}", word="BREAK") for at, name in enumerate(names)
    )
    halved = 0.025 / 2 ** len(names)
    return LooksRecord(
        name="n", run="r", rows="ab" * 32, earlier=earlier, alpha=0.025, alpha_halved=halved
    )


def judged(metrics: Metrics, *lines: CriterionRecord) -> Metrics:
    return metrics.model_copy(update={"criteria": lines})


def test_a_first_look_is_said_to_be_one(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    section = part(criteria, material(judged(numbers, line(SURE, 1e-6)), looks=looked()))
    assert words(section.note) == (
        "Looks at the test rows: no verdict was reached on them before this one. "
        f"Alpha is 0.025, one-sided, for each criterion. {BLIND}"
    )
    assert section.folds == ()


def test_earlier_verdicts_are_counted_named_and_listed(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    known = looked("kepler", "turns", "kepler")
    section = part(criteria, material(judged(numbers, line(SURE, 1e-6)), looks=known))
    assert words(section.note) == (
        "Looks at the test rows: 3 verdicts were reached on them before this one, for kepler and "
        "turns. Alpha is 0.025, one-sided, for each criterion; halved for each earlier look it is "
        f"0.00313. What is met would be met at that level too. {BLIND}"
    )
    rows = [[words(cell.text) for cell in row] for row in section.folds[0].table.rows]
    assert rows == [
        ["kepler", "BREAK", "run-0"],
        ["turns", "BREAK", "run-1"],
        ["kepler", "BREAK", "run-2"],
    ]


def test_many_experiments_are_named_in_the_table_alone(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    known = looked(*"abcde")
    section = part(criteria, material(judged(numbers, line(SURE, 1e-6)), looks=known))
    assert "5 verdicts were reached on them before this one, for a, b, c and 2 more." in words(
        section.note
    )
    assert len(section.folds[0].table.rows) == 5


def test_a_line_that_the_looks_would_take_is_named_there_and_at_the_top(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    metrics = judged(numbers, line(SURE, 0.0124), line(NEAR, 0.0125))
    record = VerdictRecord(
        run="r", name="n", word="MAKE", reason="met", headline="It holds.", criteria_digest="00"
    )
    known = material(metrics, verdict=record, looks=looked("kepler"))
    assert f"At that level {NEAR} would no longer be met." in words(part(criteria, known).note)
    (detail,) = verdict.opening(known).details
    assert words(detail) == (
        "One verdict came before this one on the same test rows: with alpha halved for each, "
        f"{NEAR} would no longer be met."
    )
    first = material(metrics, verdict=record, looks=looked())
    assert verdict.opening(first).details == ()


def test_only_make_lines_that_are_met_can_be_taken(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    metrics = judged(
        numbers,
        line(SURE, 0.4, outcome="undecided"),
        line(NEAR, None, kind="break"),
    )
    note = words(part(criteria, material(metrics, looks=looked("kepler"))).note)
    assert note.endswith(f"halved for each earlier look it is 0.0125. {BLIND}")


def test_a_record_without_p_values_is_not_guessed_at(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    metrics = judged(numbers, line(SURE, None))
    note = words(part(criteria, material(metrics, looks=looked("kepler"))).note)
    assert "The record does not say what is met at that level." in note


def test_a_run_without_the_record_says_nothing_of_looks(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    section = part(criteria, material(judged(numbers, line(SURE, 1e-6))))
    assert (section.note, section.folds) == ("", ())
