"""How many views of the teacher one pass of the student is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.stats.estimators import gap as variance_gap
from mezz.stats.estimators import k_law, squared_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.stats.estimate import Estimate
    from mezz.stats.estimators import How


def fidelity(
    student: NDArray[Any],
    target: NDArray[Any],
    gap: NDArray[Any],
    how: How,
    count: int,
    order: int | None,
) -> NDArray[np.float64]:
    """Estimate D = E_g |s(gx) - p(x)|^2, the distance of one pass of the student to the orbit mean.

    The orbit mean p is known by the mean m of K' views only, and E|s - m|^2 = D + E|m - p|^2. The
    second part is what the K-law adds to a loss: V/K' for independent views, V/K' times
    (|G|-K')/(|G|-1) without replacement, nothing on a whole orbit. It is taken back, so that D is
    unbiased wherever the gap is. The student's views may be drawn in any way. Where they are the
    target's own, s and m are correlated, and `shared_spread` stands in the place of the gap.

    Args:
        student: `(V, N, C)` the student's answers.
        target: `(N, C)` the teacher's mean over `count` views.
        gap: `(N,)` an unbiased estimate of the teacher's gap V, or of what `shared_spread` says.
        how: how the teacher's views were drawn.
        count: how many they are, K'.
        order: the elements |G| of the orbit; None where it cannot be enumerated.

    Returns:
        `(N,)` float64, in the unit of the gap; by chance it can be negative.

    Raises:
        ValueError: the shapes do not fit, or `count` is not possible in such an orbit.
    """
    distance = squared_error(student, target)
    if gap.shape != distance.shape:
        raise ValueError(f"gap {gap.shape} does not fit {distance.shape[0]} examples")
    return k_law(distance, -np.asarray(gap, dtype=np.float64), count, how, order)


def shared_spread(
    student: NDArray[Any], teacher: NDArray[Any], how: How, order: int | None
) -> NDArray[np.float64]:
    """Estimate V - 2 C of each example: what `fidelity` takes for V where both answer one sample.

    Where m is the mean of the teacher's answers to the very views in which the student is asked,
    E|s - m|^2 = D + (V - 2 C)/K' instead, with C = E_g <s(gx) - E s, f(gx) - p>: what the two have
    in common makes them look closer than they are. V - 2 C is the gap of their difference less the
    student's own, and is unbiased as these are.

    Args:
        student: `(V, N, C)` the student's answers.
        teacher: `(V, N, C)` the teacher's answers to the same views.
        how: how the views were drawn.
        order: the elements |G| of the orbit; None where it cannot be enumerated.

    Returns:
        `(N,)` float64, in the unit of the gap; it may be negative.
    """
    apart = np.asarray(teacher, dtype=np.float64) - student
    return np.asarray(variance_gap(apart, how, order) - variance_gap(student, how, order))


@dataclass(frozen=True, slots=True)
class Worth:
    """K = V / D, the number of teacher views whose mean lies as far from the orbit mean as D.

    1/K has an ordinary interval, and K need not have one: as D falls to 0, K passes all bounds.

    Attributes:
        distance: of D.
        inverse: of 1/K = D/V.
    """

    distance: Estimate
    inverse: Estimate

    @property
    def resolved(self) -> bool:
        """Whether D lies above 0 with its whole interval, so that K is bounded."""
        return self.distance.lower > 0.0

    @property
    def at_least(self) -> float | None:
        """The lower limit of K; None where the whole interval of 1/K lies at 0 or below."""
        return 1.0 / self.inverse.upper if self.inverse.upper > 0.0 else None

    @property
    def value(self) -> float | None:
        """The estimate of K; None where it is not resolved."""
        return 1.0 / self.inverse.value if self.resolved else None


def worth(
    distance: NDArray[Any],
    gap: NDArray[Any],
    estimate: Callable[[NDArray[np.float64]], Estimate],
) -> Worth:
    """Estimate 1/K = mean(D) / mean(V), paired over seeds and examples (delta method).

    With D from `fidelity` it is the student's faithfulness; with D = L_student - L_inf, what the
    student loses to the orbit mean, it is its quality, which can be negative.

    Args:
        distance: `(S, N)` D of each example.
        gap: `(S, N)` V of each example.
        estimate: gives the mean of influence values `(S, N)` its interval.

    Raises:
        ValueError: the gap does not average above 0.
    """
    if not float(np.mean(gap)) > 0.0:
        raise ValueError("nothing is worth so many views of a teacher without a gap")
    return Worth(
        distance=estimate(np.asarray(distance)), inverse=estimate(ratio_of_means(distance, gap))
    )


def ratio_of_means(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    """Spread mean(part)/mean(whole), over all seeds and examples, over both (delta method).

    `ratio_influence` instead takes the ratio of each seed by itself.

    Args:
        part: `(S, N)`.
        whole: `(S, N)`, whose mean is not 0.

    Returns:
        Influence values, `(S, N)` float64, whose mean is the ratio.
    """
    base = float(np.mean(whole))
    ratio = float(np.mean(part)) / base
    return np.asarray(ratio + (np.asarray(part) - ratio * np.asarray(whole)) / base)
