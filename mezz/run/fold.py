"""Which fold a row belongs to: decided by its unit alone, whatever else there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.learn.randomness import Stream

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def fold_of(units: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """Return the fold of each row, `(N,)` in 0..folds-1, by a hash of its unit's id."""
    return Stream(0, "fold").integers(units, folds, 1)[:, 0]
