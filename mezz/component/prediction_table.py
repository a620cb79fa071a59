"""A table of what a system said in each view of each example: CSV, Parquet or npz, every row checked."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from mezz.component.failure import BadData, Unavailable
from mezz.diag.similar import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Cells = NDArray[np.generic]

_SUM_TOLERANCE = 1e-3
"""By how much probabilities may miss 1: a table is often rounded to a few digits."""

_FEWEST = 2
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Recorded:
    """A table, sorted by example and view.

    `examples`: `(N,)` text, what the table calls them. `views`: the names of the V views.
    `answers`: `(N, V, C)` float64. `truth`: `(N,)` int64 classes or `(N, C)` float64 values, None
    without labels. `units`: `(N,)` int64, what is resampled together.
    """

    examples: tuple[str, ...]
    views: tuple[str, ...]
    answers: NDArray[np.float64]
    truth: NDArray[np.generic] | None
    units: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PredictionTable:
    """Columns `example` and `view`, one column an output, and at will a label and a unit.

    A row is one answer. Rows may come in any order and are counted from 1, the header aside.
    """

    path: Path
    outputs: tuple[str, ...]
    target: Literal["label", "value"]
    label: str | None
    unit: str | None

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name

    def digest(self) -> str:
        """Return the sha256 of the file's bytes, in hex.

        Raises:
            Unavailable: the file cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise Unavailable(
                f"the predictions table {self.path} cannot be read: {reason}"
            ) from error

    def read(self) -> Recorded:
        """Read and check every row, once as long as the file stays as it is.

        Raises:
            BadData: what is wrong, with row and column.
            Unavailable: the file is not there, or no library here reads it.
        """
        return _read(self, self.digest())

    def read_afresh(self) -> Recorded:
        """Read and check every row; see `read`."""
        import numpy as np

        columns = self._columns()
        self._check_names(list(columns))
        if len(columns["example"]) == 0:
            raise BadData(f"{self.name} holds no rows")
        examples, row_example = _ranked(columns["example"])
        views, row_view = _ranked(columns["view"])
        order = self._places(examples, views, row_example, row_view)
        flat = np.stack([self._numbers(name, columns[name]) for name in self.outputs], axis=1)
        if self.target == "label":
            self._check_probabilities(flat)
        shape = (len(examples), len(views), len(self.outputs))
        first = order.reshape(shape[:2])[:, 0]
        truth = None
        if self.label is not None:
            truth = self._truth(columns, examples, row_example, first)
        units = np.arange(shape[0], dtype=np.int64)
        if self.unit is not None:
            self._check_constant(self.unit, columns[self.unit], examples, row_example, first)
            units = _ranked(columns[self.unit])[1][first]
        return Recorded(examples, views, flat[order].reshape(shape), truth, units)

    def truth_columns(self) -> tuple[str, ...]:
        """Return the columns of the truth: `label`, or `label.<output>` for several values."""
        if self.label is None:
            return ()
        if self.target == "label" or len(self.outputs) == 1:
            return (self.label,)
        return tuple(f"{self.label}.{name}" for name in self.outputs)

    def _check_names(self, found: Sequence[str]) -> None:
        units = (self.unit,) if self.unit else ()
        wanted = ("example", "view", *self.outputs, *self.truth_columns(), *units)
        for name in wanted:
            if name not in found:
                hint = "; ".join(did_you_mean(name, found, "it has"))
                raise BadData(f"{self.name} has no column `{name}`; {hint}")
        for name in found:
            if name not in wanted:
                known = ", ".join(f"`{one}`" for one in wanted)
                raise BadData(
                    f"{self.name} has an unknown column `{name}`, which is none of {known}: say in "
                    "`world` what it is, or take it out"
                )

    def _places(
        self,
        examples: tuple[str, ...],
        views: tuple[str, ...],
        row_example: NDArray[np.int64],
        row_view: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Return the row of every (example, view), examples first, `(N V,)`."""
        import numpy as np

        if len(examples) < _FEWEST or len(views) < _FEWEST:
            raise BadData(
                f"{self.name} holds {len(examples)} example{'s'[: len(examples) != 1]} in "
                f"{len(views)} view{'s'[: len(views) != 1]}: at least two of each are needed"
            )
        pair = row_example * len(views) + row_view
        order = np.argsort(pair, kind="stable")
        again = np.flatnonzero(np.diff(pair[order]) == 0)
        if len(again):
            one, other = (int(row) for row in order[again[0] : again[0] + 2])
            raise BadData(
                f"{self.name}, row {other + 1}: example `{examples[row_example[other]]}` in view "
                f"`{views[row_view[other]]}` stands in row {one + 1} already"
            )
        whole = len(examples) * len(views)
        if len(pair) < whole:
            lost = int(np.setdiff1d(np.arange(whole), pair)[0])
            example, view = divmod(lost, len(views))
            count = int((row_example == example).sum())
            raise BadData(
                f"{self.name}: example `{examples[example]}` has no row for view `{views[view]}`; "
                f"it has {count} of {len(views)} views, and every example needs all"
            )
        return order

    def _numbers(self, column: str, cells: Cells) -> NDArray[np.float64]:
        """Return a column of finite numbers."""
        import numpy as np

        try:
            numbers = np.asarray(cells, np.float64)
        except (ValueError, TypeError):
            numbers = np.array([_number(cell) for cell in cells.tolist()])
        wrong = np.flatnonzero(~np.isfinite(numbers))
        if len(wrong):
            row = int(wrong[0])
            shown = str(cells[row])[:_SHOWN] or "nothing"
            raise BadData(
                f"{self.name}, row {row + 1}, column `{column}`: `{shown}` is no finite number"
            )
        return numbers

    def _check_probabilities(self, flat: NDArray[np.float64]) -> None:
        import numpy as np

        wrong = (flat < 0).any(axis=1) | (np.abs(flat.sum(axis=1) - 1) > _SUM_TOLERANCE)
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise BadData(
                f"{self.name}, row {row + 1}: the outputs {np.round(flat[row], 4).tolist()} are no "
                "probabilities: they must be 0 or more and add up to 1 (`target: value` takes any "
                "numbers)"
            )

    def _truth(
        self,
        columns: dict[str, Cells],
        examples: tuple[str, ...],
        row_example: NDArray[np.int64],
        first: NDArray[np.int64],
    ) -> NDArray[np.generic]:
        """Return one truth an example; the same in all its rows."""
        import numpy as np

        names = self.truth_columns()
        for name in names:
            self._check_constant(name, columns[name], examples, row_example, first)
        truth: NDArray[np.generic]
        if self.target == "value":
            truth = np.stack([self._numbers(name, columns[name])[first] for name in names], axis=1)
        else:
            truth = self._classes(names[0], columns[names[0]])[first]
        if (truth == truth[0]).all():
            raise BadData(
                f"{self.name}, column `{names[0]}`: the truth is the same for all "
                f"{len(truth)} examples, so that a constant is never wrong"
            )
        return truth

    def _classes(self, column: str, cells: Cells) -> NDArray[np.int64]:
        """Return classes, `(R,)`: the place of an output's name, or numbers that are the places."""
        import numpy as np

        said = [str(cell) for cell in cells.tolist()]
        places = {name: at for at, name in enumerate(self.outputs)}
        if not set(said) <= set(places):
            numbered = {str(at): at for at in range(len(self.outputs))}
            if set(said) <= set(numbered):
                places = numbered
        for row, word in enumerate(said):
            if word not in places:
                raise BadData(
                    f"{self.name}, row {row + 1}, column `{column}`: `{word[:_SHOWN]}` is neither "
                    "the name of an output nor its place, counted from 0"
                )
        return np.array([places[word] for word in said], np.int64)

    def _check_constant(
        self,
        column: str,
        cells: Cells,
        examples: tuple[str, ...],
        row_example: NDArray[np.int64],
        first: NDArray[np.int64],
    ) -> None:
        """Refuse a column that differs between the rows of one example."""
        import numpy as np

        said = np.asarray(cells).astype(str)
        differs = np.flatnonzero(said != said[first][row_example])
        if len(differs):
            row = int(differs[0])
            example = row_example[row]
            raise BadData(
                f"{self.name}, row {row + 1}, column `{column}`: example `{examples[example]}` is "
                f"`{said[row][:_SHOWN]}` here and `{said[first[example]][:_SHOWN]}` in row "
                f"{int(first[example]) + 1}"
            )

    def _columns(self) -> dict[str, Cells]:
        """Return the columns by name, whatever the file is."""
        readers = {".npz": self._npz, ".parquet": self._parquet, ".pq": self._parquet}
        return readers.get(self.path.suffix.lower(), self._csv)()

    def _csv(self) -> dict[str, Cells]:
        import numpy as np

        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                header, *rows = list(csv.reader(file, strict=True)) or [[]]
        except (UnicodeDecodeError, csv.Error) as error:
            raise BadData(f"{self.name} is no CSV in UTF-8: {error}") from error
        names = [name.strip() for name in header]
        for name in names:
            if names.count(name) > 1:
                raise BadData(f"{self.name} has two columns called `{name}`")
        for at, row in enumerate(rows, 1):
            if len(row) != len(names):
                raise BadData(
                    f"{self.name}, row {at} has {len(row)} cells, and the header {len(names)}"
                )
        cells = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)]
        cells = cells or [[] for _ in names]
        return {name: np.array(column, object) for name, column in zip(names, cells, strict=True)}

    def _parquet(self) -> dict[str, Cells]:
        import numpy as np

        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as error:
            help_ = "pip install 'mezz[finance]'"
            raise Unavailable("reading Parquet needs the package `pyarrow`", help_) from error
        try:
            table = parquet.read_table(self.path)
        except pyarrow.ArrowInvalid as error:
            raise BadData(f"{self.name} is no Parquet file: {error}") from error
        return {
            name: np.array(table.column(name).to_pylist(), object) for name in table.column_names
        }

    def _npz(self) -> dict[str, Cells]:
        """Return the arrays of an npz: `outputs` `(R, C)` holds the outputs in their order."""
        import zipfile

        import numpy as np

        try:
            with np.load(self.path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
        except (ValueError, zipfile.BadZipFile, EOFError) as error:
            raise BadData(f"{self.name} is no npz of plain arrays: {error}") from error
        columns: dict[str, Cells] = {}
        for name, array in arrays.items():
            parts = {"outputs": self.outputs, self.label: self.truth_columns()}.get(name, (name,))
            wide = array[:, np.newaxis] if array.ndim == 1 else array
            if wide.ndim != 2 or wide.shape[1] != len(parts):
                raise BadData(
                    f"{self.name}: `{name}` is {array.shape}, and {len(parts)} columns are due"
                )
            columns |= {part: wide[:, at] for at, part in enumerate(parts)}
        lengths = {name: len(column) for name, column in columns.items()}
        if len(set(lengths.values())) > 1:
            raise BadData(f"{self.name}: its arrays differ in length: {lengths}")
        return columns


@lru_cache(maxsize=2)
def _read(table: PredictionTable, _digest: str) -> Recorded:
    return table.read_afresh()


def _ranked(cells: Cells) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the distinct names in order, whole numbers by size, and each row's place among them."""
    import numpy as np

    said = np.asarray(cells).astype(str)
    names, places = np.unique(said, return_inverse=True)
    if all(name.lstrip("-").isdecimal() for name in names.tolist()):
        by_size = np.argsort([int(name) for name in names.tolist()], kind="stable")
        rank = np.empty_like(by_size)
        rank[by_size] = np.arange(len(names))
        names, places = names[by_size], rank[places]
    return tuple(names.tolist()), places.astype(np.int64)


def _number(cell: Any) -> float:
    try:
        return float(cell)
    except (ValueError, TypeError):
        return float("nan")
