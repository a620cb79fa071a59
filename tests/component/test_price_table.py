from __future__ import annotations

import gzip
import sys
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from mezz.component.failure import BadData, Unavailable
from mezz.component.price_table import Columns, PriceTable

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "date,open,high,low,close,volume"
ROWS = [
    "2020-01-06,10,12,9,11,100",
    "2020-01-07,11,13,10,12,200",
    "2020-01-08,12,14,11,13,0",
    "2020-01-09,13,15,12,14,400",
]


def table_of(path: Path, *lines: str, columns: Columns | None = None) -> PriceTable:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return PriceTable(path, columns or Columns(), None)


def test_columns_are_found_by_name_whatever_their_order_and_case(tmp_path: Path) -> None:
    shuffled = table_of(
        tmp_path / "p.csv",
        " VOLUME ,Close,extra,Low,High,Open,Date",
        "100,11,x,9,12,10,2020-01-06",
    )
    assert shuffled.read(10).tolist() == [[10, 12, 9, 11, 100]]
    assert shuffled.count() == 1


def test_a_file_may_call_a_column_something_else(tmp_path: Path) -> None:
    named = table_of(
        tmp_path / "p.csv",
        "date,open,high,low,close,Adj Close,volume",
        "2020-01-06,10,12,9,11,5.5,100",
        columns=Columns(close="adj close"),
    )
    assert named.read(10)[0, 3] == 5.5


def test_dates_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("date,open,high,low,close,volume\n31.12.2020,1,1,1,1,1\n01.01.2021,2,2,2,2,2\n")
    assert PriceTable(path, Columns(), "%d.%m.%Y").read(10)[:, 0].tolist() == [1, 2]


def test_hours_and_zones_are_dates_too(tmp_path: Path) -> None:
    hourly = table_of(
        tmp_path / "p.csv",
        HEADER,
        "2020-01-06T23:00:00+00:00,1,1,1,1,1",
        "2020-01-06T23:30:00-01:00,2,2,2,2,2",
        "2020-01-07T01:00:00Z,3,3,3,3,3",
    )
    assert hourly.read(10)[:, 0].tolist() == [1, 2, 3]


def test_blank_lines_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(("\ufeff" + "\n\n".join([HEADER, *ROWS]) + "\n\n").encode())
    table = PriceTable(path, Columns(), None)
    assert len(table.read(10)) == table.count() == 4


def test_gzip_and_parquet_hold_the_same_table(tmp_path: Path) -> None:
    plain = table_of(tmp_path / "p.csv", HEADER, *ROWS).read(10)
    zipped = tmp_path / "p.csv.gz"
    zipped.write_bytes(gzip.compress("\n".join([HEADER, *ROWS]).encode()))
    frame = pd.DataFrame(plain, columns=["Open", "High", "Low", "Close", "Volume"])
    frame["Date"] = pd.to_datetime([row.split(",")[0] for row in ROWS])
    frame.to_parquet(tmp_path / "p.parquet", index=False)
    frame["Date"] = frame["Date"].dt.strftime("%Y-%m-%d")
    frame.astype({"Volume": int}).to_parquet(tmp_path / "text.parquet", index=False)
    for path in (zipped, tmp_path / "p.parquet", tmp_path / "text.parquet"):
        table = PriceTable(path, Columns(), None)
        assert np.array_equal(table.read(10), plain), path.name
        assert table.count() == 4


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    before = table_of(path, HEADER, *ROWS)
    assert before.read(10)[0, 0] == 10
    digest = before.digest()
    after = table_of(path, HEADER, "2020-01-06,10.5,12,9,11,100", *ROWS[1:])
    assert after.read(10)[0, 0] == 10.5
    assert after.digest() != digest


def test_what_was_read_cannot_be_written_to(tmp_path: Path) -> None:
    prices = table_of(tmp_path / "p.csv", HEADER, *ROWS).read(10)
    with pytest.raises(ValueError, match="read-only"):
        prices[0, 0] = 1.0


BAD_ROWS = [
    ("2020-01-10,13,15,12,,400", "row 5: column `close`: `` is no finite number"),
    ("2020-01-10,13,15,12,nan,400", "row 5: column `close`: `nan` is no finite number"),
    ("2020-01-10,13,inf,12,14,400", "row 5: column `high`: `inf` is no finite number"),
    ("2020-01-10,13,15,12,1 4,400", "row 5: column `close`: `1 4` is no finite number"),
    ("2020-01-10,0,15,12,14,400", "row 5: column `open` is no price: it must be positive"),
    ("2020-01-10,13,15,-12,14,400", "row 5: column `low` is no price: it must be positive"),
    ("2020-01-10,13,15,12,14,-1", "row 5: column `volume` is negative"),
    ("2020-01-10,13,11,12,14,400", "row 5: `high` lies below `low`"),
    ("2020-01-09,13,15,12,14,400", "row 5: the date of the row before, again"),
    ("2020-01-07,13,15,12,14,400", "row 5: earlier than the row before: sort by date first"),
    (
        "2020-01-20,13,15,12,14,400",
        "row 5: more than 10 days after the row before (see `largest_gap`)",
    ),
    ("10/01/2020,13,15,12,14,400", "row 5: column `date`: `10/01/2020` is no date as ISO 8601 "),
    ("2020-01-10,13,15,12,14", "row 5: 5 values under a header of 6"),
]


@pytest.mark.parametrize(("row", "said"), BAD_ROWS)
def test_a_row_that_cannot_be_used_is_named(row: str, said: str, tmp_path: Path) -> None:
    table = table_of(tmp_path / "p.csv", HEADER, *ROWS, row)
    with pytest.raises(BadData) as caught:
        table.read(10)
    assert str(caught.value).startswith(f"p.csv, {said}")


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    rows = [f"2020-01-{day:02},1,1,1,0,1" for day in range(1, 10)]
    table = table_of(tmp_path / "p.csv", HEADER, *rows)
    with pytest.raises(BadData, match=r"^p\.csv, rows 1, 2, 3, 4, 5 and 4 more: column `close`"):
        table.read(10)


def test_a_parquet_null_is_no_number(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2020-01-06", None]),
            "open": [1.0, 1.0],
            "high": [1.0, 1.0],
            "low": [1.0, 1.0],
            "close": [1.0, None],
            "volume": [1, 1],
        }
    )
    frame.to_parquet(tmp_path / "p.parquet", index=False)
    with pytest.raises(BadData, match=r"^p\.parquet, row 2: column `date`: `NaT` is no date"):
        PriceTable(tmp_path / "p.parquet", Columns(), None).read(10)
    frame["date"] = pd.to_datetime(["2020-01-06", "2020-01-07"])
    frame.to_parquet(tmp_path / "q.parquet", index=False)
    with pytest.raises(BadData, match=r"^q\.parquet, row 2: column `close`: `nan` is no finite"):
        PriceTable(tmp_path / "q.parquet", Columns(), None).read(10)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("date,open,high,low,closed,volume", "has no column `close`; did you mean `closed`?"),
        ("date,open,high,low,last,volume", "has no column `close`; it has: date, open, high"),
    ],
)
def test_a_missing_column_is_named_with_what_it_may_be_called(
    header: str, said: str, tmp_path: Path
) -> None:
    table = table_of(tmp_path / "p.csv", header, "2020-01-06,10,12,9,11,100")
    for look in (table.count, lambda: table.read(10)):
        with pytest.raises(BadData) as caught:
            look()
        assert said in str(caught.value)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00\x01")
    (tmp_path / "not.csv.gz").write_bytes(b"date,open")
    (tmp_path / "not.parquet").write_bytes(b"date,open")
    for name, said in [
        ("empty.csv", "holds no table"),
        ("binary.csv", "is no CSV file in UTF-8"),
        ("not.csv.gz", "is no CSV file in UTF-8"),
        ("not.parquet", "is no Parquet file"),
    ]:
        with pytest.raises(BadData, match=f"^{name} {said}"):
            PriceTable(tmp_path / name, Columns(), None).count()


def test_a_header_alone_is_no_market(tmp_path: Path) -> None:
    table = table_of(tmp_path / "p.csv", HEADER)
    assert table.count() == 0
    with pytest.raises(BadData, match=r"p\.csv holds no rows"):
        table.read(10)


def test_parquet_without_its_library_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Unavailable, match="needs the package `pyarrow`") as caught:
        PriceTable(tmp_path / "p.parquet", Columns(), None).count()
    assert caught.value.help == "pip install 'mezz[finance]'"
