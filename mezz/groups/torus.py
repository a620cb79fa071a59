"""Translations of a periodic box."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.group import Group, require_uniforms
from mezz.groups.rotation import wrapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.plan import Design


@dataclass(frozen=True, slots=True)
class Torus(Group):
    """The translations of a box whose opposite sides are one.

    Elements are float64 of shape `(N, d)`, each in [0, period) of its dimension, in its unit.

    Attributes:
        periods: the length of each of the d sides, positive.
    """

    periods: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse a box without sides.

        Raises:
            ValueError: no side, or one whose length is not positive and finite.
        """
        if not self.periods or not all(0.0 < side < math.inf for side in self.periods):
            raise ValueError(f"a torus has sides of positive length, not {self.periods}")

    @property
    def order(self) -> int | None:
        """None: there is no end of translations."""
        return None

    @property
    def structure(self) -> str:
        """`T^d`."""
        return f"T^{len(self.periods)}"

    @property
    def shape(self) -> tuple[int, ...]:
        """One shift a dimension, `(d,)`."""
        return (len(self.periods),)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Float64."""
        return np.dtype(np.float64)

    @property
    def uniforms(self) -> int:
        """One uniform number a dimension."""
        return len(self.periods)

    @property
    def abelian(self) -> bool:
        """Translations commute."""
        return True

    @property
    def design(self) -> Design:
        """A lattice with one random shift."""
        return "grid"

    def identity(self, n: int) -> NDArray[np.float64]:
        """Return no shift n times, `(n, d)` float64."""
        return np.zeros((n, len(self.periods)))

    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
        """Return the sum of the shifts, `(N, d)` float64."""
        return wrapped(np.asarray(a) + np.asarray(b), np.array(self.periods))

    def inverse(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return the shifts back, `(N, d)` float64."""
        return wrapped(-np.asarray(a), np.array(self.periods))

    def from_uniform(self, u: NDArray[Any]) -> NDArray[np.float64]:
        """Stretch the unit cube to the box.

        Args:
            u: `(N, d)` numbers in [0, 1).

        Returns:
            Shifts, `(N, d)` float64.

        Raises:
            ValueError: the last axis is not d long, or a number lies outside [0, 1).
        """
        periods = np.array(self.periods)
        return wrapped(require_uniforms(u, len(self.periods)) * periods, periods)

    def coordinates(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return the cosines and then the sines of the phases, `(N, 2 d)` float64."""
        phase = 2.0 * math.pi * np.asarray(a) / np.array(self.periods)
        return np.concatenate([np.cos(phase), np.sin(phase)], axis=-1)
