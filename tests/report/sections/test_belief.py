"""Guards, seeds and training curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest
from markupsafe import Markup

from mezz.record.model import GuardRecord, Interval, SeedShare
from mezz.report.sections import belief

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.model import Metrics
    from mezz.report.material import Material


def titles(section: Any) -> list[str]:
    return [figure.title.striptags() for figure in section.figures]


def words(text: str) -> str:
    """Return a text as a reader gets it, every space a plain one."""
    return Markup(text).striptags()


def guard(passed: bool | None, makes: Literal["guard", "note"] = "guard") -> GuardRecord:
    return GuardRecord(name="label_invariance", passed=passed, words="it holds", makes=makes)


@pytest.mark.parametrize(
    ("guards", "lead"),
    [
        ((guard(True), guard(None)), "The one guard that could be measured holds."),
        ((guard(True), guard(False)), "1 of 2 guards fails: label invariance."),
        ((guard(None), guard(False, "note")), "No guard could be measured."),
    ],
)
def test_guards_are_counted_without_notes_and_without_what_was_not_measured(
    numbers: Metrics,
    guards: tuple[GuardRecord, ...],
    lead: str,
    material: Callable[..., Material],
    part: Callable[..., Any],
) -> None:
    metrics = numbers.model_copy(update={"guards": guards, "training": (), "seeds": (0,)})
    assert words(part(belief, material(metrics)).lead) == lead


def test_every_guard_is_a_line_with_a_number_and_a_word(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    few = numbers.model_copy(update={"training": (), "seeds": (0,)})
    checks = part(belief, material(few)).checks
    assert [(c.mark.word, c.number, c.limit) for c in checks][:2] == [
        ("holds", "3.1\u00a0\u00d7\u00a010⁻⁸", "limit 0.0062"),
        ("holds", "2.2\u00a0\u00d7\u00a010⁻¹⁶", "limit 1\u00a0\u00d7\u00a010⁻⁹"),
    ]
    assert {c.mark.state for c in checks} == {"good", "none"}


def test_a_guard_that_fails_says_what_that_means(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    few = numbers.model_copy(update={"guards": (guard(False),), "training": (), "seeds": (0,)})
    (check,) = part(belief, material(few)).checks
    assert words(check.words) == "It holds. This forbids a MAKE."


def test_seeds_are_compared_in_pairs(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    few = numbers.model_copy(update={"training": ()})
    section = part(belief, material(few))
    assert titles(section) == [
        "In each of 5 seeds the student\u2019s gap lies below the teacher\u2019s"
    ]
    assert len(section.figures[0].table.rows) == 12


def test_fits_that_were_still_improving_are_named(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    falling = numbers.training[0].model_copy(
        update={"train": tuple(2.0 ** -(s / 100) for s in numbers.training[0].steps)}
    )
    few = numbers.model_copy(update={"training": (falling, *numbers.training[1:3]), "seeds": (0,)})
    title = titles(part(belief, material(few)))[0]
    assert title == "1 of 3 fits were still improving when training ended: teacher"


@pytest.mark.parametrize(
    ("share", "glyph", "said"),
    [(0.74, "none", "the rest is training noise"), (0.34, "open", "ensembling is the rival")],
)
def test_the_gap_that_seeds_share_is_told_from_noise(
    share: float,
    glyph: str,
    said: str,
    numbers: Metrics,
    material: Callable[..., Material],
    part: Callable[..., Any],
) -> None:
    found = Interval(value=share, lower=share - 0.04, upper=share + 0.04)
    recurring = SeedShare(systematic=Interval(value=0.1), share=found)
    section = part(belief, material(numbers.model_copy(update={"seed_share": recurring})))
    last = section.checks[-1]
    assert (last.mark.state, last.name) == (glyph, "gap shared by the seeds")
    assert words(last.number) == f"{100 * share:.0f} %"
    assert words(last.limit) == f"[{100 * share - 4:.0f}, {100 * share + 4:.0f}]"
    assert said in last.words
