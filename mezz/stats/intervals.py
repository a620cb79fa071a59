"""Intervals for a mean over seeds and units.

Arrays: values `(S, N)`, axis 0 is the seed, axis 1 the example; after `block_means` the unit.
A statistic that is no mean comes as influence values whose mean it is (`ratio_influence`).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from mezz.stats.estimate import Estimate
from mezz.stats.mean_squares import Components, mean_squares
from mezz.stats.skew import skew_of_mean, stretch
from mezz.stats.spread import Spread, t_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWS = 2000
"""Bootstrap draws of an interval with one seed."""

CHUNK = 1 << 16
"""Indices held at once while a bootstrap draws."""

LARGEST = 1e150
"""Values from here on count as not finite: their squares would not be."""


def interval(
    values: NDArray[Any],
    units: NDArray[Any],
    confidence: float,
    rng: np.random.Generator,
    *,
    series: bool = False,
) -> Estimate:
    """Estimate the mean over examples, with the interval that the design calls for.

    Several seeds: two-way random effects on units. One seed: BCa bootstrap over units, or moving
    blocks of the units' mean length where the examples are one series in order of time.

    Args:
        values: `(S, N)` finite numbers.
        units: `(N,)` integers; examples of one unit are not independent. In a series, its blocks.
        confidence: nominal coverage, in (0, 1).
        rng: source of the bootstrap's draws; not used with several seeds.
        series: whether neighbouring examples of neighbouring units may depend on each other.

    Raises:
        ValueError: values not finite, shapes that do not fit, fewer than two units, or a series
            whose blocks are not contiguous.
    """
    table = _finite(values, 2)
    means, sizes = block_means(table, units)
    if series and np.count_nonzero(np.diff(units)) != len(sizes) - 1:
        raise ValueError("a series comes in order of time, each of its blocks in one piece")
    if len(table) > 1:
        return two_way(size_weighted(means, sizes), confidence)
    if series:
        length = max(round(table.shape[1] / len(sizes)), 1)
        return moving_blocks(table[0], length, confidence, DRAWS, rng)
    return bca(size_weighted(means, sizes)[0], confidence, DRAWS, rng)


def two_way(values: NDArray[Any], confidence: float) -> Estimate:
    """Estimate the mean of seeds crossed with units, both random.

    Variance (MS_seed + MS_unit - MS_error)/(S N), floored at the larger single term; what the seeds
    say and the rest reach as far as each is known (see `MeanSquares` and `Spread`). On the side to
    which the units are skewed the limit moves outwards (see `stretch`).

    Args:
        values: `(S, N)` finite numbers, S and N at least 2.
        confidence: nominal coverage, in (0, 1).

    Raises:
        ValueError: values not finite, or fewer than two seeds or units.
    """
    table = _finite(values, 2)
    squares = mean_squares(table)
    spread = squares.spread()
    value = _mean(table)
    level = (1.0 - _in_range(confidence)) / 2.0
    reach, score = spread.reach(level), -float(special.ndtri(level))
    skew = skew_of_mean(table.mean(axis=0))
    of_units = math.sqrt(float(squares.unit) / table.size)
    return Estimate(
        value=value,
        spread=spread,
        lower=value - reach - of_units * stretch(score, -skew),
        upper=value + reach + of_units * stretch(score, skew),
        confidence=confidence,
        method="two-way random effects",
        n_seeds=squares.n_seeds,
        n_units=squares.n_units,
        components=Components.of(squares),
        seed_values=tuple(map(_mean, table)),
        skew=skew,
    )


def bca(values: NDArray[Any], confidence: float, draws: int, rng: np.random.Generator) -> Estimate:
    """Estimate a mean with the bias-corrected and accelerated bootstrap (Efron 1987).

    The jackknife acceleration of a mean is sum d^3 / (6 (sum d^2)^1.5) with deviations d. The
    standard error is the closed form s/sqrt(N), without noise of the draws.

    Args:
        values: `(N,)` finite numbers, one an independent unit, N at least 2.
        confidence: nominal coverage, in (0, 1).
        draws: number of resamples.
        rng: source of the draws.

    Raises:
        ValueError: values not finite, fewer than two units, or no draw.
    """
    sample = _finite(values, 1)
    if len(sample) < 2:
        raise ValueError("an interval needs at least two units")
    level = (1.0 - _in_range(confidence)) / 2.0
    deviations = sample - _mean(sample)
    square = float(np.square(deviations).sum())
    if square == 0.0:
        return _one_seed(sample, 0.0, (0.0, 0.0), confidence, "BCa bootstrap")
    resampled = _resampled_means(deviations, draws, rng)
    below = np.mean(resampled < 0.0) + np.mean(resampled == 0.0) / 2.0
    shift = special.ndtri(np.clip(below, 0.5 / draws, 1.0 - 0.5 / draws))
    acceleration = float(np.power(deviations / math.sqrt(square), 3).sum()) / 6.0
    scores = shift + special.ndtri([level, 1.0 - level])
    # |acceleration| < 1/6; a far score that passes the pole stands for the outermost draw.
    levels = special.ndtr(shift + scores / np.maximum(1.0 - acceleration * scores, 1e-9))
    lower, upper = np.quantile(resampled, levels)
    error = math.sqrt(square / (len(sample) - 1) / len(sample))
    return _one_seed(sample, error, (float(lower), float(upper)), confidence, "BCa bootstrap")


def moving_blocks(
    values: NDArray[Any], length: int, confidence: float, draws: int, rng: np.random.Generator
) -> Estimate:
    """Estimate the mean of one series with the moving-block bootstrap (Künsch 1989).

    Plain, not circular: blocks of `length` neighbours start anywhere from the first value to the
    last that leaves room; as many as it takes are laid end to end and cut at N values. Draws are
    centred at their exact expectation, not at the estimate (Lahiri 1992), since the ends of the
    series lie in fewer blocks. The draws know only b = N/length blocks, so their spread is
    widened by sqrt(b/(b-1)) and, as in Hesterberg's expanded percentile interval (2015), from a
    normal to a t quantile with b - 1 degrees of freedom. The variance is the draws' closed form.

    Args:
        values: `(N,)` finite numbers in order of time.
        length: values in a block, at most N/2.
        confidence: nominal coverage, in (0, 1).
        draws: number of resamples.
        rng: source of the draws.

    Raises:
        ValueError: values not finite, fewer than two blocks, or no draw.
    """
    sample = _finite(values, 1)
    n = len(sample)
    if not 1 <= length <= n / 2:
        raise ValueError(f"{n} values are not two blocks of {length}")
    level = (1.0 - _in_range(confidence)) / 2.0
    blocks = n / length
    laid = math.ceil(blocks)
    sums = np.concatenate([[0.0], np.cumsum(sample - _mean(sample))])
    whole = sums[length:] - sums[:-length]
    rest = n - (laid - 1) * length
    last = sums[rest : rest + len(whole)] - sums[: len(whole)]
    widen = blocks / (blocks - 1.0)
    error = math.sqrt(widen * ((laid - 1) * whole.var() + last.var())) / n
    centre = ((laid - 1) * whole.mean() + last.mean()) / n
    reach = math.sqrt(widen) * t_quantile(level, blocks - 1.0) / float(special.ndtri(level))
    drawn = (_laid_end_to_end(whole, last, laid, draws, rng) / n - centre) * reach
    lower, upper = np.quantile(drawn, [level, 1.0 - level])
    offsets = (float(lower), float(upper))
    found = _one_seed(sample, error, offsets, confidence, f"moving blocks of {length}", blocks)
    return replace(found, skew=skew_of_mean(whole) * math.sqrt(len(whole) / blocks))


def block_means(
    values: NDArray[Any], blocks: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Average the examples of each block.

    Args:
        values: `(S, N)` finite numbers.
        blocks: `(N,)` integers, the block of each example.

    Returns:
        Means `(S, B)` and sizes `(B,)`, in ascending order of the blocks' integers. Where sizes
        differ, the mean over blocks is not the mean over examples: see `size_weighted`.

    Raises:
        ValueError: values not finite, or blocks that are not `(N,)` integers.
    """
    table = _finite(values, 2)
    if blocks.shape != table.shape[1:] or not np.issubdtype(blocks.dtype, np.integer):
        raise ValueError(f"blocks are ({table.shape[1]},) integers, not {blocks.shape}")
    _, member, sizes = np.unique(blocks, return_inverse=True, return_counts=True)
    # Sums of differences to one value: the mean of equal numbers is then that number, bit for bit.
    first = table[:, :1]
    sums = [np.bincount(member, weights=row) for row in table - first]
    return first + np.stack(sums) / sizes, sizes.astype(np.int64)


def size_weighted(means: NDArray[np.float64], sizes: NDArray[Any]) -> NDArray[np.float64]:
    """Turn block means into influence values whose row means are the means over examples.

    The mean over examples is the ratio sum(size mean) / sum(size) of two sums over blocks, both
    random where blocks are; linearised (Cochran, Sampling Techniques, section 9A.1, one-stage
    clusters of unequal size) it is the plain mean over blocks of
    theta + size / mean(size) (mean - theta), with theta the seed's own mean over examples. So a
    block weighs by its size in the estimate, and in the variance by the square of its size: with
    few large blocks the interval is wide, as it should. Equal sizes leave the means as they are.

    Args:
        means: `(S, B)` block means.
        sizes: `(B,)` examples in each block, positive.

    Returns:
        `(S, B)` float64.
    """
    first = means[:, :1]
    theta = first + ((means - first) @ sizes)[:, np.newaxis] / sizes.sum()
    influence: NDArray[np.float64] = theta + sizes / sizes.mean() * (means - theta)
    return influence


def _one_seed(
    sample: NDArray[np.float64],
    error: float,
    offsets: tuple[float, float],
    confidence: float,
    method: str,
    n_units: float | None = None,
) -> Estimate:
    """Assemble the estimate of one seed from limits given as offsets from the mean."""
    value = _mean(sample)
    units = float(len(sample)) if n_units is None else n_units
    return Estimate(
        value=value,
        spread=Spread.of(error, units - 1.0),
        lower=value + offsets[0],
        upper=value + offsets[1],
        confidence=confidence,
        method=method,
        n_seeds=1,
        n_units=round(units),
        components=Components(seed=0.0, unit=error**2 * units, error=0.0),
        seed_values=(value,),
        skew=skew_of_mean(sample),
    )


def _resampled_means(
    deviations: NDArray[np.float64], draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return the means of resamples with replacement, `(draws,)`, in bounded memory."""
    n = len(deviations)
    return np.concatenate(
        [deviations[rng.integers(0, n, size=(rows, n))].mean(axis=1) for rows in _chunks(draws, n)]
    )


def _laid_end_to_end(
    whole: NDArray[np.float64],
    last: NDArray[np.float64],
    laid: int,
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return sums of `laid` random blocks, the last one cut short, `(draws,)`."""
    chunks = []
    for rows in _chunks(draws, laid):
        starts = rng.integers(0, len(whole), size=(rows, laid))
        chunks.append(whole[starts[:, :-1]].sum(axis=1) + last[starts[:, -1]])
    return np.concatenate(chunks)


def _chunks(draws: int, width: int) -> list[int]:
    """Split draws of `width` indices each into pieces of at most CHUNK indices."""
    if draws < 1:
        raise ValueError(f"a bootstrap takes at least one draw, not {draws}")
    rows = max(CHUNK // width, 1)
    return [min(rows, draws - start) for start in range(0, draws, rows)]


def _mean(values: NDArray[np.float64]) -> float:
    """Return the mean; of equal numbers it is that number, bit for bit."""
    first = values.flat[0]
    return float(first + (values - first).mean())


def _in_range(confidence: float) -> float:
    """Check a nominal coverage."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence lies in (0, 1), not {confidence}")
    return confidence


def _finite(values: NDArray[Any], ndim: int) -> NDArray[np.float64]:
    """Check that values are finite, not empty, and have the right number of axes."""
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != ndim or numbers.size == 0:
        raise ValueError(f"values have {ndim} axes and are not empty: not {numbers.shape}")
    if not np.all(np.abs(numbers) < LARGEST):
        raise ValueError("an interval needs finite values, and some are not")
    return numbers
