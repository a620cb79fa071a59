"""Intervals against scipy, enumeration and repeated experiments."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from mezz.stats.intervals import bca, block_means, interval, moving_blocks, size_weighted, two_way
from mezz.stats.mean_squares import mean_squares
from mezz.stats.skew import stretch

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.stats.estimate import Estimate

TABLE = np.random.default_rng(0).normal(1.0, 1.0, (3, 50))
SKEWED = np.random.default_rng(1).exponential(1.0, 60)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_two_way_interval_adds_the_reaches_of_seeds_and_of_the_rest() -> None:
    result, squares = two_way(TABLE, 0.9), mean_squares(TABLE)
    seed, whole = float(squares.seed) / 150, float(squares.variance())
    rest = whole - seed
    reach = math.sqrt(stats.t.ppf(0.95, 2) ** 2 * seed + stats.t.ppf(0.95, 49) ** 2 * rest)
    assert result.value == pytest.approx(TABLE.mean(), rel=1e-14)
    assert result.standard_error == pytest.approx(math.sqrt(whole), rel=1e-12)
    # The degrees are those with which a reader gets the interval back from the standard error.
    again = stats.t.ppf(0.95, result.degrees) * result.standard_error
    assert again == pytest.approx(reach, rel=1e-9)
    assert 2.0 < result.degrees < 49.0
    # TABLE's units have a tail to the right, so that the upper limit lies farther out.
    further = stretch(1.6448536269514722, result.skew) * TABLE.mean(axis=0).std(ddof=1) / 50**0.5
    assert result.skew == pytest.approx(stats.skew(TABLE.mean(axis=0)) / 50**0.5, rel=1e-10)
    assert 0.0 < further < 0.1 * reach
    assert (result.lower, result.upper) == pytest.approx(
        (TABLE.mean() - reach, TABLE.mean() + reach + further), rel=1e-12
    )
    assert result.seed_values == pytest.approx(TABLE.mean(axis=1), rel=1e-14)
    assert (result.n_seeds, result.n_units, result.confidence) == (3, 50, 0.9)


def test_bca_agrees_with_scipy() -> None:
    # Few and very skewed units, so that bias correction and acceleration both show.
    sample = np.random.default_rng(11).lognormal(0.0, 1.5, 15)
    ours = bca(sample, 0.95, 200_000, rng())
    theirs = stats.bootstrap(
        (sample,), np.mean, n_resamples=200_000, method="BCa", random_state=rng(1), batch=20_000
    ).confidence_interval
    width = theirs.high - theirs.low
    assert ours.lower == pytest.approx(theirs.low, abs=0.01 * width)
    assert ours.upper == pytest.approx(theirs.high, abs=0.01 * width)
    # The skew shows: the same tolerance would not let a symmetric interval pass.
    assert ours.upper - ours.value > 1.5 * (ours.value - ours.lower)


def test_bca_reports_the_closed_form_standard_error() -> None:
    result = bca(SKEWED, 0.95, 50, rng())
    assert result.standard_error == pytest.approx(SKEWED.std(ddof=1) / math.sqrt(60), rel=1e-12)
    assert result.value == pytest.approx(SKEWED.mean(), rel=1e-14)
    assert result.degrees == 59.0
    assert result.components.unit == pytest.approx(SKEWED.var(ddof=1))


def test_bca_follows_the_mean_exactly_when_data_are_moved_and_scaled() -> None:
    plain = bca(SKEWED, 0.95, 500, rng())
    moved = bca(8.0 - 4.0 * SKEWED, 0.95, 500, rng())
    assert (moved.lower, moved.upper) == pytest.approx(
        (8.0 - 4.0 * plain.upper, 8.0 - 4.0 * plain.lower), rel=0.02
    )


def test_bca_draws_the_same_in_any_number_of_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bca(SKEWED, 0.95, 300, rng())
    monkeypatch.setattr("mezz.stats.intervals.CHUNK", 7 * 60)
    assert bca(SKEWED, 0.95, 300, rng()) == whole


def test_bca_survives_one_unit_that_carries_everything_at_extreme_confidence() -> None:
    sample = np.zeros(200)
    sample[3] = 1.0
    result = bca(sample, 0.9999, 2000, rng())
    assert 0.0 <= result.lower < result.value < result.upper


@pytest.mark.parametrize(("n", "length"), [(6, 2), (7, 2), (7, 3), (5, 1)])
def test_moving_blocks_have_the_variance_and_centre_of_every_draw(n: int, length: int) -> None:
    series = np.random.default_rng(n).normal(size=n)
    laid = math.ceil(n / length)
    means = np.array(
        [
            np.concatenate([series[start : start + length] for start in starts])[:n].mean()
            for starts in product(range(n - length + 1), repeat=laid)
        ]
    )
    blocks = n / length
    result = moving_blocks(series, length, 0.95, 20_000, rng())
    expected = math.sqrt(means.var() * blocks / (blocks - 1.0))
    assert result.standard_error == pytest.approx(expected, rel=1e-10)
    widen = math.sqrt(blocks / (blocks - 1.0)) * stats.t.ppf(0.025, blocks - 1.0)
    widen /= stats.norm.ppf(0.025)
    limits = series.mean() + widen * (np.quantile(means, [0.025, 0.975]) - means.mean())
    spread = limits[1] - limits[0]
    assert (result.lower, result.upper) == pytest.approx(tuple(limits), abs=0.03 * spread)


def test_moving_blocks_of_one_value_are_the_ordinary_bootstrap() -> None:
    result = moving_blocks(SKEWED, 1, 0.95, 100, rng())
    assert result.standard_error == pytest.approx(SKEWED.std(ddof=1) / math.sqrt(60), rel=1e-12)
    assert result.degrees == 59.0


def test_moving_blocks_draw_the_same_in_any_number_of_chunks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = moving_blocks(SKEWED, 7, 0.95, 300, rng())
    monkeypatch.setattr("mezz.stats.intervals.CHUNK", 50)
    assert moving_blocks(SKEWED, 7, 0.95, 300, rng()) == whole


def autoregressive(count: int, n: int, memory: float, generator: np.random.Generator) -> Any:
    """Stationary series x[t] = memory x[t-1] + noise, `(count, n)`."""
    x = np.empty((count, n))
    x[:, 0] = generator.normal(size=count) / math.sqrt(1.0 - memory**2)
    for t in range(1, n):
        x[:, t] = memory * x[:, t - 1] + generator.normal(size=count)
    return x


def test_moving_blocks_see_a_dependence_that_independent_units_miss() -> None:
    series = autoregressive(400, 500, 0.6, rng(2))
    truth = series.mean(axis=1).std()
    blocked = np.mean([moving_blocks(x, 20, 0.95, 10, rng()).standard_error for x in series])
    naive = np.mean([bca(x, 0.95, 10, rng()).standard_error for x in series])
    assert blocked == pytest.approx(truth, rel=0.12)
    assert naive < 0.6 * truth


@pytest.mark.slow
def test_moving_blocks_cover_a_dependent_series() -> None:
    series = autoregressive(1500, 400, 0.5, rng(3))
    results = [moving_blocks(x, 16, 0.95, 400, rng(4)) for x in series]
    covered = np.mean([result.lower <= 0.0 <= result.upper for result in results])
    assert 0.925 <= covered <= 0.97


def test_block_means_and_sizes_come_in_the_order_of_the_labels() -> None:
    values = np.array([[1.0, 2.0, 3.0, 10.0], [0.0, 4.0, 8.0, 1.0]])
    means, sizes = block_means(values, np.array([7, 2, 7, 2]))
    assert means.tolist() == [[6.0, 2.0], [2.5, 4.0]]
    assert sizes.tolist() == [2, 2]


def test_blocks_of_one_size_keep_their_means() -> None:
    means = np.random.default_rng(2).normal(size=(2, 5))
    assert size_weighted(means, np.full(5, 3)) == pytest.approx(means, rel=1e-14)


def test_weighted_blocks_average_to_the_mean_over_examples() -> None:
    values = np.random.default_rng(3).normal(2.0, 1.0, (3, 40))
    blocks = np.repeat([0, 1, 2, 3], [1, 4, 15, 20])
    weighted = size_weighted(*block_means(values, blocks))
    assert weighted.mean(axis=1) == pytest.approx(values.mean(axis=1), rel=1e-13)


def test_weighted_blocks_give_the_error_of_a_mean_over_examples_of_random_blocks() -> None:
    generator = np.random.default_rng(4)
    means, predicted = [], []
    for _ in range(1500):
        sizes = generator.integers(1, 12, 40)
        effect = generator.normal(0.0, 1.0, 40) + 0.1 * sizes
        values = np.repeat(effect, sizes) + generator.normal(0.0, 0.5, sizes.sum())
        weighted = size_weighted(*block_means(values[np.newaxis], np.repeat(np.arange(40), sizes)))
        means.append(values.mean())
        predicted.append(weighted[0].std(ddof=1) / math.sqrt(40))
    assert np.mean(predicted) == pytest.approx(np.std(means), rel=0.06)


def test_one_seed_is_bootstrapped_over_units_not_examples() -> None:
    effect = np.random.default_rng(5).normal(size=30)
    values = np.repeat(effect, 10)[np.newaxis]
    result = interval(values, np.repeat(np.arange(30), 10), 0.95, rng())
    assert result == bca(size_weighted(*block_means(values, np.repeat(np.arange(30), 10)))[0],
                         0.95, 2000, rng())  # fmt: skip
    assert (result.n_units, result.n_seeds, result.method) == (30, 1, "BCa bootstrap")
    assert result.standard_error == pytest.approx(effect.std(ddof=1) / math.sqrt(30), rel=1e-12)


def test_one_seed_of_a_series_takes_moving_blocks_of_the_units_length() -> None:
    values = np.random.default_rng(6).normal(size=(1, 60))
    units = np.repeat(np.arange(12), 5)
    result = interval(values, units, 0.95, rng(), series=True)
    assert result == moving_blocks(values[0], 5, 0.95, 2000, rng())
    assert (result.n_units, result.method) == (12, "moving blocks of 5")


@pytest.mark.parametrize("series", [False, True])
def test_several_seeds_are_crossed_with_units(series: bool) -> None:
    units = np.repeat(np.arange(10), 5)
    result = interval(TABLE, units, 0.95, rng(), series=series)
    expected = two_way(TABLE.reshape(3, 10, 5).mean(axis=2), 0.95)
    assert [result.value, result.lower, result.upper, result.degrees] == pytest.approx(
        [expected.value, expected.lower, expected.upper, expected.degrees], rel=1e-12
    )
    assert (result.n_seeds, result.n_units, result.method) == (3, 10, "two-way random effects")


def test_a_series_out_of_order_is_refused() -> None:
    units = np.tile(np.arange(10), 5)
    with pytest.raises(ValueError, match="order of time"):
        interval(TABLE, units, 0.95, rng(), series=True)


CONSTANTS: list[tuple[str, Callable[[float], Estimate]]] = [
    ("two_way", lambda c: two_way(np.full((3, 7), c), 0.95)),
    ("bca", lambda c: bca(np.full(7, c), 0.95, 100, rng())),
    ("moving_blocks", lambda c: moving_blocks(np.full(7, c), 2, 0.95, 100, rng())),
    *(
        (
            f"interval of {seeds} seeds, series {series}",
            lambda c, seeds=seeds, series=series: interval(
                np.full((seeds, 7), c), np.array([0, 0, 0, 1, 2, 2, 3]), 0.95, rng(), series=series
            ),
        )
        for seeds in (1, 2)
        for series in (False, True)
    ),
]


@pytest.mark.parametrize(("name", "make"), CONSTANTS)
@pytest.mark.parametrize("constant", [0.0, 0.1, -1 / 3, 1e-300, 1e100])
def test_equal_values_give_an_interval_without_width(
    name: str, make: Callable[[float], Estimate], constant: float
) -> None:
    result = make(constant)
    assert (result.value, result.lower, result.upper) == (constant,) * 3, name
    assert (result.standard_error, result.components.unit) == (0.0, 0.0)
    assert result.degrees > 0.0


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e200])
def test_values_that_are_not_finite_are_refused(bad: float) -> None:
    table = TABLE.copy()
    table[1, 3] = bad
    units = np.arange(50)
    attempts: list[Callable[[], object]] = [
        lambda: two_way(table, 0.95),
        lambda: bca(table[1], 0.95, 100, rng()),
        lambda: moving_blocks(table[1], 5, 0.95, 100, rng()),
        lambda: block_means(table, units),
        lambda: interval(table, units, 0.95, rng()),
    ]
    for attempt in attempts:
        with pytest.raises(ValueError, match="finite"):
            attempt()


@pytest.mark.parametrize(
    ("attempt", "text"),
    [
        pytest.param(lambda: bca(SKEWED[:1], 0.95, 100, rng()), "two units", id="one unit"),
        pytest.param(lambda: bca(SKEWED, 0.95, 0, rng()), "at least one draw", id="no draw"),
        pytest.param(lambda: bca(SKEWED, 1.0, 100, rng()), "confidence", id="all confidence"),
        pytest.param(lambda: bca(TABLE, 0.95, 100, rng()), "1 axes", id="two axes"),
        pytest.param(lambda: two_way(TABLE, 0.0), "confidence", id="no confidence"),
        pytest.param(lambda: two_way(TABLE[:1], 0.95), "two seeds", id="one seed"),
        pytest.param(lambda: two_way(TABLE[:, :0], 0.95), "not empty", id="no units"),
        pytest.param(
            lambda: moving_blocks(SKEWED, 31, 0.95, 100, rng()),
            "two blocks of 31",
            id="long blocks",
        ),
        pytest.param(
            lambda: moving_blocks(SKEWED, 0, 0.95, 100, rng()), "two blocks of 0", id="no length"
        ),
        pytest.param(
            lambda: interval(TABLE[:1], np.zeros(50, int), 0.95, rng()),
            "two units",
            id="one unit of one seed",
        ),
        pytest.param(
            lambda: interval(TABLE, np.zeros(50, int), 0.95, rng()),
            "two units",
            id="one unit of three seeds",
        ),
        pytest.param(lambda: block_means(TABLE, np.zeros(3, int)), "blocks are", id="few labels"),
        pytest.param(lambda: block_means(TABLE, np.zeros(50)), "blocks are", id="real labels"),
    ],
)
def test_a_design_that_cannot_show_its_error_is_refused(
    attempt: Callable[[], object], text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        attempt()


FINITE = st.floats(-1e6, 1e6, allow_subnormal=False)


@given(
    values=arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(2, 9)), elements=FINITE),
    series=st.booleans(),
)
def test_limits_are_always_numbers_in_order(values: NDArray[np.float64], series: bool) -> None:
    units = np.arange(values.shape[1])
    result = interval(values, units, 0.95, rng(), series=series)
    assert result.lower <= result.upper
    assert all(
        map(math.isfinite, (result.value, result.standard_error, result.degrees, result.upper))
    )
    assert 0.0 <= result.p_above() <= 1.0


@pytest.mark.slow
def test_bca_covers_a_skewed_mean() -> None:
    samples = np.random.default_rng(7).exponential(1.0, (2000, 100))
    results = [bca(x, 0.95, 500, rng(8)) for x in samples]
    covered = np.mean([result.lower <= 1.0 <= result.upper for result in results])
    assert 0.925 <= covered <= 0.96
