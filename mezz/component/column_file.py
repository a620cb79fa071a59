"""A file of named columns of equal length: CSV, Parquet or npz, each cell a number or a text."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mezz.component.failure import BadData, Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Cells = NDArray[np.generic]

_NUMBERS, _TEXTS, _DATES, _OBJECTS = "biuf", "US", "M", "O"
_UNREADABLE = (OSError, ValueError, EOFError, KeyError, RuntimeError, SyntaxError)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class ColumnFile:
    """One file. What its name ends in says what it is; anything unknown is CSV.

    A column comes out as numbers, or as objects: text, numbers, dates, and `""` where there is
    nothing. Rows are counted from 1, the header aside.
    """

    path: Path

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name

    def read(self, wide: Mapping[str, tuple[str, ...]]) -> dict[str, Cells]:
        """Return the columns by name.

        An npz may hold several columns as one array of two axes: `wide` says which columns, in
        their order, are those of which array.

        Raises:
            BadData: the file is not what its name says, or a cell is neither number nor text.
            Unavailable: no library here reads it.
        """
        suffix = self.path.suffix.lower()
        if suffix == ".npz":
            columns = self._npz(wide)
        else:
            columns = self._parquet() if suffix in (".parquet", ".pq") else self._csv()
        return {name: self._plain(name, cells) for name, cells in columns.items()}

    def _csv(self) -> dict[str, Cells]:
        import numpy as np

        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                lines = list(csv.reader(file, strict=True))
        except UnicodeDecodeError as error:
            where = f"byte {error.start} is none of its characters"
            raise BadData(f"{self.name} is no CSV in UTF-8: {where}; save it as UTF-8") from error
        except csv.Error as error:
            raise BadData(f"{self.name} is no CSV in UTF-8: {error}") from error
        while lines and not lines[-1]:  # what an editor leaves at the end is no row
            lines.pop()
        if not lines:
            raise BadData(f"{self.name} is empty")
        header, *rows = lines
        names = [name.strip() for name in header]
        self._check_separator(names)
        self._check_once(names)
        for at, row in enumerate(rows, 1):
            if len(row) != len(names):
                raise BadData(
                    f"{self.name}, row {at} has {len(row)} cells, and the header {len(names)}"
                )
        cells = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)]
        cells = cells or [[] for _ in names]
        return {name: np.array(column, object) for name, column in zip(names, cells, strict=True)}

    def _check_separator(self, names: Sequence[str]) -> None:
        for mark, word in _SEPARATORS.items():
            if len(names) == 1 and mark in names[0]:
                raise BadData(f"the columns of {self.name} are parted by {word}: use commas")

    def _check_once(self, names: Sequence[str]) -> None:
        for name in names:
            if names.count(name) > 1:
                raise BadData(f"{self.name} has two columns called `{name}`")

    def _parquet(self) -> dict[str, Cells]:
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as error:
            help_ = "pip install 'mezz[finance]'"
            raise Unavailable("reading Parquet needs the package `pyarrow`", help_) from error
        try:
            with parquet.ParquetFile(self.path) as file:
                self._check_once(file.schema_arrow.names)
                table = file.read()
            return {name: _objects(table.column(name).to_pylist()) for name in table.column_names}
        except (pyarrow.ArrowException, OSError, ValueError) as error:
            reason = str(error).replace(str(self.path), self.name).partition("\n")[0]
            raise BadData(f"{self.name} is no Parquet file that can be read: {reason}") from error

    def _npz(self, wide: Mapping[str, tuple[str, ...]]) -> dict[str, Cells]:
        columns: dict[str, Cells] = {}
        for name, array in self._arrays().items():
            parts = wide.get(name, (name,))
            table = array.reshape(-1, 1) if array.ndim == 1 else array
            if table.ndim != 2 or table.shape[1] != len(parts):
                plural = "column is" if len(parts) == 1 else "columns are"
                raise BadData(
                    f"{self.name}: `{name}` is {array.shape}, and {len(parts)} {plural} due"
                )
            self._check_once([*columns, *parts])
            columns |= {part: table[:, at] for at, part in enumerate(parts)}
        lengths = {name: len(column) for name, column in columns.items()}
        if len(set(lengths.values())) > 1:
            raise BadData(f"{self.name}: its arrays differ in length: {lengths}")
        return columns

    def _arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays of an npz. Pickled objects are never loaded."""
        import zipfile
        import zlib

        import numpy as np

        what = f"{self.name} is no npz of plain arrays"
        arrays: dict[str, NDArray[Any]] = {}
        name = ""
        # Opened here, for numpy leaves a file open that turns out to be no npz.
        with self.path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise BadData(f"{what}: it is no zip file, or was cut short")
            file.seek(0)
            try:
                found = np.load(file, allow_pickle=False)
                for name in found.files:
                    arrays[name] = found[name]
            except MemoryError as error:
                raise BadData(f"{what}: `{name}` does not fit into memory") from error
            except (*_UNREADABLE, zipfile.BadZipFile, zlib.error) as error:
                reason = "it is damaged, or holds objects that are neither numbers nor texts"
                raise BadData(f"{what}: `{name}` cannot be read: {reason}") from error
        for name, array in arrays.items():
            if not isinstance(array, np.ndarray):
                raise BadData(f"{what}: `{name}` is no array")
        return arrays

    def _plain(self, column: str, cells: Cells) -> Cells:
        """Return a column as numbers or as objects; see the class."""
        import numpy as np

        kind = cells.dtype.kind
        if kind in _NUMBERS:
            return cells
        if kind == _DATES:
            said = np.where(np.isnat(cells), "", cells.astype(str))
            return _objects(said.tolist())
        if kind not in _TEXTS + _OBJECTS:
            raise BadData(f"{self.name}, column `{column}`: {cells.dtype} is no number and no text")
        return _objects([self._cell(column, row, cell) for row, cell in enumerate(cells.tolist())])

    def _cell(self, column: str, row: int, cell: Any) -> Any:
        """Return a cell as it is, bytes as text, and nothing as an empty text."""
        if cell is None:
            return ""
        if isinstance(cell, bytes):
            try:
                cell = cell.decode()
            except UnicodeDecodeError as error:
                raise self._no_cell(column, row, "these bytes are no text in UTF-8") from error
        if isinstance(cell, str) and "\0" in cell:
            raise self._no_cell(column, row, "it holds a NUL character")
        if isinstance(cell, list | tuple | dict | set):
            raise self._no_cell(column, row, f"a {type(cell).__name__} is no number and no text")
        return cell

    def _no_cell(self, column: str, row: int, why: str) -> BadData:
        return BadData(f"{self.name}, row {row + 1}, column `{column}`: {why}")


def _objects(cells: Sequence[Any]) -> NDArray[Any]:
    """Return cells as one axis of objects, whatever they are."""
    import numpy as np

    return np.fromiter(cells, object, len(cells))
