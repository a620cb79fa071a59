"""Made-up experiments are what they say, and verdicts on them are wrong no more often than allowed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.run.calibration.__main__ import main
from mezz.run.calibration.coverage import DESIGNS, coverage
from mezz.run.calibration.draw import UNITS, Draw
from mezz.run.calibration.family import NULLS, POWER
from mezz.run.calibration.page import PLACE, TRIALS, page
from mezz.run.calibration.rate import ALPHA, Rate, make_rate
from mezz.run.calibration.trial import LINES
from mezz.spec.criterion import STANDARD
from mezz.stats.binomial import clopper_pearson
from mezz.stats.spread import Spread
from mezz.stats.verdict import Reason, Word

if TYPE_CHECKING:
    from mezz.run.calibration.family import Family

TOP = Path(__file__).parents[2]
EVERY = {family.name: family for family in (*NULLS, *POWER)}
GAP, ERROR = 0, 1
# Which line of `make: standard` lies at its boundary.
BOUNDARY = {
    "gap at its margin": GAP,
    "error at its margin": ERROR,
    "dominating seeds": GAP,
    "few examples": GAP,
    "heavy tails": GAP,
}


def draws(seeds: int = 5) -> Draw:
    return Draw(np.random.default_rng(1), seeds)


def test_the_lines_are_those_of_the_standard() -> None:
    assert [line.text for line in LINES] == list(STANDARD)


@pytest.mark.parametrize("name", BOUNDARY)
def test_a_boundary_lies_exactly_at_its_margin(name: str) -> None:
    draw = draws()
    trials = [EVERY[name].draw(draw) for _ in range(300)]
    at = LINES[BOUNDARY[name]].contrast
    means = [trial.evidence.mean(at) for trial in trials]
    noise = float(np.std(means)) / len(means) ** 0.5
    assert np.mean(means) == pytest.approx(0.0, abs=4 * noise)
    assert noise < 0.03


@pytest.mark.parametrize("name", BOUNDARY)
def test_at_a_boundary_no_other_line_stands_in_the_way(name: str) -> None:
    draw = draws()
    met = 0
    for _ in range(300):
        evidence = EVERY[name].draw(draw).evidence
        upper = [evidence.estimate(evidence.contrast(line.contrast)).upper for line in LINES]
        if upper[BOUNDARY[name]] < 0.0:
            met += 1
            assert max(upper) < 0.0
    assert met > 0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("permuted labels", Reason.NO_SKILL),
        ("twin like the group", Reason.GUARD),
        ("twin that keeps labels", Reason.GUARD),
    ],
)
def test_where_every_line_holds_another_reason_is_in_the_way(name: str, reason: Reason) -> None:
    decision = EVERY[name].draw(draws()).decide()
    assert all(line.result.estimate.upper < 0.0 for line in decision.make)
    assert decision.reason is reason


def test_a_twin_that_keeps_labels_is_told_by_its_benefit_alone() -> None:
    trial = EVERY["twin that keeps labels"].draw(draws())
    assert trial.twin is not None
    benefit, label = (
        one[1].mean() / one[0].mean() for one in (trial.twin.benefit, trial.twin.defect)
    )
    assert benefit > 2.0
    assert label == pytest.approx(1.0, abs=0.4)


@pytest.mark.parametrize("family", EVERY.values(), ids=EVERY)
def test_the_short_way_to_a_make_gives_the_verdict(family: Family) -> None:
    draw = draws(3)
    for _ in range(12):
        trial = family.draw(draw)
        assert trial.makes() == (trial.decide().word is Word.MAKE)


def test_some_experiments_make_and_some_do_not() -> None:
    assert 0.5 < make_rate(EVERY["a quarter"], 3, 40, 0).value < 1.0
    assert make_rate(EVERY["gap at its margin"], 3, 40, 0).value < 0.2


def test_equal_seeds_draw_equal_experiments() -> None:
    one, two = (EVERY["heavy tails"].draw(draws()) for _ in range(2))
    for arm, measures in one.values.items():
        for measure, values in measures.items():
            assert np.array_equal(values, two.values[arm][measure])
            assert values.shape == (5, UNITS)


def test_a_rate_exceeds_alpha_where_its_exact_limit_does() -> None:
    assert pytest.approx(0.025) == ALPHA
    assert not Rate(50, 2000).exceeds
    # The first count whose 99 % limit lies above .025.
    first = next(count for count in range(2000) if Rate(count, 2000).exceeds)
    assert clopper_pearson(first - 1, 2000, 0.99)[0] <= 0.025
    assert first == 68


def test_limits_that_are_too_narrow_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Spread.reach
    monkeypatch.setattr(Spread, "reach", lambda self, alpha: 0.6 * whole(self, alpha))
    assert make_rate(EVERY["dominating seeds"], 5, 250, 0).exceeds


def test_intervals_are_counted_on_the_side_on_which_they_miss() -> None:
    found = coverage(DESIGNS[0], 3, 200, np.random.default_rng(0))
    assert found.share == 1.0 - (found.above + found.below) / 200
    assert 0.9 < found.share < 1.0


def test_the_command_wants_no_words_and_a_checkout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([], tmp_path) == 2
    assert main(["--fast"], TOP) == 2
    assert capsys.readouterr().err.count("usage: python -m mezz.run.calibration") == 2


def test_the_page_has_a_row_for_every_family_and_design() -> None:
    text = page(trials=4, of_power=4)
    for one in (*NULLS, *POWER, *DESIGNS):
        assert len(re.findall(rf"^\| {one.name} \|", text, re.MULTILINE)) == 1
    assert "Every number counts 4 experiments" in text


@pytest.mark.slow
def test_the_page_in_the_docs_is_what_the_command_writes_and_no_rate_is_too_high() -> None:
    text = page()
    assert text == (TOP / PLACE).read_text(encoding="utf-8")
    assert "there is none here." in text
    misses = [int(count) for pair in re.findall(r"\((\d+), (\d+)\)", text) for count in pair]
    assert len(misses) == 2 * 3 * len(DESIGNS)
    assert not any(Rate(count, TRIALS).exceeds for count in misses)
