"""What the measured arms say, with intervals: the arrays behind every number of the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.learn.randomness import Stream
from mezz.record.model import Interval
from mezz.stats.intervals import interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mezz.component.types import Emits
    from mezz.spec.criterion import Linear
    from mezz.stats.estimate import Estimate

    Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Influence values of every measure of every arm, paired over seeds and test examples.

    `values[arm][measure]` is `(S, N)`, `(1, N)` for an arm without seeds, or `(S, 1)` for a count
    without examples; they broadcast against each other. `units`: `(N,)` what intervals resample.
    """

    values: Mapping[str, Mapping[str, Values]]
    units: NDArray[np.int64]
    series: bool
    confidence: float
    seeds: int

    @classmethod
    def of(
        cls,
        values: Mapping[str, Mapping[str, Values]],
        emits: Emits,
        units: NDArray[np.int64],
        confidence: float,
        seeds: int,
    ) -> Evidence:
        """Take split units as they are, or blocks of neighbours where examples follow in time."""
        blocks = np.arange(len(units)) // emits.block if emits.ordered else units
        return cls(values, blocks, emits.ordered, confidence, seeds)

    def contrast(self, linear: Linear) -> Values:
        """Return a linear expression of measures, `(S, N)`, example by example."""
        total = np.full((self.seeds, len(self.units)), linear.constant)
        for (arm, measure), weight in linear.terms.items():
            total += weight * self.values[arm][measure]
        return total

    def mean(self, linear: Linear) -> float:
        """Return the estimate of a linear expression."""
        return float(self.contrast(linear).mean())

    def estimate(self, values: Values, rows: NDArray[np.bool_] | None = None) -> Estimate:
        """Return the mean over seeds and examples with its interval.

        rows: `(N,)` the examples that count, where not all do.
        """
        full = np.broadcast_to(values, (len(values), len(self.units)))
        units = self.units
        if rows is not None:
            full, units = full[:, rows], units[rows]
        rng = Stream(0, "bootstrap").generator()
        return interval(full, units, self.confidence, rng, series=self.series)

    def given_these_fits(self, values: Values) -> Estimate:
        """Return the mean over seeds and examples with an interval over examples alone.

        For what is true or not of the fits at hand, such as a gap above rounding, however much
        other seeds might differ.
        """
        return self.estimate(values.mean(axis=0, keepdims=True))

    def interval(self, values: Values) -> Interval:
        """Return the estimate as a record; an exact count has no limits."""
        if values.shape[1] == 1:
            return Interval(value=float(values.mean()), seeds=len(values))
        return recorded(self.estimate(values))


def recorded(estimate: Estimate) -> Interval:
    """Write an estimate down."""
    return Interval(
        value=estimate.value,
        lower=estimate.lower,
        upper=estimate.upper,
        standard_error=estimate.standard_error,
        degrees=estimate.degrees if np.isfinite(estimate.degrees) else None,
        method=estimate.method,
        seeds=estimate.n_seeds,
        units=estimate.n_units,
    )
