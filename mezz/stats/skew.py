"""What a skewed distribution of units does to the limits of their mean."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEGLIGIBLE = 1e-9
"""A mean whose skewness is no more than this is as good as symmetric."""


def skew_of_mean(units: NDArray[Any]) -> float:
    """Return the skewness of the mean of N units: theirs over sqrt(N).

    Args:
        units: `(N,)` finite numbers.

    Returns:
        A number without unit; 0 where nothing varies.
    """
    sample = np.asarray(units, dtype=np.float64)
    deviations = sample - sample.mean()
    largest = float(np.abs(deviations).max())
    if largest == 0.0:
        return 0.0
    # Scaled by the largest, so that cubes neither vanish nor overflow.
    scaled = deviations / largest
    second, third = float(np.square(scaled).mean()), float(np.power(scaled, 3).mean())
    return float(third / second**1.5 / math.sqrt(len(sample)))


def stretch(score: float, skew: float) -> float:
    """Return by how many standard errors a limit moves outwards, on the side of the tail.

    A studentised mean T of skewed units is not Student's: T + k T^2/3 + k^2 T^3/27 + k/6 is nearly
    normal, with k the skewness of the mean, and monotone, so that it can be solved for the limits
    (Hall 1992, On the removal of skewness by transformation). A limit on the side of the tail is
    missed more often than it says and moves outwards. The other one is missed less often; it stays
    where it is.

    Args:
        score: the normal quantile of the limit, above 0.
        skew: k, positive where the tail lies on the side of the limit.

    Returns:
        A number of standard errors, at least 0.
    """
    if skew <= NEGLIGIBLE:
        return 0.0
    passed = skew * (score + skew / 6.0)
    # 1 - cbrt(1 - passed), without cancellation where little is passed.
    left = -math.expm1(math.log1p(-passed) / 3.0) if passed < 1.0 else 1.0 + math.cbrt(passed - 1.0)
    return max(3.0 / skew * left - score, 0.0)
