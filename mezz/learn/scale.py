"""Standardisation of columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

_ROWS = 8192  # rows a pass: the float64 copy of a chunk is all that fitting adds to memory
_RESOLUTION = float(np.finfo(np.float32).eps)


@dataclass(frozen=True, slots=True, eq=False)
class Scaler:
    """Columns of mean 0 and standard deviation 1.

    `mean` and `scale` are `(D,)` float64. A column that is constant to float32's resolution has
    scale 1: dividing by its deviation would blow rounding up to signal.
    """

    mean: npt.NDArray[np.float64]
    scale: npt.NDArray[np.float64]

    @classmethod
    def fit(
        cls,
        bank: npt.NDArray[np.float32],
        views: npt.NDArray[np.int64] | None = None,
        alike: Sequence[int] | None = None,
    ) -> Scaler:
        """Measure mean and standard deviation in float64, in two passes.

        Args:
            bank: `(V, N, D)`; axis 0 is the view.
            views: `(N,)` int64, the one view in which each row is seen; without it every view of
                every row counts.
            alike: a number for each column; columns of one number are measured as one. Without it
                each column is one of its own.

        Returns:
            The scaler. The deviation's divisor is the number of rows.

        Raises:
            ValueError: if the bank holds no rows.
        """
        count = bank.shape[1] * (bank.shape[0] if views is None else 1)
        if count == 0:
            raise ValueError(f"a scaler needs rows to be fitted on; the bank is {bank.shape}")
        mean = np.zeros(bank.shape[2])
        for rows in _chunks(bank, views):
            mean += rows.sum(axis=0)
        mean = _shared(mean / count, alike)
        square = np.zeros_like(mean)
        for rows in _chunks(bank, views):
            deviation = np.subtract(rows, mean, out=rows)
            square += np.square(deviation, out=rows).sum(axis=0)
        scale = np.sqrt(_shared(square / count, alike))
        scale[scale <= _RESOLUTION * np.abs(mean)] = 1.0
        return cls(mean, scale)

    def apply(
        self, rows: npt.NDArray[np.floating], dtype: type[np.float32 | np.float64] = np.float32
    ) -> npt.NDArray[np.floating]:
        """Standardise.

        Args:
            rows: `(..., D)`; axis -1 is the column.
            dtype: the precision of the arithmetic: the statistics are rounded to it first.

        Returns:
            `(..., D)` of `dtype`, a new array.
        """
        out: npt.NDArray[np.floating] = np.subtract(rows, self.mean.astype(dtype), dtype=dtype)
        out /= self.scale.astype(dtype)
        return out


def _shared(
    values: npt.NDArray[np.float64], alike: Sequence[int] | None
) -> npt.NDArray[np.float64]:
    """Return for each column the mean over the columns that are like it."""
    if alike is None:
        return values
    kinds = np.asarray(alike)
    means: npt.NDArray[np.float64] = np.bincount(kinds, values) / np.bincount(kinds)
    shared: npt.NDArray[np.float64] = means[kinds]
    return shared


def _chunks(
    bank: npt.NDArray[np.float32], views: npt.NDArray[np.int64] | None
) -> Iterator[npt.NDArray[np.float64]]:
    """Yield `(rows, D)` float64 copies that together are every row once."""
    for start in range(0, bank.shape[1], _ROWS):
        stop = min(start + _ROWS, bank.shape[1])
        if views is None:
            for view in bank:
                yield view[start:stop].astype(np.float64)
        else:
            yield bank[views[start:stop], np.arange(start, stop)].astype(np.float64)
