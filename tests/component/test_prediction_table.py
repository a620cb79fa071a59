"""Tables of recorded answers: what is read, and every way in which one can be wrong."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest

from mezz.component.failure import BadData, Unavailable
from mezz.component.prediction_table import PredictionTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADER = "example,view,no,yes,label"
ROWS = (
    "b,1,0.4,0.6,yes",
    "a,10,0.9,0.1,no",
    "a,2,0.8,0.2,no",
    "b,10,0.3,0.7,yes",
    "a,1,0.7,0.3,no",
    "b,2,0.5,0.5,yes",
)


def table(
    path: Path,
    *,
    outputs: tuple[str, ...] = ("no", "yes"),
    target: Literal["label", "value"] = "label",
    label: str | None = "label",
    unit: str | None = None,
) -> PredictionTable:
    return PredictionTable(path, outputs, target, label, unit)


def written(folder: Path, rows: Sequence[str] = ROWS, header: str = HEADER) -> Path:
    path = folder / "said.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_rows_may_come_in_any_order_and_numbers_are_sorted_as_such(tmp_path: Path) -> None:
    found = table(written(tmp_path)).read()
    assert found.examples == ("a", "b")
    assert found.views == ("1", "2", "10")
    assert found.answers[0].tolist() == [[0.7, 0.3], [0.8, 0.2], [0.9, 0.1]]
    assert found.truth is not None
    assert found.truth.tolist() == [0, 1]
    assert found.units.tolist() == [0, 1]


def test_shuffled_rows_are_the_same_table(tmp_path: Path) -> None:
    one = table(written(tmp_path)).read()
    two = table(written(tmp_path, ROWS[::-1])).read()
    assert np.array_equal(one.answers, two.answers)


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    first = table(written(tmp_path))
    before = first.read()
    written(tmp_path, [row.replace("0.4,0.6", "0.2,0.8") for row in ROWS])
    assert first.read().answers[1, 0].tolist() == [0.2, 0.8]
    assert before.answers[1, 0].tolist() == [0.4, 0.6]


@pytest.mark.parametrize("labels", [np.array([1, 0, 0, 1, 0, 1]), np.array(list("ynnyny"))])
def test_an_npz_holds_the_outputs_as_one_array(tmp_path: Path, labels: Any) -> None:
    example, view = np.array([7, 3, 3, 7, 3, 7]), np.array([0, 2, 1, 2, 0, 1])
    p = np.linspace(0, 1, 6)
    path = tmp_path / "said.npz"
    np.savez(path, example=example, view=view, outputs=np.stack([p, 1 - p], 1), label=labels)
    found = table(path, outputs=("n", "y")).read()
    assert found.examples == ("3", "7")
    assert found.answers[0, :, 0].tolist() == p[[4, 2, 1]].tolist()
    assert found.truth is not None
    assert found.truth.tolist() == [0, 1]


def test_parquet_reads_like_csv(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow
    from pyarrow import parquet

    cells = [row.split(",") for row in ROWS]
    columns = dict(zip(HEADER.split(","), zip(*cells, strict=True), strict=True))
    typed: dict[str, Any] = {name: list(values) for name, values in columns.items()}
    for name in ("no", "yes"):
        typed[name] = [float(value) for value in typed[name]]
    typed["view"] = [int(value) for value in typed["view"]]
    parquet.write_table(pyarrow.table(typed), tmp_path / "said.parquet")
    one, two = table(tmp_path / "said.parquet").read(), table(written(tmp_path)).read()
    assert (one.examples, one.views) == (two.examples, two.views)
    assert np.array_equal(one.answers, two.answers)


def test_several_values_have_a_column_of_truth_each(tmp_path: Path) -> None:
    rows = ["0,0,1.5,-2,1,2", "0,1,1.25,-3,1,2", "1,0,0,0,3,4", "1,1,1,1,3,4"]
    path = written(tmp_path, rows, "example,view,x,y,truth.x,truth.y")
    found = table(path, outputs=("x", "y"), target="value", label="truth").read()
    assert found.truth is not None
    assert found.truth.tolist() == [[1, 2], [3, 4]]


def test_a_unit_groups_examples(tmp_path: Path) -> None:
    rows = [f"{n},{v},{n + v},{n // 2}" for n in range(4) for v in range(2)]
    path = written(tmp_path, rows, "example,view,x,patient")
    found = table(path, outputs=("x",), target="value", label=None, unit="patient").read()
    assert found.truth is None
    assert found.units.tolist() == [0, 0, 1, 1]


WRONG: dict[str, tuple[str, Sequence[str], str]] = {
    "no view": ("example,no,yes,label", ["a,1,0,no"], "has no column `view`"),
    "misspelt": (HEADER.replace("yes", "yess"), ROWS, "has no column `yes`; did you mean `yess`"),
    "unknown column": (f"{HEADER},extra", [f"{r},1" for r in ROWS], "unknown column `extra`"),
    "twice a column": ("example,view,no,no,label", ROWS, "two columns called `no`"),
    "no rows": (HEADER, [], "holds no rows"),
    "short row": (HEADER, [*ROWS[:2], "a,2,0.8"], "row 3 has 3 cells, and the header 5"),
    "nan": (HEADER, [*ROWS[:5], "b,2,nan,0.5,yes"], "row 6, column `no`: `nan` is no finite"),
    "empty": (HEADER, [*ROWS[:5], "b,2,0.5,,yes"], "row 6, column `yes`: `nothing` is no finite"),
    "text": (HEADER, [*ROWS[:5], "b,2,0.5,half,yes"], "row 6, column `yes`: `half` is no finite"),
    "infinite": (HEADER, [*ROWS[:5], "b,2,1e999,0,yes"], "row 6, column `no`: `1e999` is no"),
    "duplicate": (HEADER, [*ROWS, ROWS[1]], "row 7: example `a` in view `10` stands in row 2"),
    "missing": (HEADER, ROWS[:5], "example `b` has no row for view `2`; it has 2 of 3 views"),
    "one view": (HEADER, ROWS[1:4:2], "2 examples in 1 view: at least two of each"),
    "one example": (HEADER, ROWS[1:3], "1 example in 2 views: at least two of each"),
    "no probabilities": (
        HEADER,
        [*ROWS[:5], "b,2,2.5,-1,yes"],
        r"row 6: the outputs \[2.5, -1.0\]",
    ),
    "two labels": (HEADER, [*ROWS[:5], "b,2,0.5,0.5,no"], "row 6, column `label`: example `b` is"),
    "no class": (HEADER, [r.replace("yes", "si") for r in ROWS], "row 1, column `label`: `si`"),
    "one class": (
        HEADER,
        [r.replace("yes", "no") for r in ROWS],
        "the truth is the same for all 2",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_named_with_its_row_and_column(case: str, tmp_path: Path) -> None:
    header, rows, match = WRONG[case]
    with pytest.raises(BadData, match=match):
        table(written(tmp_path, rows, header)).read()


MORE_WRONG: dict[str, tuple[str, Sequence[str], str]] = {
    "no example": (HEADER, [*ROWS[:5], ",2,0.5,0.5,yes"], "row 6, column `example`: it is empty"),
    "no name of a view": (HEADER, [*ROWS[:5], "b,,0.5,0.5,yes"], "row 6, column `view`: it is"),
    "long name": (HEADER, [*ROWS[:5], f"{'9' * 5000},2,0.5,0.5,yes"], "row 6, .* 200 characters"),
    "large": (
        HEADER,
        [*ROWS[:5], "b,2,1e308,1e308,yes"],
        "row 6, column `no`: `1e308` is too large",
    ),
    "underscore": (HEADER, [*ROWS[:5], "b,2,1_0,-9,yes"], "row 6, column `no`: `1_0` is no finite"),
    "many digits": (HEADER, [*ROWS[:5], f"b,2,{'9' * 400},0,yes"], "row 6, column `no`: `9999"),
    "nul": (HEADER, [*ROWS[:5], "b,2\0,0.5,0.5,yes"], "row 6, column `view`: it holds a NUL"),
    "no label": (
        HEADER,
        [row.replace("yes", "") for row in ROWS],
        "row 1, column `label`: `nothing` is neither",
    ),
    "semicolons": (HEADER.replace(",", ";"), (), "are parted by semicolons: use commas"),
    "tabs": (HEADER.replace(",", "\t"), (), "are parted by tabs: use commas"),
}


@pytest.mark.parametrize("case", MORE_WRONG)
def test_what_looks_like_an_answer_and_is_none_is_refused(case: str, tmp_path: Path) -> None:
    header, rows, match = MORE_WRONG[case]
    with pytest.raises(BadData, match=match):
        table(written(tmp_path, rows, header)).read()


def test_a_unit_that_is_the_same_everywhere_is_refused(tmp_path: Path) -> None:
    rows = [f"{n},{v},{n + v},z" for n in range(4) for v in range(2)]
    path = written(tmp_path, rows, "example,view,x,patient")
    with pytest.raises(BadData, match="column `patient`: every row is of `z`, and at least two"):
        table(path, outputs=("x",), target="value", label=None, unit="patient").read()


def test_names_that_only_begin_like_numbers_are_sorted_as_text(tmp_path: Path) -> None:
    rows = [row.replace("a,", "--3,") for row in ROWS]
    assert table(written(tmp_path, rows)).read().examples == ("--3", "b")


def test_empty_lines_at_the_end_are_no_rows(tmp_path: Path) -> None:
    found = table(written(tmp_path, [*ROWS, "", ""])).read()
    assert found.answers.shape == (2, 3, 2)


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    for content in (b"", b"\n", b"\xef\xbb\xbf"):
        (tmp_path / "said.csv").write_bytes(content)
        with pytest.raises(BadData, match=r"^said\.csv is empty$"):
            table(tmp_path / "said.csv").read()


def test_a_mark_at_the_start_and_other_line_ends_change_nothing(tmp_path: Path) -> None:
    plain = written(tmp_path)
    expected = table(plain).read().answers
    content = plain.read_bytes()
    for other in (b"\xef\xbb\xbf" + content, content.replace(b"\n", b"\r\n")):
        plain.write_bytes(other)
        assert np.array_equal(table(plain).read().answers, expected)


def test_text_of_another_encoding_says_at_which_byte(tmp_path: Path) -> None:
    path = tmp_path / "said.csv"
    path.write_bytes(f"{HEADER}\né,1,0.5,0.5,no\n".encode("latin-1"))
    with pytest.raises(BadData, match="byte 26 is none of its characters; save it as UTF-8"):
        table(path).read()


def test_a_file_that_is_not_there_or_cannot_be_parsed_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"nothing\.csv cannot be read"):
        table(tmp_path / "nothing.csv").read()
    for name, match in (("said.npz", "no npz"), ("said.csv", "no CSV in UTF-8")):
        path = tmp_path / name
        path.write_bytes(b"\xff\xfe\x00 nothing of the kind")
        with pytest.raises(BadData, match=match):
            table(path).read()


@pytest.mark.parametrize(
    ("arrays", "match"),
    [
        ({"outputs": np.zeros((4, 3))}, r"`outputs` is \(4, 3\), and 2 columns are due"),
        ({"outputs": np.full((4, 2), 0.5), "view": np.arange(3)}, "differ in length"),
        ({"outputs": np.full((4, 2), 0.5), "label": np.array([None] * 4)}, "npz of plain arrays"),
        ({"outputs": np.full((4, 2), 0.5 + 1j)}, "column `no`: complex128 is no number"),
        ({"outputs": np.full((4, 2), 5, "m8[s]")}, "column `no`: timedelta64"),
        ({"outputs": np.full((4, 2), 0.5), "no": np.zeros(4)}, "two columns called `no`"),
        ({"outputs": np.full((4, 2), 0.5), "view": np.zeros(4, [("a", "f4")])}, "is no number and"),
        (
            {"outputs": np.full((4, 2), 0.5), "view": np.array(3)},
            r"`view` is \(\), and 1 column is",
        ),
        (
            {"outputs": np.full((4, 2), 0.5), "view": [0, 1, 0, np.nan]},
            "row 4, column `view`: it is",
        ),
        (
            {"outputs": np.full((4, 2), 0.5), "view": np.array([b"0", b"1", b"0", b"\xff"])},
            "row 4, column `view`: these bytes are no text",
        ),
        (
            {
                "outputs": np.full((4, 2), 0.5),
                "example": np.array(["2020-01-01"] * 3 + ["NaT"], "M8[D]"),
            },
            "row 4, column `example`: it is empty",
        ),
    ],
)
def test_an_npz_of_other_arrays_is_refused(
    tmp_path: Path, arrays: dict[str, Any], match: str
) -> None:
    labels = np.array([0, 0, 1, 1])
    whole = {"example": labels, "view": np.array([0, 1, 0, 1]), "label": labels, **arrays}
    np.savez(tmp_path / "said.npz", allow_pickle=True, **whole)
    with pytest.raises(BadData, match=match):
        table(tmp_path / "said.npz").read()


def test_whole_numbers_kept_with_a_point_are_the_same_names(tmp_path: Path) -> None:
    example, view = np.array([0.0, 0, 10, 10, 2, 2]), np.array([1.0, 0, 1, 0, 1, 0])
    label = np.array([0.0, 0, 1, 1, 0, 0])
    path = tmp_path / "said.npz"
    np.savez(path, example=example, view=view, outputs=np.full((6, 2), 0.5), label=label)
    found = table(path).read()
    assert (found.examples, found.views) == (("0", "2", "10"), ("0", "1"))
    assert found.truth is not None
    assert found.truth.tolist() == [0, 0, 1]


def test_bytes_in_an_npz_are_names(tmp_path: Path) -> None:
    path = tmp_path / "said.npz"
    example, label = np.array([*b"aabb"], "u1").view("S1"), np.array([b"no"] * 2 + [b"yes"] * 2)
    view, outputs = np.array([0, 1, 0, 1]), np.full((4, 2), 0.5)
    np.savez(path, example=example, view=view, outputs=outputs, label=label)
    found = table(path).read()
    assert found.examples == ("a", "b")
    assert found.truth is not None
    assert found.truth.tolist() == [0, 1]


def test_what_is_no_npz_is_said_without_advice_to_load_it_unsafely(tmp_path: Path) -> None:
    view, label = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    path = tmp_path / "said.npz"
    np.savez(path, example=label, view=view, outputs=np.full((4, 2), 0.5), label=label)
    content = path.read_bytes()
    one = tmp_path / "one.npy"
    np.save(one, view)
    with_text = io.BytesIO(content)
    with zipfile.ZipFile(with_text, "a") as archive:
        archive.writestr("notes.txt", "mine")
    flipped = bytearray(content)
    flipped[content.index(b"NUMPY") + 130] ^= 1
    for bad in (content[:-30], b"hello", b"", one.read_bytes(), with_text.getvalue(), flipped):
        path.write_bytes(bad)
        with pytest.raises(BadData, match="npz of plain arrays: ") as said:
            table(path).read()
        assert "pickle" not in str(said.value)


def columns_of_parquet() -> dict[str, list[Any]]:
    cells = zip(*(row.split(",") for row in ROWS), strict=True)
    typed = {name: list(values) for name, values in zip(HEADER.split(","), cells, strict=True)}
    return {**typed, "no": list(map(float, typed["no"])), "yes": list(map(float, typed["yes"]))}


@pytest.mark.parametrize(
    ("column", "cells", "match"),
    [
        ("no", [None, *[0.5] * 5], "row 1, column `no`: `nothing` is no finite number"),
        ("no", [[0.5]] * 6, "row 1, column `no`: a list is no number and no text"),
        ("view", [{"of": 1}] * 6, "row 1, column `view`: a dict is no number"),
        ("example", [*"baaba", None], "row 6, column `example`: it is empty"),
        ("label", [None] * 6, "row 1, column `label`: `nothing` is neither"),
        ("example", [b"\xff"] * 6, "row 1, column `example`: these bytes are no text"),
    ],
)
def test_a_parquet_of_other_cells_is_refused(
    tmp_path: Path, column: str, cells: list[Any], match: str
) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "said.parquet"
    parquet.write_table(pyarrow.table({**columns_of_parquet(), column: cells}), path)
    with pytest.raises(BadData, match=match):
        table(path).read()


def test_a_parquet_that_is_none_damaged_or_says_a_name_twice_is_refused(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "said.parquet"
    columns = columns_of_parquet()
    names = [*columns, "label"]
    twice = [pyarrow.array(columns[name]) for name in names]
    parquet.write_table(pyarrow.Table.from_arrays(twice, names=names), path)
    with pytest.raises(BadData, match="two columns called `label`"):
        table(path).read()
    parquet.write_table(pyarrow.table(columns), path)
    content = np.frombuffer(path.read_bytes(), np.uint8)
    harmed = content.copy()
    harmed[10:150] ^= 255
    for bad in (harmed, content[:-9], content[:0]):
        path.write_bytes(bad.tobytes())
        with pytest.raises(BadData, match=r"said\.parquet is no Parquet file that can be read: "):
            table(path).read()
