"""How far an estimate may lie from the truth, when its variance is itself estimated in parts."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import optimize, special

SMALLEST = 1e-300
"""P-values are not told apart below this."""


@dataclass(frozen=True, slots=True)
class Term:
    """One independent part of the error of an estimate.

    Attributes:
        error: the standard error that this part alone would leave, in the estimate's unit.
        degrees: degrees of freedom with which its square is known, above 0.
    """

    error: float
    degrees: float


@dataclass(frozen=True, slots=True)
class Spread:
    """A variance that is a sum of terms, each known with degrees of freedom of its own.

    With one term the reach is Student's. With several it is Banerjee's (Sankhya 22, 1960): each
    term takes its own quantile, and the reaches add in squares. For a normal estimate and
    independent chi-squared terms it is missed with probability alpha *at most*: given the
    chi-squared draws the probability is a convex function of the true shares, since the normal tail
    at sqrt(x) is convex in x; so is its mean, which equals alpha where one term is all there is.
    Satterthwaite's degrees give no such promise: where 2 degrees carry nine tenths of the variance
    his limit is missed with .039 instead of .025.

    Attributes:
        terms: at least one.
    """

    terms: tuple[Term, ...]

    @classmethod
    def of(cls, error: float, degrees: float) -> Spread:
        """Return the spread of an estimate whose standard error is known as a whole."""
        return cls((Term(error, degrees),))

    @property
    def standard_error(self) -> float:
        """The root of the whole variance; 0 where nothing varies."""
        return math.hypot(*(term.error for term in self.terms))

    def reach(self, alpha: float) -> float:
        """Return the distance that a normal error exceeds, upwards, with probability alpha at most.

        Args:
            alpha: one-sided level, in (0, .5].
        """
        return math.hypot(*(term.error * t_quantile(alpha, term.degrees) for term in self.terms))

    def tail(self, distance: float) -> float:
        """Return the one-sided level whose reach is this distance.

        Args:
            distance: in the estimate's unit; negative ones have tails above one half.
        """
        if distance < 0.0:
            return 1.0 - self.tail(-distance)
        error = self.standard_error
        if error == 0.0:
            return 0.5 if distance == 0.0 else 0.0
        tails = [
            float(special.stdtr(term.degrees, -distance / error))
            for term in self.terms
            if term.error > 0.0
        ]
        low, high = max(min(tails), SMALLEST), max(tails)
        if high <= low or self.reach(high) >= distance:
            return high
        if self.reach(low) <= distance:
            return low
        root = optimize.brentq(
            lambda log: self.reach(math.exp(log)) - distance, math.log(low), math.log(high)
        )
        return math.exp(root)

    def degrees(self, alpha: float) -> float:
        """Return the degrees of the t distribution that has this standard error and this reach.

        Between the smallest and the largest of the terms; the smallest where nothing varies.

        Args:
            alpha: one-sided level, in (0, .5).
        """
        known = [term.degrees for term in self.terms if term.error > 0.0]
        if len(known) <= 1:
            return known[0] if known else min(term.degrees for term in self.terms)
        quantile = self.reach(alpha) / self.standard_error
        found = float(special.stdtridf(1.0 - alpha, quantile))
        return min(max(found, min(known)), max(known))


def t_quantile(probability: float, degrees: float) -> float:
    """Return the quantile of Student's t at a probability in (0, 1), for real degrees above 0."""
    return float(special.stdtrit(degrees, probability))
