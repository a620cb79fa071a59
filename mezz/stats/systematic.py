"""The part of a gap that other seeds would show again, and not training noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def systematic(deviations: Sequence[NDArray[Any]] | NDArray[Any]) -> NDArray[np.float64]:
    """Estimate V_sys = E_g <f_s(gx) - fbar_s(x), f_s'(gx) - fbar_s'(x)> over pairs s != s'.

    A U-statistic over seeds: the square of the sum less the sum of squares, so that a seed never
    meets itself. What is left of the gap, V - V_sys, is noise of training. Where the means fbar are
    those of V sampled views, V_sys falls short by the same factor as the gap with divisor V.

    Args:
        deviations: `(S, V, N, C)`, or S arrays `(V, N, C)`: each seed's answers to the same views,
            less their mean over the views. S is at least 2.

    Returns:
        `(N,)` float64, in the unit of the gap with divisor V; by chance it can be negative.

    Raises:
        ValueError: fewer than two seeds, no view, or seeds whose shapes differ.
    """
    seeds = len(deviations)
    if seeds < 2:
        raise ValueError("what seeds share takes at least two of them")
    shape = deviations[0].shape
    if len(shape) != 3 or shape[0] == 0 or any(one.shape != shape for one in deviations):
        raise ValueError(f"deviations are (V, N, C) of one shape, not {shape}")
    found = np.zeros(shape[1])
    for at in range(shape[0]):
        total, own = np.zeros(shape[1:]), np.zeros(shape[1])
        for one in deviations:
            total += one[at]
            own += np.square(np.asarray(one[at], dtype=np.float64)).sum(axis=-1)
        found += np.square(total).sum(axis=-1) - own
    return np.asarray(found / (shape[0] * seeds * (seeds - 1)))
