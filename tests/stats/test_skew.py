"""A limit on the side of a tail moves outwards, as far as it takes to be missed as it says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mezz.stats.intervals import two_way
from mezz.stats.skew import skew_of_mean, stretch

SCORE = float(stats.norm.ppf(0.975))


def test_the_skew_of_a_mean_falls_with_the_root_of_its_size() -> None:
    sample = np.random.default_rng(0).exponential(1.0, 50)
    assert skew_of_mean(sample) == pytest.approx(stats.skew(sample) / math.sqrt(50), rel=1e-12)
    assert skew_of_mean(-sample) == pytest.approx(-skew_of_mean(sample), rel=1e-12)
    assert skew_of_mean(np.tile(sample, 4)) == pytest.approx(skew_of_mean(sample) / 2, rel=1e-10)


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e140])
def test_the_unit_of_the_numbers_does_not_matter(scale: float) -> None:
    sample = np.array([0.0, 0.0, 1.0, 5.0])
    assert skew_of_mean(scale * sample) == pytest.approx(skew_of_mean(sample), rel=1e-12)
    assert skew_of_mean(np.full(4, scale)) == 0.0


@given(st.floats(0.0, 3.0), st.floats(0.3, 4.0))
def test_a_stretched_limit_solves_the_transformation(skew: float, score: float) -> None:
    t = -(score + stretch(score, skew))
    transformed = t + skew * t**2 / 3 + skew**2 * t**3 / 27 + skew / 6
    assert transformed == pytest.approx(-score, abs=1e-7) or stretch(score, skew) == 0.0


@pytest.mark.parametrize("skew", [0.0, -0.1, -2.0])
def test_a_limit_away_from_the_tail_stays_where_it_is(skew: float) -> None:
    assert stretch(SCORE, skew) == 0.0


def test_to_first_order_it_is_cornish_and_fisher() -> None:
    assert stretch(SCORE, 1e-4) == pytest.approx(1e-4 * (1 + 2 * SCORE**2) / 6, rel=1e-3)


def misses(values: np.ndarray, truth: float) -> tuple[float, float]:
    """How often the truth lies above the upper limit: ours, and without any stretch."""
    found = [two_way(table, 0.95) for table in values]
    ours = np.mean([one.upper < truth for one in found])
    plain = np.mean([one.value + one.spread.reach(0.025) < truth for one in found])
    return float(ours), float(plain)


def test_the_upper_limit_of_skewed_units_is_missed_nearly_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    units = rng.exponential(1.0, (2000, 1, 100))
    values = units + rng.normal(0.0, 0.2, (2000, 10, 100))
    ours, plain = misses(values, 1.0)
    assert ours < 0.036
    assert plain > ours + 0.012


def test_units_without_skew_lose_nothing() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=(300, 1, 200)) + rng.normal(size=(300, 5, 200))
    widths = [
        (one.upper - one.lower) / (2 * one.spread.reach(0.025))
        for one in (two_way(table, 0.95) for table in values)
    ]
    assert 1.0 < np.mean(widths) < 1.01
