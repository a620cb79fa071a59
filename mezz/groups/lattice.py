"""Evenly spread points of a periodic cube."""

from __future__ import annotations

from functools import lru_cache
from itertools import count as counting
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def spread_points(count: int, dims: int) -> NDArray[np.float64]:
    """Return evenly spread points of the unit cube.

    Args:
        count: how many, K.
        dims: the number of dimensions, d.

    Returns:
        `(K, d)` float64 in [0, 1): a grid where K is a d-th power, the last dimension fastest;
        elsewhere a lattice of rank one.
    """
    side = next(s for s in counting(1) if s**dims >= count)
    if side**dims == count:
        return np.indices((side,) * dims).reshape(dims, count).T / side
    return _korobov(count, dims)


@lru_cache(maxsize=64)
def _korobov(count: int, dims: int) -> NDArray[np.float64]:
    """Return the lattice k (1, a, a^2, ...) / K modulo 1 with the best a, `(K, d)`.

    The best is that of the smallest worst-case error P_2, the mean over the points of
    prod_j (1 + 2 pi^2 B_2(x_j)) - 1 with B_2(x) = x^2 - x + 1/6. Source: I. H. Sloan, S. Joe,
    "Lattice methods for multiple integration" (1994), chapter 4.
    """
    best, least = np.empty((count, dims)), np.inf
    for a in range(1, count):
        vector = [pow(a, j, count) for j in range(dims)]
        points = np.outer(np.arange(count), vector) % count / count
        bernoulli = points * points - points + 1.0 / 6.0
        error = float(np.prod(1.0 + 2.0 * np.pi**2 * bernoulli, axis=1).mean())
        if error < least:
            best, least = points, error
    return best
