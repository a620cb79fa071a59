"""Random effects of seeds, units and their crossing: the numbers behind made-up experiments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

UNITS = 400


@dataclass(frozen=True, slots=True)
class Draw:
    """A source of positive numbers with mean 1, and of normal ones.

    Made of uniform and normal draws alone, which numpy keeps the same between its versions.
    """

    rng: np.random.Generator
    seeds: int

    def of_seeds(self, deviation: float) -> Values:
        """Return a factor for each seed, `(S, 1)`, log-normal."""
        return self._log_normal(deviation, (self.seeds, 1))

    def of_units(self) -> Values:
        """Return a factor for each unit, `(1, N)`, exponential: how hard it is."""
        return np.asarray(-np.log1p(-self.rng.random((1, UNITS))))

    def heavy_units(self, deviation: float) -> Values:
        """Return a factor for each unit, `(1, N)`, log-normal."""
        return self._log_normal(deviation, (1, UNITS))

    def few_units(self, share: float) -> Values:
        """Return a factor for each unit, `(1, N)`: nothing for all but a share of them."""
        return np.where(self.rng.random((1, UNITS)) < share, 1.0 / share, 0.0)

    def crossed(self) -> Values:
        """Return a factor for each seed and unit, `(S, N)`, uniform from 0 to 2."""
        return 2.0 * self.rng.random((self.seeds, UNITS))

    def normal(self, *shape: int) -> Values:
        """Return standard normal numbers."""
        return self.rng.standard_normal(shape)

    def _log_normal(self, deviation: float, shape: tuple[int, int]) -> Values:
        logs = deviation * self.rng.standard_normal(shape) - deviation**2 / 2.0
        return np.asarray(np.exp(logs))
