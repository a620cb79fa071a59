"""A file of daily prices, CSV or Parquet, read with every row checked."""

from __future__ import annotations

import csv
import gzip
import hashlib
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from mezz.component.failure import BadData, Unavailable
from mezz.diag.similar import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

COLUMNS = ("open", "high", "low", "close", "volume")
_SHOWN = 5


class Columns(BaseModel):
    """What the file calls each column; upper and lower case are the same."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    date: str = "date"
    open: str = "open"
    high: str = "high"
    low: str = "low"
    close: str = "close"
    volume: str = "volume"


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Rows of date, open, high, low, close and volume, oldest first.

    `date_format` is strptime's, None for ISO 8601. Rows are counted from 1, the header aside.
    """

    path: Path
    columns: Columns
    date_format: str | None

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name

    def digest(self) -> str:
        """Return the sha256 of the file's bytes, in hex."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def count(self) -> int:
        """Return the number of rows, and look at the header, without reading a number.

        Raises:
            BadData: the file is no table, or a column is missing.
            Unavailable: no library here reads Parquet.
        """
        if self._is_parquet():
            file = self._parquet()
            self._places(file.schema_arrow.names)
            return int(file.metadata.num_rows)
        records = self._records()
        self._places(next(records, []))
        return sum(1 for _ in records)

    def read(self, largest_gap: float) -> NDArray[np.float64]:
        """Read and check every row, once for all splits as long as the file stays as it is.

        Args:
            largest_gap: most calendar days between two rows.

        Returns:
            `(T, 5)` float64, read-only: open, high, low, close in the file's currency, volume in
            its unit.

        Raises:
            BadData: a value that is no price, or rows out of order; file, row and column are named.
            Unavailable: no library here reads Parquet.
        """
        state = self.path.stat()
        return _read(self, largest_gap, state.st_mtime_ns, state.st_size)

    def read_afresh(self, largest_gap: float) -> NDArray[np.float64]:
        """Read and check every row; see `read`."""
        import numpy as np

        raw = self._parquet_columns() if self._is_parquet() else self._csv_columns()
        if len(raw["date"]) == 0:
            raise BadData(f"{self.name} holds no rows")
        self._check_dates(self._dates(raw["date"]), largest_gap)
        numbers = {column: self._numbers(column, raw[column]) for column in COLUMNS}
        for column in COLUMNS:
            values = numbers[column]
            bad = values < 0 if column == "volume" else values <= 0
            what = "is negative" if column == "volume" else "is no price: it must be positive"
            self._refuse(bad, f"column `{self._called(column)}` {what}")
        self._refuse(numbers["high"] < numbers["low"], "`high` lies below `low`")
        prices = np.stack([numbers[column] for column in COLUMNS], axis=1)
        prices.flags.writeable = False
        return prices

    def _called(self, column: str) -> str:
        return str(getattr(self.columns, column))

    def _places(self, header: list[str]) -> dict[str, int]:
        """Find every column in the header; raises `BadData` with similar names."""
        if not header:
            raise BadData(f"{self.name} holds no table: it has no header")
        lower = [name.strip().lower() for name in header]
        places = {}
        for column in ("date", *COLUMNS):
            wanted = self._called(column).lower()
            if wanted not in lower:
                hint = "; ".join(did_you_mean(wanted, header, "it has"))
                raise BadData(f"{self.name} has no column `{self._called(column)}`; {hint}")
            if (times := lower.count(wanted)) > 1:
                raise BadData(f"{self.name} has {times} columns `{self._called(column)}`")
            places[column] = lower.index(wanted)
        return places

    def _is_parquet(self) -> bool:
        return self.path.suffix.lower() in {".parquet", ".pq"}

    def _parquet(self) -> Any:
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as error:
            help_ = "pip install 'mezz[finance]'"
            raise Unavailable("reading Parquet needs the package `pyarrow`", help_) from error
        try:
            return parquet.ParquetFile(self.path)
        except pyarrow.ArrowException as error:
            raise BadData(f"{self.name} is no Parquet file") from error

    def _parquet_columns(self) -> dict[str, Any]:
        table = self._parquet().read()
        return {
            column: table.column(place).to_numpy(zero_copy_only=False)
            for column, place in self._places(table.column_names).items()
        }

    def _open(self) -> IO[str]:
        if self.path.suffix.lower() == ".gz":
            return gzip.open(self.path, "rt", encoding="utf-8-sig", newline="")
        return self.path.open(encoding="utf-8-sig", newline="")

    def _records(self) -> Iterator[list[str]]:
        try:
            with self._open() as file:
                yield from (record for record in csv.reader(file) if any(map(str.strip, record)))
        except (UnicodeDecodeError, gzip.BadGzipFile, zlib.error, csv.Error, EOFError) as error:
            raise BadData(f"{self.name} is no CSV file in UTF-8: {error}") from error

    def _csv_columns(self) -> dict[str, Any]:
        records = list(self._records())
        header = records.pop(0) if records else []
        places = self._places(header)
        for row, record in enumerate(records, 1):
            if len(record) != len(header):
                message = f"{len(record)} values under a header of {len(header)}"
                raise BadData(f"{self.name}, row {row}: {message}")
        return {column: [record[at] for record in records] for column, at in places.items()}

    def _numbers(self, column: str, raw: Sequence[Any]) -> NDArray[np.float64]:
        """Turn one column into finite numbers, `(T,)`."""
        import numpy as np

        try:
            values = np.asarray(raw, dtype=np.float64)
        except (TypeError, ValueError):
            values = np.array([_number(value) for value in raw])
        bad = ~np.isfinite(values)
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            found = f"`{raw[row]}` is no finite number"
            self._refuse(bad, f"column `{self._called(column)}`: {found}")
        return values

    def _dates(self, raw: Sequence[Any]) -> NDArray[np.datetime64]:
        """Turn the date column into moments, `(T,)` datetime64[s], UTC where a zone is given."""
        import numpy as np

        moments = np.asarray(raw)
        if moments.dtype.kind != "M":
            moments = np.array([self._moment(value) for value in raw], dtype="datetime64[s]")
        moments = moments.astype("datetime64[s]")
        bad = np.isnat(moments)
        if bad.any():
            found = f"`{raw[int(np.flatnonzero(bad)[0])]}` is no date"
            written = self.date_format or "ISO 8601"
            self._refuse(bad, f"column `{self._called('date')}`: {found} as {written} writes it")
        return moments

    def _moment(self, value: Any) -> datetime | None:
        text = str(value).strip()
        try:
            moment = (
                datetime.strptime(text, self.date_format)
                if self.date_format
                else datetime.fromisoformat(text)
            )
        except ValueError:
            return None
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment

    def _check_dates(self, moments: NDArray[np.datetime64], largest_gap: float) -> None:
        import numpy as np

        step = np.diff(moments) / np.timedelta64(1, "D")
        first = np.zeros(1, dtype=bool)
        self._refuse(np.concatenate([first, step == 0]), "the date of the row before, again")
        self._refuse(
            np.concatenate([first, step < 0]), "earlier than the row before: sort by date first"
        )
        self._refuse(
            np.concatenate([first, step > largest_gap]),
            f"more than {largest_gap:g} days after the row before (see `largest_gap`)",
        )

    def _refuse(self, bad: NDArray[np.bool_], what: str) -> None:
        """Raise `BadData` that names the first rows where `bad`, `(T,)`, is true."""
        import numpy as np

        rows = np.flatnonzero(bad) + 1
        if len(rows) == 0:
            return
        shown = ", ".join(str(row) for row in rows[:_SHOWN])
        more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
        word = "row" if len(rows) == 1 else "rows"
        raise BadData(f"{self.name}, {word} {shown}{more}: {what}")


@lru_cache(maxsize=2)
def _read(table: PriceTable, largest_gap: float, changed_ns: int, size: int) -> NDArray[np.float64]:
    """Read a table, or return what was read while the file had this time of change and size."""
    return table.read_afresh(largest_gap)


def _number(value: Any) -> float:
    """Return a number, or NaN where there is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")
