"""How often an interval over seeds and units holds the truth, for normal and for skewed effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.run.calibration.draw import UNITS
from mezz.run.calibration.trial import CONFIDENCE
from mezz.stats.intervals import two_way

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Design:
    """Deviations of the effects of seeds, of units and of their crossing; the true mean is 0."""

    name: str
    seed: float
    unit: float
    error: float
    skewed: bool = False

    def draw(self, rng: np.random.Generator, seeds: int) -> Values:
        """Return one table, `(S, N)`: normal effects, or exponential ones of units."""
        units = rng.standard_normal((1, UNITS))
        if self.skewed:
            units = -np.log1p(-rng.random((1, UNITS))) - 1.0
        return np.asarray(
            self.seed * rng.standard_normal((seeds, 1))
            + self.unit * units
            + self.error * rng.standard_normal((seeds, UNITS))
        )


# With 400 units .025 between seeds weighs as much as .5 between units.
DESIGNS = (
    Design("seeds dominate", 0.15, 0.5, 0.5),
    Design("seeds nine tenths, units one", 0.075, 0.5, 0.0),
    Design("seeds and units alike", 0.025, 0.5, 0.0),
    Design("units alone", 0.0, 0.5, 0.5),
    Design("neither", 0.0, 0.0, 0.5),
    Design("exponential units", 0.0, 0.5, 0.1, skewed=True),
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of so many intervals, how many lie wholly above the truth, and how many below."""

    above: int
    below: int
    trials: int

    @property
    def share(self) -> float:
        """The share of intervals that hold the truth."""
        return 1.0 - (self.above + self.below) / self.trials


def coverage(design: Design, seeds: int, trials: int, rng: np.random.Generator) -> Coverage:
    """Count over experiments of that design."""
    found = [two_way(design.draw(rng, seeds), CONFIDENCE) for _ in range(trials)]
    return Coverage(
        above=sum(one.lower > 0.0 for one in found),
        below=sum(one.upper < 0.0 for one in found),
        trials=trials,
    )
