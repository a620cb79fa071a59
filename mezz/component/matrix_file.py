"""A square matrix in a Matrix Market file, and random pieces of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mezz.component.failure import BadData, Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_UNREADABLE = (OSError, ValueError, TypeError, EOFError, OverflowError, IndexError)


@dataclass(frozen=True, slots=True)
class MatrixFile:
    """One file, plain or compressed (`.gz`, `.bz2`), dense or sparse, of real numbers."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name

    def digest(self) -> str:
        """Return the sha256 of the file's bytes, in hex.

        Raises:
            Unavailable: there is no such file.
        """
        if not self.path.is_file():
            help_ = "path: relative to the spec's folder"
            raise Unavailable(f"there is no file {self.path}", help_)
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def size(self) -> int:
        """Return the number of rows, which is that of columns, from the header alone.

        Raises:
            BadData: the file is no Matrix Market file, or its matrix is not square or not real.
        """
        from scipy.io import mminfo

        try:
            rows, columns, _, _, numbers, _ = mminfo(str(self.path))
        except _UNREADABLE as error:
            raise BadData(f"{self.name} is no Matrix Market file: {error}") from error
        if rows != columns:
            raise BadData(f"{self.name} holds {rows} rows and {columns} columns: not square")
        if numbers == "complex":
            raise BadData(f"{self.name} holds complex numbers, and real ones are due")
        return int(rows)

    def read(self) -> Any:
        """Return the matrix, sparse by rows (`scipy.sparse.csr_array`, float64).

        It is read once as long as the file stays as it is.

        Raises:
            BadData: as `size`; or an entry is no finite number, or the file ends too early.
        """
        self.size()
        state = self.path.stat()
        return _read(self, state.st_mtime_ns, state.st_size)

    def read_afresh(self) -> Any:
        """Return what `read` returns, whatever was read before."""
        import numpy as np
        from scipy.io import mmread
        from scipy.sparse import csr_array

        try:
            matrix = csr_array(mmread(str(self.path)), dtype=np.float64)
        except _UNREADABLE as error:
            raise BadData(f"{self.name} cannot be read: {error}") from error
        entries = matrix.tocoo()
        bad = np.flatnonzero(~np.isfinite(entries.data))
        if len(bad):
            row, column = (int(each[bad[0]]) + 1 for each in entries.coords)
            raise BadData(f"{self.name}, row {row}, column {column}: no finite number")
        return matrix


def principal(matrix: Any, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the submatrices of these rows and the same columns, `(N, n, n)`.

    Args:
        matrix: what `MatrixFile.read` returned.
        places: `(N, n)` rows of each submatrix, from 0.
    """
    import numpy as np

    count, n = places.shape
    rows = np.repeat(places, n, axis=1).reshape(count * n, n)
    columns = np.repeat(places, n, axis=0)
    return np.asarray(matrix[rows, columns].toarray(), np.float64).reshape(count, n, n)


def subsets(uniforms: NDArray[np.float64], of: int) -> NDArray[np.int64]:
    """Turn uniform draws into ordered choices without repetition, all equally likely.

    Args:
        uniforms: `(N, n)` numbers in [0, 1).
        of: how many there are to choose from, at least n.

    Returns:
        `(N, n)` int64 in 0..of-1, each row without repetition.
    """
    import numpy as np

    chosen = np.empty(uniforms.shape, dtype=np.int64)
    for at in range(uniforms.shape[1]):
        place = (uniforms[:, at] * (of - at)).astype(np.int64)
        # The place among those that are left becomes one among all.
        for taken in np.sort(chosen[:, :at], axis=1).T:
            place += place >= taken
        chosen[:, at] = place
    return chosen


@lru_cache(maxsize=2)
def _read(file: MatrixFile, changed_ns: int, size: int) -> Any:
    """Read a file, or return what was read while it had this time of change and size."""
    return file.read_afresh()
