"""How much the views of an example disagree, beyond their variance: per example, in float64.

Arrays: probabilities `(V, N, C)`, axis 0 is the orbit sample, axis 1 the example, axis 2 the class.

A mean over pairs of elements g, h of a group takes them independently, so that g = h counts. On a
whole orbit that is the mean over all |G|^2 pairs; independent views show it without bias by their
K(K-1) pairs k != l. Views drawn without replacement never meet themselves: their pairs average to
|G|/(|G|-1) times the mean, which is taken back. (`gap` is the same mean of half the squared
distance.)

The entropy or the logarithm of a mean over few views is off by c/K to first order, or by
c(1/K - 1/|G|) without replacement; the jackknife over the K views takes that order away, and what
stays is of order 1/K^2. Where a probability differs by orders of magnitude between views, few of
them leave a logarithm off by as much as before, to the other side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.stats.estimators import (
    CLIP,
    gap_divisor,
    require_clip,
    require_labels,
    require_views,
    sum_over_views,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mezz.stats.estimators import How

CHUNK = 1 << 20
"""Numbers sorted at once."""


def gap_tv(probabilities: NDArray[Any], how: How, order: int | None) -> NDArray[np.float64]:
    """Estimate E_{g,h} TV(p_g, p_h), the mean total variation between two views.

    TV is half the sum of absolute differences. The pairs are summed by order statistics:
    sum_{k<l} |x_k - x_l| = sum_i i (V - i)(x_(i+1) - x_(i)), class by class. Unbiased.

    Args:
        probabilities: `(V, N, C)`.
        how: how the views were drawn.
        order: the number of elements |G| of the orbit; None where it cannot be enumerated.

    Returns:
        `(N,)` float64 in [0, 1]; a sample without replacement may not pass (|G|-1)/|G|.

    Raises:
        ValueError: the views are no sample of that kind (see `gap`).
    """
    require_views(probabilities)
    pairs = _pairs(len(probabilities), how, order)
    count, n, _ = probabilities.shape
    total = np.zeros(n)
    for rows in _chunks(probabilities):
        ranked = np.sort(np.asarray(probabilities[:, rows], dtype=np.float64), axis=0)
        for below in range(1, count):
            steps = (ranked[below] - ranked[below - 1]).sum(axis=-1)
            total[rows] += below * (count - below) * steps
    return total / pairs


def flip(probabilities: NDArray[Any], how: How, order: int | None) -> NDArray[np.float64]:
    """Estimate P(argmax p_g != argmax p_h), the probability that two views decide differently.

    From the counts n_c of views that decide for class c: 1 - sum n_c(n_c-1)/(K(K-1)) for
    independent views, 1 - sum n_c^2/|G|^2 on a whole orbit. Ties go to the first class. Unbiased.

    Args:
        probabilities: `(V, N, C)`.
        how: how the views were drawn.
        order: the number of elements |G| of the orbit; None where it cannot be enumerated.

    Returns:
        `(N,)` float64 in [0, 1].

    Raises:
        ValueError: the views are no sample of that kind (see `gap`), or a probability is no number.
    """
    require_views(probabilities)
    pairs = _pairs(len(probabilities), how, order)
    if np.isnan(probabilities).any():
        raise ValueError("probabilities are numbers, and some are not")
    count, n, classes = probabilities.shape
    votes = np.zeros((n, classes), dtype=np.int64)
    rows = np.arange(n)
    for view in probabilities:
        votes[rows, view.argmax(axis=-1)] += 1
    return np.asarray((count**2 - np.square(votes).sum(axis=-1)) / pairs)


def gap_js(
    probabilities: NDArray[Any], how: How, order: int | None, clip: float = CLIP
) -> NDArray[np.float64]:
    """Estimate H(p) - E_g H(p_g), the Jensen-Shannon divergence of all views.

    It is the information that a prediction carries about the view it was made from. H is the
    entropy; its logarithm is clipped, which leaves it concave.

    Args:
        probabilities: `(V, N, C)`.
        how: how the views were drawn.
        order: the number of elements |G| of the orbit; None where it cannot be enumerated.
        clip: the logarithm of a probability below this is that of this.

    Returns:
        `(N,)` float64 in nats; jackknifed, so that one example's may lie below 0.

    Raises:
        ValueError: the views are no sample of that kind (see `gap`), or clip is not in (0, 1).
    """
    require_views(probabilities)
    require_clip(clip)
    count = len(probabilities)
    weight = _jackknife_weight(count, how, order)
    total = np.zeros(probabilities.shape[1:])
    for view in probabilities:
        total += view
    whole = _entropy(total / count, clip)
    of_one = sum_over_views(probabilities, lambda view: _entropy(view, clip)) / count
    if weight == 0.0:
        return whole - of_one
    without = sum_over_views(
        probabilities, lambda view: _entropy((total - view) / (count - 1), clip)
    )
    return whole + weight * (whole - without / count) - of_one


def log_jensen(
    probabilities: NDArray[Any],
    labels: NDArray[Any],
    how: How,
    order: int | None,
    clip: float = CLIP,
) -> NDArray[np.float64]:
    """Estimate E_g(-log p_g[y]) + log p[y], what averaging views gains in log loss.

    Probabilities are clipped before they are averaged, so that Jensen's inequality holds: where
    nothing is clipped it is the log loss of one view minus that of the orbit mean.

    Args:
        probabilities: `(V, N, C)`.
        labels: `(N,)` integers in 0..C-1.
        how: how the views were drawn.
        order: the number of elements |G| of the orbit; None where it cannot be enumerated.
        clip: probabilities below this count as this; above 1 as 1.

    Returns:
        `(N,)` float64 in nats; jackknifed, so that one example's may lie below 0.

    Raises:
        ValueError: the views are no sample of that kind (see `gap`), a label is no class, or clip
            is not in (0, 1).
    """
    require_labels(probabilities, labels)
    require_clip(clip)
    count = len(probabilities)
    weight = _jackknife_weight(count, how, order)
    rows = np.arange(len(labels))
    said = np.clip(np.asarray(probabilities[:, rows, labels], dtype=np.float64), clip, 1.0)
    total = np.zeros(len(labels))
    for view in said:
        total += view
    whole = np.log(total / count)
    loss = np.zeros(len(labels))
    without = np.zeros(len(labels))
    for view in said:
        loss -= np.log(view)
        if weight > 0.0:
            without += np.log((total - view) / (count - 1))
    return loss / count + whole + weight * (whole - without / count)


def _pairs(count: int, how: How, order: int | None) -> float:
    """Return what a sum over the ordered pairs of different views is divided by."""
    return count * gap_divisor(count, how, order)


def _jackknife_weight(count: int, how: How, order: int | None) -> float:
    """Return the weight of (statistic of all - mean statistic without one view).

    A bias c(1/K - 1/|G|) of K views becomes c(1/(K-1) - 1/|G|) without one of them: their
    difference, weighted by (K-1)(1 - K/|G|), is the bias. |G| is infinite for independent views.
    """
    gap_divisor(count, how, order)
    if how == "exact":
        return 0.0
    left = 1.0 if how == "iid" or order is None else 1.0 - count / order
    return (count - 1) * left


def _entropy(probabilities: NDArray[np.float64], clip: float) -> NDArray[np.float64]:
    """Return -sum p log p over the last axis."""
    logs = np.log(np.clip(probabilities, clip, 1.0))
    return np.asarray(-(probabilities * logs).sum(axis=-1))


def _chunks(views: NDArray[Any]) -> Iterator[slice]:
    """Yield slices of examples whose views together hold at most CHUNK numbers, or one example."""
    count, n, classes = views.shape
    step = max(CHUNK // (count * max(classes, 1)), 1)
    for start in range(0, n, step):
        yield slice(start, start + step)
