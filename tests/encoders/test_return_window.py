from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.failure import BadData
from mezz.component.types import Emits, Invariance, Series, Value
from mezz.encoders.return_window import ReturnWindow

if TYPE_CHECKING:
    from mezz.encoders.return_window import Feature

COLUMNS = ("open", "high", "low", "close", "volume")
FEATURES: tuple[Feature, ...] = ("return", "volatility", "range", "volume")


def emits_of(length: int, stale: int = 0) -> Emits:
    return Emits({"series": Series(length, COLUMNS, stale)}, Value(("y",)))


def walks(n: int, length: int, seed: int = 0) -> Examples:
    """Return n random walks, bars starting at 0, ending at the newest row."""
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, (n, length)), axis=1))
    spread = np.exp(np.abs(rng.normal(0, 0.01, (2, n, length))))
    volume = rng.integers(0, 1000, (n, length)).astype(np.float64)
    series = np.stack([close, close * spread[0], close / spread[1], close, volume], axis=2)
    zero = np.zeros(n, dtype=np.int64)
    fields = {"series": series, "series.start": zero, "series.end": zero}
    return Examples(fields, np.zeros((n, 1)), np.arange(n), np.arange(n))


def bars_by_pandas(rows: np.ndarray, window: int, bar: int, phase: int, end: int) -> np.ndarray:
    """Describe the bars of one example with groupby: `(features, bars)`."""
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["return"] = np.log(frame["close"]).diff()
    frame["square"] = frame["return"] ** 2
    last = len(frame) - 1 + end
    days = frame.iloc[last - window + 1 : last + 1].reset_index(drop=True)
    grouped = days.groupby((days.index + phase) // bar)
    size = grouped.size()
    mean = grouped["volume"].mean()
    span = np.log(grouped["high"].max() / grouped["low"].min()) * np.sqrt(bar / size)
    table = pd.DataFrame(
        {
            "return": grouped["return"].sum() * bar / size,
            "volatility": np.log(grouped["square"].mean().clip(lower=1e-8)),
            "range": np.log(span.clip(lower=1e-4)),
            "volume": np.log((mean + 1) / (days["volume"].mean() + 1)),
        }
    )
    if phase == 0 and bar > 1:
        table = pd.concat([table, table.iloc[-1:]])
    return np.asarray(table[list(FEATURES)].to_numpy().T)


@settings(max_examples=10, deadline=None)
@given(
    bar=st.integers(1, 7), count=st.integers(1, 5), more=st.integers(0, 9), seed=st.integers(0, 9)
)
def test_bars_are_those_of_groupby_at_every_phase_and_end(
    bar: int, count: int, more: int, seed: int
) -> None:
    window, n = bar * count, 6
    examples = walks(n, window + 1 + more, seed)
    rng = np.random.default_rng(seed)
    start, end = rng.integers(0, bar, n), -rng.integers(0, more + 1, n)
    examples = examples.moved(series__start=start, series__end=end)
    encoder = ReturnWindow(on="series", window=window, bar=bar, features=FEATURES, phase=False)
    encoded = encoder.encode(examples, emits_of(window + 1 + more))
    for row in range(n):
        expected = bars_by_pandas(
            examples.fields["series"][row].astype(np.float64), window, bar, start[row], end[row]
        )
        assert np.allclose(encoded[row], expected.ravel(), rtol=1e-9, atol=1e-12)


def test_all_phases_cover_the_same_days() -> None:
    examples, emits = walks(4, 13), emits_of(13)
    encoder = ReturnWindow(on="series", window=12, bar=4, features=("return",), phase=False)
    whole = np.diff(np.log(examples.fields["series"][:, :, 3].astype(np.float64))).sum(axis=1)
    for phase in range(4):
        encoded = encoder.encode(examples.moved(series__start=np.full(4, phase)), emits)
        days = np.array([4 - phase, 4, 4, phase])
        assert np.allclose((encoded * days / 4).sum(axis=1), whole, atol=1e-14)


def test_an_empty_partial_bar_is_the_full_one_before_it() -> None:
    encoder = ReturnWindow(on="series", window=12, bar=4, features=("volatility",), phase=False)
    encoded = encoder.encode(walks(5, 13), emits_of(13))
    assert encoded.shape == (5, 4)
    assert np.array_equal(encoded[:, 3], encoded[:, 2])
    assert not np.any(encoded == 0)


def test_the_phase_is_the_last_number() -> None:
    examples = walks(3, 13).moved(series__start=np.array([0, 1, 3]))
    encoder = ReturnWindow(on="series", window=12, bar=4, features=("return",))
    encoded = encoder.encode(examples, emits_of(13))
    assert encoded.shape == (3, encoder.width(emits_of(13))) == (3, 5)
    assert encoded[:, -1].tolist() == [0, 0.25, 0.75]


def test_a_stale_end_shows_what_was_known_then() -> None:
    examples, emits = walks(6, 16), emits_of(16, stale=3)
    encoder = ReturnWindow(on="series", window=12, bar=4)
    stale = encoder.encode(examples.moved(series__end=np.full(6, -3)), emits)
    earlier = examples.moved(series=examples.fields["series"][:, :-3])
    assert np.array_equal(stale, encoder.encode(earlier, emits_of(13)))


@pytest.mark.parametrize("end", [1, -4])
def test_rows_that_are_not_there_are_not_made_up(end: int) -> None:
    encoder = ReturnWindow(on="series", window=12, bar=4)
    with pytest.raises(BadData, match="`series` holds 16 rows, and a view asks for those from"):
        encoder.encode(walks(2, 16).moved(series__end=np.array([0, end])), emits_of(16))


def test_a_market_that_stands_still_has_finite_figures() -> None:
    examples = walks(2, 13)
    still = np.ones_like(examples.fields["series"].astype(np.float64))
    still[:, :, 4] = 0
    encoded = ReturnWindow(on="series", window=12, bar=4).encode(
        examples.moved(series=still), emits_of(13)
    )
    assert sorted({float(value) for value in encoded.ravel()}) == [
        np.log(1e-8),
        np.log(1e-8) / 2,
        0.0,
    ]


def test_days_as_bars_have_no_phase() -> None:
    encoder, emits = ReturnWindow(on="series", window=12, bar=1), emits_of(13)
    assert encoder.invariances(emits) == {Invariance("bar_phase", "series")}
    assert encoder.width(emits) == 4 * 12
    examples = walks(3, 13)
    moved = examples.moved(series__start=np.array([1, 2, 4]))
    assert np.array_equal(encoder.encode(moved, emits), encoder.encode(examples, emits))
    assert ReturnWindow(on="series", bar=2).invariances(emits) == frozenset()


def test_a_window_that_bars_do_not_fill_is_a_fault() -> None:
    (fault,) = ReturnWindow(on="series", window=13, bar=5).faults(emits_of(61))
    assert (fault.path, fault.help) == (("window",), ("window: 10",))


def test_a_window_longer_than_the_series_is_a_fault() -> None:
    assert ReturnWindow(on="series", window=60).faults(emits_of(61)) == ()
    (fault,) = ReturnWindow(on="series", window=60).faults(emits_of(61, stale=1))
    assert fault.message == (
        "a window of 60 days does not fit `series`, which shows 59 daily returns"
    )


def test_a_figure_without_its_column_is_a_fault() -> None:
    bare = Emits({"series": Series(61, ("open", "close"))}, Value(("y",)))
    faults = ReturnWindow(on="series").faults(bare)
    assert [(fault.path, fault.message.partition(": ")[2]) for fault in faults] == [
        (("features", 2), "high, low"),
        (("features", 3), "volume"),
    ]


def test_the_cost_grows_with_window_and_figures() -> None:
    short = ReturnWindow(on="series", window=20, bar=5, features=("return",)).flops(emits_of(61))
    long = ReturnWindow(on="series", window=60, bar=5).flops(emits_of(61))
    assert 0 < short < long


def test_a_figure_is_named_once() -> None:
    with pytest.raises(ValidationError, match="each feature once"):
        ReturnWindow(on="series", features=("return", "return"))
    with pytest.raises(ValidationError):
        ReturnWindow(on="series", features=())
