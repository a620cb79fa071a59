"""How large orbits and stabilisers are, counted on data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE = 1e-9


def orbit_sizes(views: NDArray[Any], tolerance: float = TOLERANCE) -> NDArray[np.int64]:
    """Count the distinct images of each example.

    Args:
        views: `(V, N, ...)` images of N examples under V elements of a group.
        tolerance: images of an example are one where no value of them differs by more than this
            times the largest magnitude of the example's values.

    Returns:
        How many distinct images each example has, `(N,)` int64: the size of its orbit where the
        elements are the whole group, and at most that elsewhere.

    Raises:
        ValueError: no view, or values that are not finite.
    """
    v, n = views.shape[:2]
    flat = np.moveaxis(views.reshape(v, n, math.prod(views.shape[2:])), 0, 1).astype(np.float64)
    if v == 0 or not np.isfinite(flat).all():
        raise ValueError("orbits are counted on at least one view, of finite values")
    near = tolerance * np.abs(flat).max(axis=(1, 2), initial=0.0)
    new = np.ones((n, v), dtype=bool)
    for at in range(1, v):
        apart = np.abs(flat[:, :at] - flat[:, at : at + 1]).max(axis=2, initial=0.0)
        new[:, at] = (apart > near[:, np.newaxis]).all(axis=1)
    return np.asarray(new.sum(axis=1), dtype=np.int64)


def stabiliser_sizes(views: NDArray[Any], tolerance: float = TOLERANCE) -> NDArray[np.float64]:
    """Return how many elements leave an example where it is, on average over its orbit.

    Args:
        views: `(V, N, ...)` the images of N examples under all V elements of a group.
        tolerance: as for `orbit_sizes`.

    Returns:
        V over the size of the orbit, `(N,)`, a whole number where the elements act as a group.

    Raises:
        ValueError: no view, or values that are not finite.
    """
    return np.asarray(len(views) / orbit_sizes(views, tolerance))
