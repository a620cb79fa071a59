"""Amounts from an interval of the line: what a nuisance that has a size is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.group import require_uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers from low to high, uniformly. Closed under nothing, so this is no `Group`.

    Attributes:
        low: the least amount.
        high: the largest, above `low`.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse an empty interval.

        Raises:
            ValueError: high does not lie above low.
        """
        if not self.high > self.low:
            raise ValueError(f"the interval [{self.low}, {self.high}] is empty")

    @property
    def order(self) -> None:
        """None: its numbers cannot be listed."""
        return

    @property
    def structure(self) -> str:
        """`[low,high]`."""
        return f"[{self.low:g},{self.high:g}]"

    @property
    def uniforms(self) -> int:
        """One uniform number an amount."""
        return 1

    @property
    def shape(self) -> tuple[int, ...]:
        """The empty shape: an amount is one number."""
        return ()

    @property
    def dtype(self) -> np.dtype[Any]:
        """Float64."""
        return np.dtype(np.float64)

    def from_uniform(self, u: NDArray[Any]) -> NDArray[np.float64]:
        """Stretch [0, 1) over the interval: `(N, 1)` numbers give `(N,)` amounts.

        Raises:
            ValueError: the last axis is not 1 long, or a number lies outside [0, 1).
        """
        amounts: NDArray[np.float64] = (
            self.low + (self.high - self.low) * require_uniforms(u, 1)[..., 0]
        )
        return amounts
