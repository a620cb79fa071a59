"""Which rows a step sees, in which views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from mezz.learn.fit import Source
    from mezz.learn.randomness import Stream


class Batches:
    """The endless sequence of a source's rows, cut into batches.

    Epoch after epoch is put in a random order of its own, and a batch may span epochs: every row
    is used equally often (to within one), and every batch is full. Place p of the sequence (slot s
    of step t is p = t x batch + s) has, unless the source's views are fixed, a view drawn for p.
    """

    def __init__(self, source: Source, batch: int, stream: Stream) -> None:
        self._views, self._rows, _ = source.bank.shape
        self._fixed = source.views
        self._batch = batch
        self._stream = stream
        self._number = -1
        self._epoch = np.empty((2, 0), dtype=np.int64)

    def at(self, step: int) -> npt.NDArray[np.int64]:
        """Return `(2, batch)` int64: the views and the rows of a step."""
        start, stop = step * self._batch, (step + 1) * self._batch
        parts = []
        for number in range(start // self._rows, -(-stop // self._rows)):
            first = number * self._rows
            parts.append(self._order(number)[:, max(start - first, 0) : stop - first])
        return np.concatenate(parts, axis=1)

    def _order(self, number: int) -> npt.NDArray[np.int64]:
        """Return `(2, N)` int64, the views and rows of an epoch; the last one is kept."""
        if number != self._number:
            rows = self._stream.child("order", number).permutation(self._rows)
            if self._fixed is None:
                places = number * self._rows + np.arange(self._rows)
                views = self._stream.child("views").integers(places, self._views)[:, 0]
            else:
                views = self._fixed[rows]
            self._number, self._epoch = number, np.stack([views, rows])
        return self._epoch
