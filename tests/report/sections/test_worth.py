"""How many teacher views one student pass is worth."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from mezz.record.model import EffectiveK, Interval
from mezz.report.number import NOTHING
from mezz.report.sections import worth


def interval(value: float, lower: float, upper: float) -> Interval:
    return Interval(value=value, lower=lower, upper=upper)


def effective(fidelity: Interval, quality: Interval) -> EffectiveK:
    assert fidelity.lower is not None
    assert fidelity.upper is not None
    resolved = fidelity.lower > 0
    return EffectiveK(
        distance=interval(0.1, 0.05, 0.15),
        inverse=fidelity,
        value=1 / fidelity.value if resolved else None,
        at_least=1 / fidelity.upper if fidelity.upper > 0 else None,
        inverse_task=quality,
        task=1 / quality.value if quality.value > 0 else None,
    )


GOOD = interval(0.125, 0.1, 0.2)
"""1/K: eight views, between five and ten."""


def words(text: str) -> str:
    return Markup(text).striptags()


def test_k_eff_is_told_with_its_interval_and_its_lower_bound() -> None:
    (fidelity, _) = worth.table(effective(GOOD, GOOD)).rows
    assert (fidelity[1].text, fidelity[1].under) == ("8.0", "[5.0, 10.0]")
    assert fidelity[2].text == "K_eff ≥ 5.0"


def test_k_eff_is_unresolved_where_the_distance_is_not_told_from_nothing() -> None:
    (fidelity, _) = worth.table(effective(interval(0.005, -0.01, 0.02), GOOD)).rows
    assert fidelity[1].text == NOTHING
    assert words(fidelity[2].text).startswith("Unresolved")
    assert words(fidelity[2].text).endswith("K_eff ≥ 50")


def test_without_any_bound_only_the_unresolved_remains() -> None:
    assert "≥" not in worth.followed(effective(interval(-0.2, -0.3, -0.1), GOOD))


def test_a_student_far_from_its_mean_is_said_to_be() -> None:
    said = worth.followed(effective(interval(2.0, 1.5, 2.5), GOOD))
    assert said == "K_eff ≥ 0.40; it strays further from that mean than one view does"


@pytest.mark.parametrize(
    ("quality", "shown", "said", "title"),
    [
        (
            interval(2.0, 1.5, 2.5),
            ("0.50", "[0.40, 0.67]"),
            "Below 1 view: the student is worse than one teacher view",
            "One student pass is worse than one view of the teacher",
        ),
        (
            interval(-0.3, -0.4, -0.1),
            ("> orbit mean", ""),
            "Better than the mean of any number of views",
            "One student pass beats the orbit mean",
        ),
        (
            interval(-0.1, -0.3, 0.5),
            ("> orbit mean", "[2.0, > orbit mean]"),
            "As good as the orbit mean within the interval; K_task ≥ 2.0",
            "One student pass does as well as the orbit mean",
        ),
        (
            interval(0.25, -0.1, 0.5),
            ("4.0", "[2.0, > orbit mean]"),
            "Not told from the orbit mean",
            "One student pass is worth 4.0 views of the teacher [2.0, > orbit mean]",
        ),
        (
            interval(0.8, 0.5, 1.25),
            ("1.25", "[0.80, 2.00]"),
            "Not told from one view",
            "One student pass is worth 1.25 views of the teacher [0.80, 2.00]",
        ),
        (
            interval(1.2, -0.5, 2.9),
            ("0.8", "[0.3, > orbit mean]"),
            "Told neither from one view nor from the orbit mean",
            "One student pass is worth 0.8 views of the teacher [0.3, > orbit mean]",
        ),
        (
            GOOD,
            ("8.0", "[5.0, 10.0]"),
            "Better than one view; K_task ≥ 5.0",
            "One student pass is worth 8.0 views of the teacher [5.0, 10.0]",
        ),
    ],
)
def test_k_task_says_how_good_the_student_is(
    quality: Interval, shown: tuple[str, str], said: str, title: str
) -> None:
    found = effective(GOOD, quality)
    cell = worth.table(found).rows[1][1]
    assert (cell.text, cell.under) == shown
    assert worth.achieved(found) == said
    assert worth.finding(found) == title


@pytest.mark.parametrize(
    ("k", "shown"), [(0.8274, "0.82"), (5.0, "5.0"), (49.99, "49"), (220, "220")]
)
def test_a_lower_bound_is_never_rounded_up(k: float, shown: str) -> None:
    assert worth.bounded(k) == shown


def test_of_views_that_are_no_orbit_no_orbit_mean_is_spoken_of() -> None:
    unsure = effective(GOOD, interval(0.0, -0.1, 0.2))
    (_, quality) = worth.table(unsure, "mean of all views").rows
    told = " ".join(str(cell) for cell in quality) + worth.finding(unsure, "mean of all views")
    assert "mean of all views" in told
    assert "orbit" not in told
