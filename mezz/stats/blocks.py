"""The gap from designed views, which depend on each other inside a block and not between blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEWEST = 2


def cross_block_gap(blocks: NDArray[Any]) -> NDArray[np.float64]:
    """Estimate the variance gap V = E|p_g|^2 - |E p_g|^2 of each example from independent blocks.

    The first term is the mean square of all views. The second is the mean of <m_a, m_b> over pairs
    of different blocks, whose means are independent: so it is unbiased for any plan whose views are
    each Haar-distributed. The usual divisor K - 1 is not: under a design the views of a block repel
    or attract each other.

    Args:
        blocks: `(R, K, N, C)` predictions; axis 0 is the block, axis 1 its views.

    Returns:
        `(N,)` float64, in the square of the predictions' unit; it may be negative by chance.

    Raises:
        ValueError: fewer than two blocks.
    """
    if blocks.ndim != 4 or len(blocks) < _FEWEST:
        raise ValueError(f"blocks are (R, K, N, C) with at least two of them, not {blocks.shape}")
    count = len(blocks)
    values = np.asarray(blocks, dtype=np.float64)
    # About the mean of all, so that a large common part does not cost the difference its digits.
    values = values - values.mean(axis=(0, 1))
    square: NDArray[np.float64] = np.square(values).sum(axis=-1).mean(axis=(0, 1))
    means = values.mean(axis=1)
    total = np.square(means.sum(axis=0)).sum(axis=-1) - np.square(means).sum(axis=(0, -1))
    return np.asarray(square - total / (count * (count - 1)))
