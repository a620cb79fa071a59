"""The top of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest
from markupsafe import Markup

from mezz.record.model import VerdictRecord
from mezz.report.sections import verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.model import Metrics
    from mezz.report.material import Material


def words(text: str) -> str:
    """Return a text as a reader gets it, every space a plain one."""
    return Markup(text).striptags()


def said(word: Literal["MAKE", "BREAK"] = "BREAK", **changes: Any) -> VerdictRecord:
    given = {"reason": "criterion", "headline": "It fails. It also costs.", "details": ()}
    return VerdictRecord(run="r", name="n", word=word, criteria_digest="00", **(given | changes))


def test_the_first_sentence_of_the_headline_leads(material: Callable[..., Material]) -> None:
    opening = verdict.opening(material(verdict=said()))
    assert (words(opening.headline), words(opening.further)) == ("It fails.", "It also costs.")
    assert (opening.mark.word, opening.mark.state) == ("BREAK", "bad")
    assert opening.reason == "a criterion fails"


def test_details_are_shown_unless_the_page_says_them_already(
    numbers: Metrics, material: Callable[..., Material]
) -> None:
    details = ("student.gap <= 1: it is not", "tails: too few", "har: said")
    record = said(headline="It fails, said.", details=details, allowed=("MZ214",))
    shown = verdict.opening(material(numbers, verdict=record)).details
    assert [words(one) for one in shown] == [
        "Student.gap <= 1: it is not",
        "tails: too few",
        "Let through on request: MZ214, which mezz refuses otherwise.",
    ]
    assert verdict.opening(material(verdict=said("MAKE", details=details))).details == ()


@pytest.mark.parametrize(
    ("started", "shown"),
    [
        ("2025-11-24T08:04:00+00:00", "24 November 2025, 08:04 UTC"),
        ("2025-11-24T01:04:00+02:00", "23 November 2025, 23:04 UTC"),
        ("2025-11-24T08:04:00", "24 November 2025, 08:04"),
        ("yesterday", "yesterday"),
    ],
)
def test_the_date_is_written_out(started: str, shown: str) -> None:
    assert verdict.moment(started) == shown


@pytest.mark.parametrize(
    ("symmetry", "family", "shown"),
    [
        ("C_5", "finite group", "C_5, a finite group"),
        ("Z|[-1, 0]", "window", "Z|[-1, 0], a window: no symmetry"),
        ("shift (nuisance)", "nuisance", "shift (nuisance): no symmetry"),
    ],
)
def test_the_views_are_called_what_they_are(
    symmetry: str, family: str, shown: str, numbers: Metrics, material: Callable[..., Material]
) -> None:
    metrics = numbers.model_copy(update={"symmetry": symmetry, "family": family})
    facts = {fact.term: fact.text for fact in verdict.opening(material(metrics)).facts}
    assert facts["Views"] == shown
