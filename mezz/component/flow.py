"""The flow of an ordinary differential equation, for a whole batch of states at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FINE = 0.02
"""The longest step towards a target: errors stay near 1e-11 of a state on the shipped systems."""

COARSE = 0.05
"""The longest step on the way to a state: any point near the attractor is as good as another."""

SUBSTEPS = (2, 4, 6, 8, 10, 12)
"""Into how many pieces one step is cut, one column of the extrapolation each: order 12."""

_ROWS = 4096
"""States that are moved together: all arrays of a step then stay in the second-level cache."""


class Rate(Protocol):
    """The right-hand side of dx/dt = f(t, x): `(N,)` times, `(d, N)` states, `(d, N)` rates."""

    def __call__(self, time: Array, state: Array) -> Array:
        """Return the rates of change; component by component, never across axis 1."""


def steps_for(longest: float, step: float) -> int:
    """Return into how many steps, none longer than `step`, spans up to `longest` are cut."""
    return max(1, math.ceil(longest / step))


def flow(rate: Rate, time: Array, state: Array, span: Array | float, steps: int) -> Array:
    """Follow every state for its own span of time, in so many equal steps, whatever its company.

    Args:
        rate: the right-hand side.
        time: `(N,)`, when each state is as it is.
        state: `(N, d)`.
        span: how long to go on, `(N,)` or one for all, at least 0.
        steps: into how many steps each span is cut.

    Returns:
        `(N, d)` float64, the states at `time + span`.
    """
    import numpy as np

    length = np.broadcast_to(np.asarray(span, np.float64) / steps, time.shape)
    end = np.empty_like(state)
    for start in range(0, len(state), _ROWS):
        rows = slice(start, start + _ROWS)
        now, there = time[rows], np.ascontiguousarray(state[rows].T)
        for step in range(steps):
            there = _step(rate, now + step * length[rows], there, length[rows])
        end[rows] = there.T
    return end


def _step(rate: Rate, time: Array, state: Array, length: Array) -> Array:
    """Take one step by Gragg's midpoint rule, extrapolated to steps of length 0.

    The error of the midpoint rule has even powers of the substep alone, so m columns give order 2m
    (Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, section II.9).
    """
    first = rate(time, state)
    total = state.copy()
    for pieces, weight in zip(SUBSTEPS, _weights(), strict=True):
        h = length / pieces
        before, here = state, state + h * first
        for piece in range(1, pieces):
            before, here = here, before + 2.0 * h * rate(time + piece * h, here)
        # Increments are extrapolated, not states: their rounding errors are the smaller ones.
        total += weight * (here - state)
    return total


def _weights() -> tuple[float, ...]:
    """Return by how much each column counts: Lagrange's polynomials in 1/n^2, at 0."""
    return tuple(
        math.prod(n * n / (n * n - other * other) for other in SUBSTEPS if other != n)
        for n in SUBSTEPS
    )
