"""An estimate with its interval, and what a test makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy import special

if TYPE_CHECKING:
    from mezz.stats.mean_squares import Components


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, its two-sided interval, and the design it comes from.

    Limits at other levels continue the interval by Student's t with `degrees`, each side with its
    own width, so that they agree with `lower` and `upper` at their level: exact for an interval
    that is a t interval, and a two-piece approximation for a bootstrap one.

    Attributes:
        value: the estimate.
        standard_error: its standard error, in the same unit; 0 where nothing varies.
        degrees: degrees of freedom of the standard error.
        lower: lower limit of the two-sided interval.
        upper: upper limit of the two-sided interval.
        confidence: its nominal coverage, in (0, 1).
        method: how it was made, in words.
        n_seeds: number of seeds, S.
        n_units: number of independent units, N.
        components: the variances behind the standard error.
        seed_values: the estimate of each seed alone, `(S,)`.
    """

    value: float
    standard_error: float
    degrees: float
    lower: float
    upper: float
    confidence: float
    method: str
    n_seeds: int
    n_units: int
    components: Components
    seed_values: tuple[float, ...]

    def limits(self, alpha: float) -> tuple[float, float]:
        """Return the one-sided lower and upper limits, each missed with probability alpha.

        Args:
            alpha: level of each side, in (0, .5].

        Raises:
            ValueError: alpha outside its range.
        """
        if not 0.0 < alpha <= 0.5:
            raise ValueError(f"alpha lies in (0, .5], not {alpha}")
        below, above = self._widths()
        reach = t_quantile(1.0 - alpha, self.degrees)
        return self.value - reach * below, self.value + reach * above

    def p_above(self) -> float:
        """Return the one-sided p-value of the hypothesis that the truth is not above 0.

        It is the smallest alpha whose lower limit lies above 0. Where nothing varies it is 0 or 1.
        """
        below, above = self._widths()
        return _p_positive(self.value, below, above, self.degrees)

    def p_below(self) -> float:
        """Return the one-sided p-value of the hypothesis that the truth is not below 0.

        It is the smallest alpha whose upper limit lies below 0. Where nothing varies it is 0 or 1.
        """
        below, above = self._widths()
        return _p_positive(-self.value, above, below, self.degrees)

    @property
    def seeds_disagree(self) -> bool:
        """Whether seeds differ in sign and their variance is the larger part of the whole."""
        if not min(self.seed_values) < 0.0 < max(self.seed_values):
            return False
        seed = self.components.seed / self.n_seeds
        rest = (self.components.unit + self.components.error / self.n_seeds) / self.n_units
        return seed > rest

    def _widths(self) -> tuple[float, float]:
        """Return the standard error as each side of the interval has it: below, above."""
        reach = t_quantile((1.0 + self.confidence) / 2.0, self.degrees)
        below = (self.value - self.lower) / reach
        above = (self.upper - self.value) / reach
        # An extremely skewed bootstrap can leave the estimate outside its own interval.
        return (
            below if below > 0.0 else self.standard_error,
            above if above > 0.0 else self.standard_error,
        )


def t_quantile(probability: float, degrees: float) -> float:
    """Return the quantile of Student's t at a probability in (0, 1), for real degrees above 0."""
    return float(special.stdtrit(degrees, probability))


def _p_positive(value: float, below: float, above: float, degrees: float) -> float:
    """Return the p-value against "not above 0" of a value with these widths."""
    width = below if value > 0.0 else above
    if width == 0.0:
        return 0.0 if value > 0.0 else 1.0
    return float(special.stdtr(degrees, -value / width))
