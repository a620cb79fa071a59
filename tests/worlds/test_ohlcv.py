from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from mezz.component.base import SPLITS
from mezz.component.failure import BadData, Unavailable
from mezz.component.price_table import Columns, PriceTable
from mezz.worlds.ohlcv import Ohlcv, Sp500

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def market(price_file: Path) -> Ohlcv:
    return Ohlcv(path=price_file, train=90, validation=20, test=40)


@pytest.fixture
def close(price_file: Path) -> pd.Series:
    return pd.read_csv(price_file)["Close"]


def test_the_target_is_the_log_variance_of_the_days_to_come(
    market: Ohlcv, close: pd.Series
) -> None:
    squares = np.log(close).diff() ** 2
    ahead = np.log(squares.rolling(5).mean().shift(-5))
    test = market.sample("test")
    assert np.allclose(test.target[:, 0], ahead[test.ids], rtol=1e-12)


def test_the_direction_is_that_of_the_days_to_come(market: Ohlcv, close: pd.Series) -> None:
    test = market.model_copy(update={"predict": "direction", "horizon": 3}).sample("test")
    higher = (close.shift(-3) > close).astype(int)
    assert test.target.tolist() == higher[test.ids].tolist()
    assert 0 < test.target.astype(np.float64).mean() < 1


def test_a_day_sees_the_rows_up_to_its_own(market: Ohlcv, price_file: Path) -> None:
    prices = pd.read_csv(price_file)[["Open", "High", "Low", "Close", "Volume"]].to_numpy(float)
    test = market.sample("test")
    for series, day in zip(test.fields["series"], test.ids, strict=True):
        assert np.array_equal(series, prices[day - 60 : day + 1])


def test_stale_rows_are_older_rows(market: Ohlcv) -> None:
    plain, stale = market.sample("test"), market.model_copy(update={"stale": 3}).sample("test")
    assert np.array_equal(plain.ids, stale.ids)
    assert np.array_equal(stale.fields["series"][:, 3:], plain.fields["series"])


def test_no_row_is_seen_from_two_splits(price_file: Path) -> None:
    market = Ohlcv(
        path=price_file, lookback=22, horizon=4, stale=2, block=9,
        train=60, unlabelled=40, validation=20, test=40,
    )  # fmt: skip
    seen = []
    for split in SPLITS:
        days = market.sample(split).ids
        seen.append({row for day in days for row in range(day - 24, day + 5)})
        assert np.array_equal(days, np.arange(days[0], days[0] + len(days)))
    assert sum(map(len, seen)) == len(set().union(*seen))
    assert [max(rows) for rows in seen] == sorted(max(rows) for rows in seen)
    assert max(seen[-1]) == 399


def test_the_embargo_is_no_longer_than_it_must_be(price_file: Path) -> None:
    market = Ohlcv(path=price_file, lookback=22, horizon=4, block=9, train=60, test=40)
    train, validation = market.sample("train").ids, market.sample("validation").ids
    assert validation[0] - 22 == train[-1] + 4 + 1


def test_blocks_of_days_are_the_split_units(market: Ohlcv) -> None:
    emits, train = market.emits(), market.sample("train")
    assert (emits.unit, emits.ordered, emits.block) == ("date block", True, 60)
    assert np.array_equal(train.units, train.ids // 60)


def test_shares_are_of_what_the_embargoes_leave(price_file: Path) -> None:
    market = Ohlcv(path=price_file, train=0.5, validation=0.2, test=0.3)
    assert market.sizes() == {"train": None, "unlabelled": 0, "validation": None, "test": None}
    rows = market.probe()
    left = 400 - 61 - 5 + 1 - 2 * 65
    assert rows.available == 335
    assert rows.sizes == {
        "train": int(0.5 * left),
        "unlabelled": 0,
        "validation": int(0.2 * left),
        "test": int(0.3 * left),
    }
    assert {split: len(market.sample(split)) for split in SPLITS} == rows.sizes


def test_probing_counts_and_hashes_and_reads_no_number(
    price_lines: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "p.csv"
    path.write_text("\n".join([*price_lines, "2030-01-01,a,b,c,d,e"]))
    market = Ohlcv(path=path, train=90, validation=20, test=40)
    rows = market.probe()
    assert rows.available == 336
    assert len(rows.content) == 64
    with pytest.raises(BadData, match=r"p\.csv, row 401"):
        market.sample("test")


def test_asking_for_more_than_there_is_is_a_shortage(market: Ohlcv) -> None:
    greedy = market.model_copy(update={"train": 500})
    (fault,) = greedy.probe().shortage
    assert fault.path == ("train",)
    assert fault.message == (
        "the splits ask for 560 examples with 65 left out between each two, and the 400 rows of "
        "prices.csv give 335"
    )
    with pytest.raises(BadData, match="ask for 560 examples"):
        greedy.sample("test")


def test_a_share_too_small_for_an_interval_is_a_shortage(price_file: Path) -> None:
    market = Ohlcv(path=price_file, train=0.9, validation=0.005, test=0.05)
    (fault,) = market.probe().shortage
    assert fault.path == ("validation",)
    assert fault.message == "1 of the 400 rows of prices.csv fall to `validation`: too few"


def test_a_header_that_cannot_be_used_is_said_before_anything_runs(
    price_file: Path,
) -> None:
    market = Ohlcv(path=price_file, columns=Columns(close="Closed"))
    (fault,) = market.probe().shortage
    assert fault.message == "prices.csv has no column `Closed`; did you mean `Close`?"


def test_a_missing_file_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="there is no file"):
        Ohlcv(path=tmp_path / "nowhere.csv").probe()


def test_har_is_least_squares_on_three_horizons(market: Ohlcv, close: pd.Series) -> None:
    squares = np.log(close).diff() ** 2
    means = [squares.rolling(days).mean().clip(lower=1e-8) for days in (1, 5, 22)]
    past = np.log(np.stack(means, axis=1))
    train, test = market.sample("train"), market.sample("test")
    design, ahead = (np.column_stack([np.ones(len(d.ids)), past[d.ids]]) for d in (train, test))
    coefficients = np.linalg.solve(design.T @ design, design.T @ train.target)
    assert np.allclose(market.baseline("har", train, test), ahead @ coefficients, rtol=1e-8)


def test_a_day_that_stands_still_has_a_finite_log_variance(
    price_lines: tuple[str, ...], tmp_path: Path
) -> None:
    still = [f"{line.split(',')[0]},100,101,99,100,5" for line in price_lines[1:]]
    path = tmp_path / "still.csv"
    path.write_text("\n".join([price_lines[0], *still]))
    market = Ohlcv(path=path, train=90, validation=20, test=40)
    assert np.unique(market.sample("test").target).tolist() == [np.log(1e-8)]


def test_persistence_repeats_the_last_days(market: Ohlcv, close: pd.Series) -> None:
    squares = np.log(close).diff() ** 2
    train, test = market.sample("train"), market.sample("test")
    said = market.baseline("persistence", train, test)
    assert np.allclose(said[:, 0], np.log(squares.rolling(5).mean())[test.ids], rtol=1e-10)


def test_the_direction_persists_as_often_as_it_did_in_training(
    market: Ohlcv, close: pd.Series
) -> None:
    market = market.model_copy(update={"predict": "direction"})
    train, test = market.sample("train"), market.sample("test")
    said = market.baseline("persistence", train, test)
    rose = close.diff(5) > 0
    after = pd.DataFrame({"rose": rose[train.ids].to_numpy(), "up": train.target})
    counts = after.groupby("rose")["up"].agg(["sum", "count"])
    chance = (counts["sum"] + 1) / (counts["count"] + 2)
    assert np.allclose(said[:, 1], chance.reindex(rose[test.ids]))
    assert np.allclose(said.sum(axis=1), 1)


def test_each_target_has_its_own_baselines_and_measures(market: Ohlcv) -> None:
    assert market.emits().baselines == ("har", "persistence")
    assert market.emits().measures == ("r2",)
    direction = market.model_copy(update={"predict": "direction"})
    assert direction.emits().baselines == ("persistence",)
    assert direction.emits().measures == ()
    test = direction.sample("test")
    with pytest.raises(ValueError, match="world `ohlcv` has no baseline `har`"):
        direction.baseline("har", test, test)


def test_the_future_is_not_known(market: Ohlcv) -> None:
    assert market.oracle(market.sample("test")) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{"embargo": 64}', "`embargo` is at least 65"),
        ('{"embargo": 65, "stale": 1}', "`embargo` is at least 66"),
        ('{"block": 100, "embargo": 99}', "`embargo` is at least 100"),
        ('{"train": 0.8, "test": 0.3}', "add up to more than 1"),
        ('{"train": 1000.5}', "a whole number of examples"),
        ('{"train": 0}', "greater than 0"),
        ('{"test": -0.1}', "greater than 0"),
        ('{"unlabelled": -1}', "greater than or equal to 0"),
        ('{"horizon": 30, "lookback": 25}', "`lookback` covers at least `horizon` days"),
        ('{"lookback": 21}', "greater than or equal to 22"),
        ('{"predict": "price"}', "'log_variance' or 'direction'"),
    ],
)
def test_an_impossible_market_is_refused(written: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Sp500.model_validate_json(written)


def test_a_path_and_counts_are_read_from_json(price_file: Path) -> None:
    text = f'{{"kind": "ohlcv", "path": "{price_file}", "train": 90, "test": 40, "validation": 20}}'
    market = Ohlcv.model_validate_json(text)
    assert market.sizes()["train"] == 90
    assert Ohlcv.model_validate_json(market.model_dump_json()) == market


@pytest.mark.slow
def test_the_sp500_is_what_arch_loads() -> None:
    data = pytest.importorskip("arch.data.sp500")
    loaded = data.load()
    table = Sp500()._table()
    assert isinstance(table, PriceTable)
    columns = ["Open", "High", "Low", "Close", "Volume"]
    assert np.array_equal(table.read(10), loaded[columns].to_numpy(float))


def test_the_sp500_has_the_rows_that_the_docs_say() -> None:
    pytest.importorskip("pandas")
    rows = Sp500().probe()
    assert rows.available == 5031 - 61 - 5 + 1
    assert rows.shortage == ()
    assert rows.sizes == {"train": 3385, "unlabelled": 0, "validation": 483, "test": 967}


def test_without_arch_the_sp500_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Unavailable, match="needs the package `arch`") as caught:
        Sp500().probe()
    assert caught.value.help == "pip install 'mezz[finance]'"
