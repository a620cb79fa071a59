"""Tables of recorded answers: what is read, and every way in which one can be wrong."""

from __future__ import annotations

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
    ],
)
def test_an_npz_of_other_arrays_is_refused(
    tmp_path: Path, arrays: dict[str, Any], match: str
) -> None:
    whole = {"example": np.array([0, 0, 1, 1]), "view": np.array([0, 1, 0, 1]), **arrays}
    np.savez(tmp_path / "said.npz", allow_pickle=True, **whole)
    with pytest.raises(BadData, match=match):
        table(tmp_path / "said.npz").read()
