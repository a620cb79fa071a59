"""Per-example estimators over views of an orbit, all in float64.

Arrays: views `(V, N, C)`, axis 0 is the orbit sample, axis 1 the example, axis 2 the component or
class. Sums over views run one view after the other, so a number does not depend on how many other
examples stand beside it, and no second array of the size of the views is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Measure = Callable[[NDArray[Any], NDArray[Any]], NDArray[np.float64]]
    """`measure(views (V, N, C), truth)` -> `(N,)`, an average over the views."""

How = Literal["exact", "iid", "without_replacement"]

CLIP = 1e-7
"""Probabilities below this count as this in the log loss."""


def orbit_mean(views: NDArray[Any]) -> NDArray[np.float64]:
    """Return the mean view as a batch of one view, `(1, N, C)`, fit for every measure below.

    Args:
        views: `(V, N, C)` predictions.

    Raises:
        ValueError: views is not `(V, N, C)` with at least one view.
    """
    require_views(views)
    total = np.zeros(views.shape[1:])
    for view in views:
        total += view
    return (total / len(views))[np.newaxis]


def orbit_mean_error(
    measure: Measure, views: NDArray[Any], truth: NDArray[Any]
) -> NDArray[np.float64]:
    """Measure the mean view instead of averaging the measure over the views, `(N,)`.

    Args:
        measure: one of the measures of this module, such as `squared_error`.
        views: `(V, N, C)` predictions.
        truth: what the measure compares with.

    Raises:
        ValueError: views is not `(V, N, C)` with at least one view.
    """
    return measure(orbit_mean(views), truth)


def gap(views: NDArray[Any], how: How, order: int | None) -> NDArray[np.float64]:
    """Estimate the variance gap E_g |p_g - p|^2 of each example, where p = E_g p_g.

    The sum of squared deviations from the views' mean is divided by V where the views are the
    whole orbit, and by V - 1 for independent ones (a U-statistic: half the mean squared distance
    of a pair). Without replacement the U-statistic estimates |G|/(|G|-1) times the gap (Cochran,
    Sampling Techniques, theorem 2.4), which is taken back. All three are unbiased.

    Args:
        views: `(V, N, C)` predictions.
        how: how the views were drawn.
        order: the number of elements |G| of the orbit; None where it cannot be enumerated.

    Returns:
        `(N,)` float64, in the square of the predictions' unit, summed over components.

    Raises:
        ValueError: fewer than two views where they are a sample, more than `order` distinct ones,
            `exact` with another number than `order`, or no order where one is needed.
    """
    require_views(views)
    divisor = gap_divisor(len(views), how, order)
    mean = orbit_mean(views)[0]
    return sum_over_views(views, lambda view: np.square(view - mean).sum(axis=-1)) / divisor


def squared_error(views: NDArray[Any], target: NDArray[Any]) -> NDArray[np.float64]:
    """Average |p_k - y|^2 over the views.

    Args:
        views: `(V, N, C)` predictions.
        target: `(N, C)` truth.

    Returns:
        `(N,)` float64, in the square of the target's unit, summed over components.

    Raises:
        ValueError: the shapes do not fit.
    """
    require_views(views)
    if target.shape != views.shape[1:]:
        raise ValueError(f"target {target.shape} does not fit views {views.shape}")
    total = sum_over_views(views, lambda view: np.square(view - target).sum(axis=-1))
    return total / len(views)


def brier(probabilities: NDArray[Any], labels: NDArray[Any]) -> NDArray[np.float64]:
    """Average the Brier score over the views: the squared error to the one-hot label.

    Args:
        probabilities: `(V, N, C)`; axis 2 runs over classes.
        labels: `(N,)` integers in 0..C-1.

    Returns:
        `(N,)` float64 in [0, 2], summed over classes (Brier 1950).

    Raises:
        ValueError: the shapes do not fit, or a label is no class.
    """
    require_labels(probabilities, labels)
    truth = np.zeros(probabilities.shape[1:])
    truth[np.arange(len(labels)), labels] = 1.0
    return squared_error(probabilities, truth)


def log_loss(
    probabilities: NDArray[Any], labels: NDArray[Any], clip: float = CLIP
) -> NDArray[np.float64]:
    """Average -log p_k[y] over the views.

    Args:
        probabilities: `(V, N, C)`; axis 2 runs over classes.
        labels: `(N,)` integers in 0..C-1.
        clip: probabilities below this count as this; above 1 as 1.

    Returns:
        `(N,)` float64 in nats.

    Raises:
        ValueError: the shapes do not fit, a label is no class, or clip is not in (0, 1).
    """
    require_clip(clip)
    require_labels(probabilities, labels)
    rows = np.arange(len(labels))
    total = sum_over_views(
        probabilities, lambda view: -np.log(np.clip(view[rows, labels], clip, 1.0))
    )
    return total / len(probabilities)


def accuracy(probabilities: NDArray[Any], labels: NDArray[Any]) -> NDArray[np.float64]:
    """Return the share of views whose most probable class is the label; ties go to the first.

    Args:
        probabilities: `(V, N, C)`; axis 2 runs over classes.
        labels: `(N,)` integers in 0..C-1.

    Returns:
        `(N,)` float64 in [0, 1].

    Raises:
        ValueError: the shapes do not fit, a label is no class, or a probability is no number,
            which the most probable class would hide.
    """
    require_labels(probabilities, labels)
    if np.isnan(probabilities).any():
        raise ValueError("probabilities are numbers, and some are not")
    hits = sum_over_views(probabilities, lambda view: view.argmax(axis=-1) == labels)
    return hits / len(probabilities)


def k_law(
    loss_at_infinity: ArrayLike, gap: ArrayLike, k: ArrayLike, how: How, order: int | None
) -> NDArray[np.float64]:
    """Return the squared loss L(K) of the mean of K views, without fitting anything.

    Independent views: L_inf + V/K. Without replacement: L_inf + (V/K)(|G|-K)/(|G|-1), the finite
    population correction. The whole orbit: L_inf. Exact in expectation over the draws.

    Args:
        loss_at_infinity: loss of the orbit mean, L_inf; broadcasts.
        gap: the variance gap V, with divisor |G| on a finite orbit; broadcasts.
        k: numbers of views, at least 1; broadcasts.
        how: how the views are drawn.
        order: the number of elements |G|; None where it cannot be enumerated.

    Returns:
        The losses, in the shape that the arguments broadcast to.

    Raises:
        ValueError: fewer than one view, or a number that the orbit or the plan does not allow.
    """
    count = np.asarray(k, dtype=np.float64)
    limit = np.asarray(loss_at_infinity, dtype=np.float64)
    if np.any(count < 1):
        raise ValueError("a mean takes at least one view")
    if how == "iid":
        return np.asarray(limit + np.asarray(gap) / count)
    size = _require_order(how, order)
    if np.any(count > size) or (how == "exact" and np.any(count != size)):
        raise ValueError(f"{how} views of an orbit of {size} cannot number {count.tolist()}")
    # With one element K is 1 and nothing is left over: 0/0 stands for 0.
    left = (size - count) / max(size - 1, 1)
    return np.asarray(limit + np.asarray(gap) / count * left)


def ratio_influence(numerator: NDArray[Any], denominator: NDArray[Any]) -> NDArray[np.float64]:
    """Spread theta = 1 - mean(numerator)/mean(denominator) over the examples (delta method).

    psi_i = theta - (num_i - (1 - theta) den_i) / mean(den): the row means are exactly theta, and
    intervals for a mean become intervals for skill (1 - L/L_trivial) and R^2.

    Args:
        numerator: `(S, N)`, one row a seed.
        denominator: `(S, N)`.

    Returns:
        Influence values, `(S, N)` float64, without unit.

    Raises:
        ValueError: the shapes differ, or the denominator of a row averages to zero.
    """
    if numerator.shape != denominator.shape or numerator.ndim != 2:
        raise ValueError(f"{numerator.shape} over {denominator.shape}: both must be (S, N)")
    above = np.asarray(numerator, dtype=np.float64)
    below = np.asarray(denominator, dtype=np.float64)
    scale = below.mean(axis=1, keepdims=True)
    if np.any(scale == 0.0):
        raise ValueError("the denominator averages to zero")
    ratio = above.mean(axis=1, keepdims=True) / scale
    influence: NDArray[np.float64] = (1.0 - ratio) - (above - ratio * below) / scale
    return influence


def effective_units(differences: NDArray[Any]) -> float:
    """Count the units that carry a mean difference: (sum |d|)^2 / sum d^2.

    Args:
        differences: `(N,)` paired differences, one a unit.

    Returns:
        A number between 1 (one unit carries all) and N (all carry the same); N where no unit
        differs at all, since then none stands out.

    Raises:
        ValueError: no unit.
    """
    size = np.abs(np.asarray(differences, dtype=np.float64))
    if size.size == 0:
        raise ValueError("effective units are counted over at least one unit")
    largest = float(size.max())
    if largest == 0.0:
        return float(size.size)
    # Scaled by the largest, so that squares of tiny differences do not vanish.
    size = size / largest
    return float(size.sum() ** 2 / np.square(size).sum())


def gap_divisor(count: int, how: How, order: int | None) -> float:
    """Return what the sum of squared deviations of `count` views is divided by."""
    if how == "exact":
        if count != _require_order(how, order):
            raise ValueError(f"an exact orbit of {order} has as many views, not {count}")
        return float(count)
    if count < 2:
        raise ValueError("the gap of a sampled orbit needs at least two views")
    if how == "iid":
        return float(count - 1)
    size = _require_order(how, order)
    if count > size:
        raise ValueError(f"{count} distinct views of an orbit of {size}")
    return (count - 1) * size / (size - 1)


def _require_order(how: How, order: int | None) -> int:
    """Return the order where a plan needs one."""
    if order is None:
        raise ValueError(f"{how} views need the order of the orbit")
    return order


def require_clip(clip: float) -> None:
    """Check that a clip is a probability between the two certainties."""
    if not 0.0 < clip < 1.0:
        raise ValueError(f"clip lies in (0, 1), not {clip}")


def require_views(views: NDArray[Any]) -> None:
    """Check that views is `(V, N, C)` with at least one view."""
    if views.ndim != 3 or len(views) == 0:
        raise ValueError(f"views are (V, N, C) with at least one view, not {views.shape}")


def require_labels(probabilities: NDArray[Any], labels: NDArray[Any]) -> None:
    """Check that labels `(N,)` are classes of probabilities `(V, N, C)`."""
    require_views(probabilities)
    _, n, classes = probabilities.shape
    if labels.shape != (n,) or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"labels are ({n},) integers, not {labels.shape} {labels.dtype}")
    if np.any((labels < 0) | (labels >= classes)):
        raise ValueError(f"labels lie in 0..{classes - 1}")


def sum_over_views(
    views: NDArray[Any], per_view: Callable[[NDArray[np.float64]], NDArray[Any]]
) -> NDArray[np.float64]:
    """Add up `per_view(view (N, C)) -> (N,)` over the views, in float64."""
    total = np.zeros(views.shape[1])
    for view in views:
        total += per_view(np.asarray(view, dtype=np.float64))
    return total
