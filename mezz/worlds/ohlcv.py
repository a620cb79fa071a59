"""Daily prices of a market: rows of open, high, low, close and volume, from a file or a package."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, final

from pydantic import Field, field_validator, model_validator

from mezz.component.base import SPLITS, Fault, Rows, World
from mezz.component.examples import Examples
from mezz.component.failure import BadData, Unavailable
from mezz.component.price_table import COLUMNS, Columns, PriceTable
from mezz.component.types import Emits, Label, Series, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Split

KINDS = ("ohlcv", "sp500")

_STILL = 1e-8
"""A mean squared daily return below this counts as this: a market that moves a basis point a day.
Its logarithm would otherwise run to minus infinity on a day that closes where the last one did."""

_HAR_DAYS = (1, 5, 22)

Size = Annotated[float, Field(le=10_000_000)]
"""Below 1 a share of the examples there are, from 1 on a number of them."""


class Market(World):
    """What every world of prices shares: windows of past rows, and what comes after them.

    An example is the moment after the close of one day, known by that row's position. It sees
    `lookback` daily returns (one row more, for the first of them), and `stale` older rows for views
    that end early. Splits follow each other in time, the newest rows last and in `test`, and
    between two of them `embargo` examples are left out, so that no row is seen from both sides. The
    split unit is a block of `block` days: neighbouring days share most of their rows, and a fold
    that told them apart would hold the answers of the other.
    """

    predict: Literal["log_variance", "direction"] = Field(
        "log_variance",
        description="`log_variance`: log of the mean squared daily log return of the days to "
        "come. `direction`: whether they end higher.",
    )
    horizon: int = Field(5, ge=1, le=250, description="Days to come that the target covers.")
    lookback: int = Field(60, ge=22, le=2_500, description="Daily returns an example may see.")
    stale: int = Field(0, ge=0, le=250, description="Rows by which a view may end early.")
    train: Size = Field(
        0.7, gt=0, description="Examples to learn from: a number, or a share below 1."
    )
    unlabelled: Size = Field(0.0, ge=0, description="Examples whose targets nobody looks at.")
    validation: Size = Field(0.1, gt=0, description="Examples to stop a fit by.")
    test: Size = Field(0.2, gt=0, description="Examples to judge by.")
    embargo: int | None = Field(
        None,
        description="Examples left out between two splits; at least, and by default, the longer of "
        "lookback + stale + horizon and block.",
    )
    block: int = Field(
        60, ge=1, le=2_500, description="Days after which two days count as independent."
    )
    largest_gap: float = Field(
        10.0, gt=0, description="Most calendar days between two rows; a longer gap is an error."
    )

    @field_validator("train", "unlabelled", "validation", "test")
    @classmethod
    def _share_or_count(cls, value: float) -> float:
        if value >= 1 and value != int(value):
            raise ValueError("a share below 1, or a whole number of examples")
        return value

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if sum(size for size in self._asked().values() if size < 1) > 1 + 1e-9:
            raise ValueError("the shares of the splits add up to more than 1")
        if self.horizon > self.lookback:
            raise ValueError("`lookback` covers at least `horizon` days")
        if self.embargo is not None and self.embargo < self._least_embargo():
            raise ValueError(
                f"`embargo` is at least {self._least_embargo()} (lookback + stale + horizon, and one "
                "block): below that two splits see the same row or the same block"
            )
        return self

    @abstractmethod
    def _table(self) -> PriceTable:
        """Return the table of prices; raises `Unavailable` where there is none."""

    @final
    def emits(self) -> Emits:
        """Return the series and its target; days follow each other."""
        direction = self.predict == "direction"
        return Emits(
            fields={"series": Series(self._length(), COLUMNS, self.stale)},
            target=Label(("down", "up")) if direction else Value(("log variance",)),
            unit="date block",
            ordered=True,
            block=self.block,
            baselines=("persistence",) if direction else ("har", "persistence"),
            measures=() if direction else ("r2",),
        )

    @final
    def sizes(self) -> dict[Split, int | None]:
        """Return the sizes given as numbers; shares are known once the rows are counted."""
        return {split: None if 0 < size < 1 else int(size) for split, size in self._asked().items()}

    @final
    def probe(self) -> Rows:
        """Count and hash the file without reading its numbers.

        Raises:
            Unavailable: there is no such file, or no library to read it with.
        """
        table = self._table()
        try:
            rows = table.count()
        except BadData as error:
            fault = Fault(path=(), message=str(error), code="MZ305")
            return Rows(sizes={}, available=0, content=table.digest(), shortage=(fault,))
        layout = self._layout(rows)
        return Rows(
            sizes={split: len(days) for split, days in layout.items()},
            available=self._available(rows),
            content=table.digest(),
            shortage=self._shortage(table.name, rows),
        )

    @final
    def sample(self, split: Split) -> Examples:
        """Cut one split out of the table: series `(N, length, 5)`, oldest row first.

        Raises:
            BadData: the file holds rows that cannot be used, or too few of them.
            Unavailable: there is no such file, or no library to read it with.
        """
        import numpy as np

        table = self._table()
        prices = table.read(self.largest_gap)
        shortage = self._shortage(table.name, len(prices))
        if shortage:
            raise BadData(shortage[0].message)
        days = np.asarray(self._layout(len(prices))[split], dtype=np.int64)
        windows = np.lib.stride_tricks.sliding_window_view(prices, self._length(), axis=0)
        series = windows[days - self._length() + 1].transpose(0, 2, 1)
        newest = np.zeros(len(days), dtype=np.int64)
        fields = {
            "series": np.ascontiguousarray(series),
            "series.start": newest,
            "series.end": newest.copy(),
        }
        target = self._target(prices[:, COLUMNS.index("close")], days)
        return Examples(fields, target, days, days // self.block)

    @final
    def oracle(self, examples: Examples) -> None:
        """Return None: nobody knows what a market would have done."""
        return

    @final
    def scale(self, examples: Examples) -> None:
        """Return None: every error counts as it is."""

    def baseline(self, name: str, train: Examples, examples: Examples) -> NDArray[np.float64]:
        """Predict with a simple rule of the field, from the newest rows of each series.

        `har`: least squares on the log mean squared return of the last 1, 5 and 22 days (Corsi,
        J. Financial Econometrics 7:174, in logs). `persistence`: the days to come are like the
        same number of days just past; for `direction`, with the frequency with which the training
        days went on as they had begun. (Always saying the more frequent class is what the constant
        predictor does.)

        Returns:
            `(N, 1)` float64 log variances, or `(N, 2)` probabilities.
        """
        import numpy as np

        if name not in self.emits().baselines:
            raise ValueError(f"world `{self.kind}` has no baseline `{name}`")
        if name == "har":
            target = np.asarray(train.target, dtype=np.float64)
            coefficients = np.asarray(np.linalg.lstsq(_har(train), target, rcond=None)[0])
            return np.asarray(_har(examples) @ coefficients)
        if self.predict == "log_variance":
            return _log_mean_square(_returns(examples)[:, -self.horizon :])[:, np.newaxis]
        rose = _returns(train)[:, -self.horizon :].sum(axis=1) > 0
        after = [np.asarray(train.target)[rose == before] for before in (False, True)]
        # One imagined day of each kind keeps a frequency off 0 and 1 where few days are known.
        up = np.array([(days.sum() + 1) / (len(days) + 2) for days in after])
        chance = up[(_returns(examples)[:, -self.horizon :].sum(axis=1) > 0).astype(np.int64)]
        return np.stack([1 - chance, chance], axis=1)

    def _target(self, close: NDArray[np.float64], days: NDArray[np.int64]) -> NDArray[np.generic]:
        """Return what the `horizon` days after each of `days` did."""
        import numpy as np

        if self.predict == "direction":
            return (close[days + self.horizon] > close[days]).astype(np.int64)
        ahead = np.diff(np.log(close))[days[:, np.newaxis] + np.arange(self.horizon)]
        return _log_mean_square(ahead)[:, np.newaxis]

    def _asked(self) -> dict[Split, float]:
        return {split: float(getattr(self, split)) for split in SPLITS}

    def _length(self) -> int:
        return 1 + self.lookback + self.stale

    def _least_embargo(self) -> int:
        return max(self.lookback + self.stale + self.horizon, self.block)

    def _available(self, rows: int) -> int:
        """Return the examples that have a whole past and a whole future."""
        return max(rows - self._length() - self.horizon + 1, 0)

    def _layout(self, rows: int) -> dict[Split, range]:
        """Return the days (positions of rows) of every split, the newest in `test`."""
        embargo = self._least_embargo() if self.embargo is None else self.embargo
        asked = self._asked()
        present = [split for split in SPLITS if asked[split] > 0]
        usable = max(self._available(rows) - embargo * (len(present) - 1), 0)
        layout: dict[Split, range] = dict.fromkeys(SPLITS, range(0))
        end = rows - self.horizon
        for split in reversed(present):
            size = int(asked[split] * usable if asked[split] < 1 else asked[split])
            layout[split] = range(end - size, end)
            end -= size + embargo
        return layout

    def _shortage(self, name: str, rows: int) -> tuple[Fault, ...]:
        """Say what does not fit: the splits into the table, or two examples into a split."""
        layout = self._layout(rows)
        if layout["train"].start < self._length() - 1:
            asked = sum(len(days) for days in layout.values())
            between = self._least_embargo() if self.embargo is None else self.embargo
            message = (
                f"the splits ask for {asked} examples with {between} left out between each two, "
                f"and the {rows} rows of {name} give {self._available(rows)}"
            )
            return (Fault(path=("train",), message=message, help=("ask for fewer examples",)),)
        return tuple(
            Fault(
                path=(split,),
                message=f"{len(days)} of the {rows} rows of {name} fall to `{split}`: too few",
                help=("two examples at least",),
            )
            for split, days in layout.items()
            if len(days) < 2 and self._asked()[split] > 0
        )


class Ohlcv(Market):
    """Prices from a CSV (plain or gzipped) or Parquet file of your own."""

    minimal: ClassVar[dict[str, Any]] = {
        "path": "prices.csv",
        "train": 40,
        "validation": 20,
        "test": 20,
    }

    kind: Literal["ohlcv"] = "ohlcv"
    path: Path = Field(description="The file, relative to the spec's folder.")
    columns: Columns = Field(Columns(), description="What the file calls its columns.")
    date_format: str | None = Field(
        None, description="How dates are written (strptime); ISO 8601 by default."
    )

    def _table(self) -> PriceTable:
        if not self.path.is_file():
            raise Unavailable(
                f"there is no file {self.path}", "path: relative to the spec's folder"
            )
        return PriceTable(self.path, self.columns, self.date_format)


class Sp500(Market):
    """The S&P 500 index, 5,031 trading days from 1999 to 2018, as the package `arch` ships them."""

    extra = "finance"
    minimal: ClassVar[dict[str, Any]] = {"train": 40, "validation": 20, "test": 20}

    kind: Literal["sp500"] = "sp500"

    def _table(self) -> PriceTable:
        # The file is what `arch.data.sp500.load()` reads; importing arch costs two seconds.
        from importlib.util import find_spec

        package = find_spec("arch")
        for folder in (package.submodule_search_locations or ()) if package else ():
            path = Path(folder) / "data" / "sp500" / "sp500.csv.gz"
            if path.is_file():
                return PriceTable(path, Columns(), "%m/%d/%Y")
        raise Unavailable("world `sp500` needs the package `arch`", "pip install 'mezz[finance]'")


def _returns(examples: Examples) -> NDArray[np.float64]:
    """Return the daily log returns of each series, `(N, length - 1)`."""
    import numpy as np

    close = np.asarray(examples.fields["series"], dtype=np.float64)[:, :, COLUMNS.index("close")]
    return np.diff(np.log(close), axis=1)


def _log_mean_square(returns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log of the mean squared return of each row, `(N,)`."""
    import numpy as np

    square = np.square(returns).mean(axis=1)
    return np.asarray(np.log(np.maximum(square, _STILL)), dtype=np.float64)


def _har(examples: Examples) -> NDArray[np.float64]:
    """Return the regressors, `(N, 4)`: one, and the log variance of the last 1, 5 and 22 days."""
    import numpy as np

    returns = _returns(examples)
    past = [_log_mean_square(returns[:, -days:]) for days in _HAR_DAYS]
    return np.stack([np.ones(len(returns)), *past], axis=1)
