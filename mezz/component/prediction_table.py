"""A table of what a system said in each view of each example: CSV, Parquet or npz, every row checked."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from mezz.component.column_file import ColumnFile
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

_LARGEST = 1e50
"""Estimates of spread take sixth powers, which must be numbers too."""

_LONGEST = 200
_FEWEST = 2
_SHOWN = 40
_WHOLE = re.compile(r"-?[0-9]+")


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

        labels = {self.label: self.truth_columns()} if self.label else {}
        columns = ColumnFile(self.path).read({"outputs": self.outputs, **labels})
        self._check_names(list(columns))
        if len(columns["example"]) == 0:
            raise BadData(f"{self.name} holds no rows")
        examples, row_example = self._ranked("example", columns["example"])
        views, row_view = self._ranked("view", columns["view"])
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
            names, row_unit = self._ranked(self.unit, columns[self.unit])
            if len(names) < _FEWEST:
                raise BadData(
                    f"{self.name}, column `{self.unit}`: every row is of `{names[0]}`, and at least "
                    "two units are needed to resample"
                )
            units = row_unit[first]
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
                raise BadData(f"{self.name} has no column `{name}`; {hint}".rstrip("; "))
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

        if cells.dtype.kind == "O":
            numbers = np.array([_number(cell) for cell in cells.tolist()])
        else:
            with np.errstate(over="ignore"):  # what is too large for float64 is refused below
                numbers = np.asarray(cells, np.float64)
        wrong = np.flatnonzero(~(np.abs(numbers) <= _LARGEST))
        if len(wrong):
            row = int(wrong[0])
            shown = str(cells[row])[:_SHOWN] or "nothing"
            is_ = "is too large" if np.isfinite(numbers[row]) else "is no finite number"
            raise BadData(f"{self.name}, row {row + 1}, column `{column}`: `{shown}` {is_}")
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

        said = [_said(cell) for cell in cells.tolist()]
        places = {name: at for at, name in enumerate(self.outputs)}
        if not set(said) <= set(places):
            numbered = {str(at): at for at in range(len(self.outputs))}
            if set(said) <= set(numbered):
                places = numbered
        for row, word in enumerate(said):
            if word not in places:
                shown = word[:_SHOWN] or "nothing"
                raise BadData(
                    f"{self.name}, row {row + 1}, column `{column}`: `{shown}` is neither "
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

        said = np.array([_said(cell) for cell in cells.tolist()], object)
        differs = np.flatnonzero(said != said[first][row_example])
        if len(differs):
            row = int(differs[0])
            example = row_example[row]
            raise BadData(
                f"{self.name}, row {row + 1}, column `{column}`: example `{examples[example]}` is "
                f"`{said[row][:_SHOWN]}` here and `{said[first[example]][:_SHOWN]}` in row "
                f"{int(first[example]) + 1}"
            )

    def _ranked(self, column: str, cells: Cells) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """Return the distinct names in order, whole numbers by size, and each row's place there."""
        import numpy as np

        said = [_said(cell) for cell in cells.tolist()]
        names = sorted(set(said))
        for name in names:
            if not 0 < len(name) <= _LONGEST:
                why = f"a name has at most {_LONGEST} characters" if name else "it is empty"
                raise BadData(f"{self.name}, row {said.index(name) + 1}, column `{column}`: {why}")
        if all(map(_WHOLE.fullmatch, names)):
            names.sort(key=int)
        places = {name: at for at, name in enumerate(names)}
        return tuple(names), np.array([places[name] for name in said], np.int64)


@lru_cache(maxsize=2)
def _read(table: PredictionTable, _digest: str) -> Recorded:
    return table.read_afresh()


def _said(cell: Any) -> str:
    """Return a cell as text: a whole number without its point, nothing as an empty text."""
    if isinstance(cell, float):
        if cell != cell:  # NaN is how many programs write that there is nothing
            return ""
        return str(int(cell)) if cell.is_integer() else str(cell)
    return str(cell)


def _number(cell: Any) -> float:
    """Return a cell as a number, NaN where it is none; Python alone reads `1_0` as 10."""
    try:
        return float("nan") if isinstance(cell, str) and "_" in cell else float(cell)
    except (ValueError, TypeError, OverflowError):
        return float("nan")
