"""The sizes that are said to decide do decide, and are the smallest that do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from mezz.stats.estimate import Estimate
from mezz.stats.intervals import bca, two_way
from mezz.stats.mean_squares import Components
from mezz.stats.needed import seeds_needed, units_needed
from mezz.stats.spread import Spread


def estimate(value: float, components: Components, n_seeds: int, n_units: int) -> Estimate:
    return Estimate(
        value=value,
        spread=Spread.of(1.0, 10.0),
        lower=value - 2.0,
        upper=value + 2.0,
        confidence=0.95,
        method="test",
        n_seeds=n_seeds,
        n_units=n_units,
        components=components,
        seed_values=(value,) * n_seeds,
    )


def test_one_seed_needs_the_units_of_a_one_sample_t_test() -> None:
    needed = units_needed(estimate(0.1, Components(0.0, 1.0, 0.0), 1, 100), 0.025)

    def separates(n: int) -> bool:
        reach = stats.t.ppf(0.975, n - 1) + stats.t.ppf(0.8, n - 1)
        return bool(reach / math.sqrt(n) <= 0.1)

    assert needed is not None
    assert separates(needed)
    assert not separates(needed - 1)
    # The textbook's (1.96 + .84)^2 sd^2 / d^2.
    assert needed == pytest.approx(785, abs=4)


def test_units_cannot_help_where_seeds_alone_hide_the_effect() -> None:
    hidden = estimate(0.1, Components(0.2**2, 0.5**2, 0.5**2), 3, 400)
    assert units_needed(hidden, 0.025) is None
    # d^2 = 2.8^2 (seed + error/N)/S + 2.8^2 unit/N, solved for S; t makes it slightly more.
    by_seed, fixed = 2.8**2 * (0.2**2 + 0.5**2 / 400), 2.8**2 * 0.5**2 / 400
    assert seeds_needed(hidden, 0.025) == pytest.approx(by_seed / (0.1**2 - fixed), rel=0.05)


def test_seeds_cannot_help_where_units_alone_hide_the_effect() -> None:
    hidden = estimate(0.1, Components(0.0, 1.0, 0.1), 5, 100)
    assert seeds_needed(hidden, 0.025) is None
    assert units_needed(hidden, 0.025) == pytest.approx(785 * 1.02, rel=0.02)


def test_one_seed_says_nothing_about_seeds() -> None:
    assert seeds_needed(estimate(1.0, Components(0.0, 1.0, 0.0), 1, 5), 0.025) is None


def test_nothing_decides_an_estimate_of_zero() -> None:
    even = estimate(0.0, Components(0.1, 0.1, 0.1), 3, 100)
    assert (units_needed(even, 0.025), seeds_needed(even, 0.025)) == (None, None)


def test_a_stricter_level_needs_more() -> None:
    open_ = estimate(0.1, Components(0.001, 1.0, 1.0), 5, 100)
    at_alpha, at_fifth = units_needed(open_, 0.025), units_needed(open_, 0.005)
    assert at_alpha is not None
    assert at_fifth is not None
    assert at_fifth > 1.3 * at_alpha


def test_the_number_needed_is_never_what_is_there_already() -> None:
    clear = estimate(5.0, Components(0.01, 0.01, 0.01), 4, 50)
    assert (units_needed(clear, 0.025), seeds_needed(clear, 0.025)) == (51, 5)


def test_the_units_needed_decide_four_experiments_in_five() -> None:
    rng = np.random.default_rng(0)
    effect, unit, error = 0.2, 0.8, 1.0
    planned = units_needed(estimate(effect, Components(0.0, unit**2, error**2), 3, 20), 0.025)
    assert planned is not None
    decided = 0
    for _ in range(1500):
        table = effect + rng.normal(0, unit, planned) + rng.normal(0, error, (3, planned))
        decided += two_way(table, 0.95).p_above() < 0.025
    # The interval is somewhat wide without seed variance, so power falls a little.
    assert decided / 1500 == pytest.approx(0.8, abs=0.06)


def test_a_bootstrap_estimate_carries_what_planning_needs() -> None:
    sample = np.random.default_rng(1).normal(0.1, 1.0, 100)
    result = bca(sample, 0.95, 500, np.random.default_rng(2))
    expected = (2.8 * sample.std(ddof=1) / result.value) ** 2
    assert units_needed(result, 0.025) == pytest.approx(expected, rel=0.02)
