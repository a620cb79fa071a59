"""How many units or seeds would decide what is undecided."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mezz.stats.spread import Spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.stats.estimate import Estimate

POWER = 0.8
"""Probability with which the numbers below decide, were the truth the estimate."""

MOST_UNITS = 10**9
MOST_SEEDS = 10**4


def units_needed(estimate: Estimate, alpha: float) -> int | None:
    """Return how many units, with the same seeds, would separate the estimate from 0.

    From the variance components and the spread that the larger design would have; the smallest N
    with |value| >= reach(alpha) + reach(1 - power).

    Args:
        estimate: of a contrast.
        alpha: one-sided level of the test.

    Returns:
        A number of units, or None where none up to a billion would do: the seeds' variance alone,
        or an estimate of 0, forbids it.
    """
    return _smallest(
        lambda n: _separates(estimate, estimate.n_seeds, n, alpha), estimate.n_units, MOST_UNITS
    )


def seeds_needed(estimate: Estimate, alpha: float) -> int | None:
    """Return how many seeds, with the same units, would separate the estimate from 0.

    Args:
        estimate: of a contrast.
        alpha: one-sided level of the test.

    Returns:
        A number of seeds, or None where none up to ten thousand would do, or where there is only
        one seed, which says nothing about how seeds vary.
    """
    if estimate.n_seeds == 1:
        return None
    return _smallest(
        lambda s: _separates(estimate, s, estimate.n_units, alpha), estimate.n_seeds, MOST_SEEDS
    )


def _separates(estimate: Estimate, n_seeds: int, n_units: int, alpha: float) -> bool:
    """Say whether a design of this size would separate the estimate from 0."""
    if n_seeds == 1:
        spread = Spread.of(math.sqrt(estimate.components.unit / n_units), n_units - 1.0)
    else:
        spread = estimate.components.expected(n_seeds, n_units).spread()
    return abs(estimate.value) >= spread.reach(alpha) + spread.reach(1.0 - POWER)


def _smallest(enough: Callable[[int], bool], present: int, most: int) -> int | None:
    """Return the smallest number above `present` that is enough, if larger ones stay enough."""
    low = high = present
    while high == present or not enough(high):
        if high >= most:
            return None
        low, high = high, min(2 * high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
