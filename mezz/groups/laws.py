"""Whether two samples follow one law: what a group average must not notice.

Both tests compare by the energy distance, 2 E|a - b| - E|a - a'| - E|b - b'|, which is zero for
equal laws alone. Source: G. J. Szekely, M. L. Rizzo, "Energy statistics: a class of statistics
based on distances", Journal of Statistical Planning and Inference 143 (2013), 1249-1272.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.group import Group

PERMUTATIONS = 199
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class TwoSample:
    """How far two samples are from one law.

    Attributes:
        name: what was compared.
        value: the unbiased estimate of the energy distance of the laws, in the unit of what was
            compared; about 0 where they are one, below it by chance or where the samples agree.
        scale: the mean distance between two of all the values, in the same unit.
        p: the share of random relabellings, the true labels among them, whose distance is at least
            as large. Small where the laws differ; uniform where they do not.
    """

    name: str
    value: float
    scale: float
    p: float


def translation_test(
    group: Group,
    first: NDArray[Any],
    second: NDArray[Any],
    h: NDArray[Any],
    rng: np.random.Generator,
) -> TwoSample:
    """Test that a sampler is uniform: moving all that it draws by one element changes nothing.

    Args:
        group: the group.
        first: `(M, ...)` elements that the sampler drew.
        second: `(M, ...)` further ones; up to about 1,000, as all pairs are compared.
        h: one element, `(...)`.
        rng: draws the relabellings.

    Returns:
        The distance between `first` and h times `second`, in the group's coordinates.

    Raises:
        ValueError: the samples differ in shape, or hold fewer than two elements.
    """
    moved = group.product(np.broadcast_to(h, second.shape), second)
    drawn = group.coordinates(first)[:, np.newaxis], group.coordinates(moved)[:, np.newaxis]
    return _compare("translation", *drawn, rng)


def projection_test(once: NDArray[Any], twice: NDArray[Any], rng: np.random.Generator) -> TwoSample:
    """Test that the law of f(g h x) is that of f(g x): then the average over g is a projection.

    A group passes for every h. A family of maps without inverse (crops, noise) does not: moved
    twice, an example has lost more. The views must be exchangeable under the labels: independent
    draws (one view of each block of a design), or the whole orbit.

    Args:
        once: `(V, N, C)` answers to the views g x of N examples.
        twice: `(V, N, C)` answers to other views of the same examples after the move h.
        rng: draws the relabellings, within each example.

    Returns:
        The distance between the two laws, as a mean over the examples.

    Raises:
        ValueError: the answers differ in shape, or are of fewer than two views.
    """
    return _compare("projection", once, twice, rng)


def _compare(
    name: str, first: NDArray[Any], second: NDArray[Any], rng: np.random.Generator
) -> TwoSample:
    """Compare the laws along axis 0 of two samples `(V, N, C)`, example by example."""
    if first.shape != second.shape or first.size == 0 or len(first) < _FEWEST:
        raise ValueError(f"samples of the shapes {first.shape} and {second.shape} do not compare")
    distances = _distances(np.concatenate([first, second]).astype(np.float64))
    n, both, _ = distances.shape
    labels = np.repeat([1.0, -1.0], both // 2)
    # How far the labels part the sample: the energy distance of the samples grows with it.
    parted = _parted(distances, np.broadcast_to(labels, (n, both)))
    # Sums in another order differ in their last digits: what is equal must count as equal.
    least = parted - 1e-12 * float(distances.mean())
    exceeding = sum(
        _parted(distances, rng.permuted(np.tile(labels, (n, 1)), axis=1)) >= least
        for _ in range(PERMUTATIONS)
    )
    value = _unbiased(parted, float(distances.mean()), both // 2)
    scale = float(distances.sum()) / (n * both * (both - 1))
    return TwoSample(name, value, scale, (1 + exceeding) / (1 + PERMUTATIONS))


def _distances(pooled: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distances between all views `(2 V, N, C)` of each example, `(N, 2 V, 2 V)`."""
    # About their mean, so that what the views share does not cost the distances their digits.
    by_example = np.moveaxis(pooled - pooled.mean(axis=0), 1, 0)
    square = (by_example**2).sum(axis=-1)
    inner = by_example @ np.swapaxes(by_example, 1, 2)
    both = square[:, :, np.newaxis] + square[:, np.newaxis, :]
    return np.asarray(np.sqrt(np.maximum(both - 2.0 * inner, 0.0)))


def _parted(distances: NDArray[np.float64], labels: NDArray[np.float64]) -> float:
    """Return - s^T D s / (2 V)^2 for the labels s, `(N, 2 V)`, 1 or -1; a mean over the examples."""
    row = (distances @ labels[:, :, np.newaxis])[:, :, 0]
    return float(-(labels * row).mean(axis=1).mean() / labels.shape[1])


def _unbiased(parted: float, mean: float, v: int) -> float:
    """Return the energy distance, the V zeros of each sample's distances to itself left out.

    Of all (2 V)^2 distances, with their mean, those between the samples and those within them sum
    to (mean + parted) / 2 and (mean - parted) / 2 times (2 V)^2.
    """
    between, within = mean + parted, mean - parted
    return 2.0 * between - 2.0 * within * v / (v - 1)
