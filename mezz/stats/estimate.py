"""An estimate with its interval, and what a test makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mezz.stats.mean_squares import Components
    from mezz.stats.spread import Spread


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, its two-sided interval, and the design it comes from.

    Limits at other levels continue the interval by the reach of `spread`, each side scaled so that
    they agree with `lower` and `upper` at their level: exact for a two-way interval, and a
    two-piece approximation for a bootstrap one.

    Attributes:
        value: the estimate.
        spread: its variance, in the square of its unit, and how well that is known.
        lower: lower limit of the two-sided interval.
        upper: upper limit of the two-sided interval.
        confidence: its nominal coverage, in (0, 1).
        method: how it was made, in words.
        n_seeds: number of seeds, S.
        n_units: number of independent units, N.
        components: the variances behind the standard error.
        seed_values: the estimate of each seed alone, `(S,)`.
        skew: skewness of the estimate over draws of units (`skew_of_mean`), without unit.
    """

    value: float
    spread: Spread
    lower: float
    upper: float
    confidence: float
    method: str
    n_seeds: int
    n_units: int
    components: Components
    seed_values: tuple[float, ...]
    skew: float = 0.0

    @property
    def standard_error(self) -> float:
        """Its standard error, in its unit; 0 where nothing varies."""
        return self.spread.standard_error

    @property
    def degrees(self) -> float:
        """Degrees of freedom of the t interval with this standard error and this confidence."""
        return self.spread.degrees((1.0 - self.confidence) / 2.0)

    def limits(self, alpha: float) -> tuple[float, float]:
        """Return the one-sided lower and upper limits, each missed with probability alpha.

        Args:
            alpha: level of each side, in (0, .5].

        Raises:
            ValueError: alpha outside its range.
        """
        if not 0.0 < alpha <= 0.5:
            raise ValueError(f"alpha lies in (0, .5], not {alpha}")
        below, above = self._scales()
        reach = self.spread.reach(alpha)
        return self.value - reach * below, self.value + reach * above

    def p_above(self) -> float:
        """Return the one-sided p-value of the hypothesis that the truth is not above 0.

        It is the smallest alpha whose lower limit lies above 0. Where nothing varies it is 0 or 1.
        """
        below, above = self._scales()
        return self._p_positive(self.value, below, above)

    def p_below(self) -> float:
        """Return the one-sided p-value of the hypothesis that the truth is not below 0.

        It is the smallest alpha whose upper limit lies below 0. Where nothing varies it is 0 or 1.
        """
        below, above = self._scales()
        return self._p_positive(-self.value, above, below)

    @property
    def seeds_disagree(self) -> bool:
        """Whether seeds differ in sign and their variance is the larger part of the whole."""
        if not min(self.seed_values) < 0.0 < max(self.seed_values):
            return False
        seed = self.components.seed / self.n_seeds
        rest = (self.components.unit + self.components.error / self.n_seeds) / self.n_units
        return seed > rest

    def _scales(self) -> tuple[float, float]:
        """Return each side of the interval over the reach at its level: below, above."""
        reach = self.spread.reach((1.0 - self.confidence) / 2.0)
        if reach == 0.0:
            return 1.0, 1.0
        below = (self.value - self.lower) / reach
        above = (self.upper - self.value) / reach
        # An extremely skewed bootstrap can leave the estimate outside its own interval.
        return below if below > 0.0 else 1.0, above if above > 0.0 else 1.0

    def _p_positive(self, value: float, below: float, above: float) -> float:
        """Return the p-value against "not above 0" of a value with these scales."""
        if self.spread.standard_error == 0.0:
            return 0.0 if value > 0.0 else 1.0
        return self.spread.tail(value / (below if value > 0.0 else above))
