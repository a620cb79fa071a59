"""The two-way analysis of variance of seeds crossed with units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.stats.spread import Spread, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of S seeds crossed with N units, for any batch `(...)` of such tables.

    In the model x[s, n] = mean + seed[s] + unit[n] + error[s, n] with independent effects their
    expectations are N var(seed) + var(error), S var(unit) + var(error) and var(error).

    Attributes:
        seed: `(...)`, S - 1 degrees of freedom.
        unit: `(...)`, N - 1 degrees of freedom.
        error: `(...)`, (S - 1)(N - 1) degrees of freedom.
        n_seeds: S, at least 2.
        n_units: N, at least 2.
    """

    seed: NDArray[np.float64]
    unit: NDArray[np.float64]
    error: NDArray[np.float64]
    n_seeds: int
    n_units: int

    def variance(self) -> NDArray[np.float64]:
        """Return the variance of the grand mean, `(...)`.

        (MS_seed + MS_unit - MS_error) / (S N) is unbiased, and by chance smaller than the term of
        the seeds or of the units alone, or negative: it is floored at the larger of the two.
        """
        plain = self.seed + self.unit - self.error
        floored = np.maximum(plain, np.maximum(self.seed, self.unit))
        return np.asarray(floored / (self.n_seeds * self.n_units))

    def spread(self) -> Spread:
        """Return the variance of a single table in two terms: what the seeds say, and the rest.

        MS_seed/(S N) is known with S - 1 degrees of freedom and carries the danger: with few seeds
        it can be small by chance. The rest of `variance` is at least 0 thanks to the floor, and
        counts as known with N - 1.
        """
        whole, seed = float(self.variance()), float(self.seed) / (self.n_seeds * self.n_units)
        rest = max(whole - seed, 0.0)
        return Spread(
            (Term(math.sqrt(seed), self.n_seeds - 1.0), Term(math.sqrt(rest), self.n_units - 1.0))
        )


def mean_squares(values: NDArray[Any]) -> MeanSquares:
    """Split the variation of S x N tables between seeds, units and what is left.

    Args:
        values: `(..., S, N)` finite numbers; leading axes are a batch of independent tables.

    Raises:
        ValueError: fewer than two seeds or two units.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim < 2 or min(table.shape[-2:]) < 2:
        raise ValueError(f"a table needs two seeds and two units at least, not {table.shape}")
    n_seeds, n_units = table.shape[-2:]
    # A table that holds one number only must give exact zeros: centring leaves none of its digits.
    centred = table - table[..., :1, :1]
    by_seed = centred.mean(axis=-1, keepdims=True)
    by_unit = centred.mean(axis=-2, keepdims=True)
    grand = by_seed.mean(axis=-2, keepdims=True)
    left = np.square(centred - by_seed - by_unit + grand).sum(axis=(-2, -1))
    return MeanSquares(
        seed=n_units * np.square(by_seed - grand).sum(axis=(-2, -1)) / (n_seeds - 1),
        unit=n_seeds * np.square(by_unit - grand).sum(axis=(-2, -1)) / (n_units - 1),
        error=left / ((n_seeds - 1) * (n_units - 1)),
        n_seeds=n_seeds,
        n_units=n_units,
    )


@dataclass(frozen=True, slots=True)
class Components:
    """Variances of the random effects behind one estimate.

    Attributes:
        seed: variance between seeds; 0 where there is one seed and it cannot be known.
        unit: variance between units.
        error: variance of what is left.
    """

    seed: float
    unit: float
    error: float

    @classmethod
    def of(cls, squares: MeanSquares) -> Components:
        """Solve the expectations of the mean squares, negative variances counting as 0.

        Args:
            squares: of a single table.
        """
        error = float(squares.error)
        seed = max(float(squares.seed) - error, 0.0) / squares.n_units
        unit = max(float(squares.unit) - error, 0.0) / squares.n_seeds
        return cls(seed, unit, error)

    def expected(self, n_seeds: int, n_units: int) -> MeanSquares:
        """Return the mean squares to be expected from another number of seeds and units.

        Args:
            n_seeds: S, at least 2.
            n_units: N, at least 2.
        """
        return MeanSquares(
            seed=np.asarray(n_units * self.seed + self.error),
            unit=np.asarray(n_seeds * self.unit + self.error),
            error=np.asarray(self.error),
            n_seeds=n_seeds,
            n_units=n_units,
        )
