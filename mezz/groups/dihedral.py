"""The symmetries of the regular n-gon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.group import FiniteGroup, require_uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.plan import Design


@dataclass(frozen=True, slots=True)
class Dihedral(FiniteGroup):
    """The turns and reflections r^k f^s of the regular n-gon, with f r = r^-1 f.

    Elements are int64 of shape `(N, 2)`, (turn k in 0..n-1, flip s in 0..1): (k, s) flips first,
    if s is 1, and then turns by k steps.

    Attributes:
        n: the number of turns, at least 1. The order is 2 n.
    """

    n: int

    def __post_init__(self) -> None:
        """Refuse an empty group.

        Raises:
            ValueError: n is below 1.
        """
        if self.n < 1:
            raise ValueError(f"a dihedral group has at least one turn, not {self.n}")

    @property
    def order(self) -> int:
        """The number of elements, 2 n."""
        return 2 * self.n

    @property
    def structure(self) -> str:
        """`D_n`, the index being the number of turns."""
        return f"D_{self.n}"

    @property
    def shape(self) -> tuple[int, ...]:
        """Turn and flip."""
        return (2,)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Int64."""
        return np.dtype(np.int64)

    @property
    def uniforms(self) -> int:
        """One uniform number an element."""
        return 1

    @property
    def abelian(self) -> bool:
        """Turns by half a circle alone commute with a reflection."""
        return self.n <= 2

    @property
    def design(self) -> Design:
        """None: distinct elements do."""
        return "none"

    def elements(self) -> NDArray[np.int64]:
        """Return (0, 0), (0, 1), (1, 0), ..., `(2 n, 2)` int64."""
        return self._numbered(np.arange(self.order))

    def identity(self, n: int) -> NDArray[np.int64]:
        """Return n times no turn and no flip, `(n, 2)` int64."""
        return np.zeros((n, 2), dtype=np.int64)

    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.int64]:
        """Return r^k f^s r^l f^t = r^(k + l or k - l) f^(s + t), `(N, 2)` int64."""
        a, b = np.asarray(a), np.asarray(b)
        turn = (a[..., 0] + np.where(a[..., 1] == 1, -b[..., 0], b[..., 0])) % self.n
        return np.stack([turn, (a[..., 1] + b[..., 1]) % 2], axis=-1).astype(np.int64)

    def inverse(self, a: NDArray[Any]) -> NDArray[np.int64]:
        """Turn back; a reflection is its own inverse. `(N, 2)` int64."""
        a = np.asarray(a)
        turn = np.where(a[..., 1] == 1, a[..., 0], -a[..., 0] % self.n)
        return np.stack([turn, a[..., 1]], axis=-1).astype(np.int64)

    def from_uniform(self, u: NDArray[Any]) -> NDArray[np.int64]:
        """Cut [0, 1) into 2 n equal cells.

        Args:
            u: `(N, 1)` numbers in [0, 1).

        Returns:
            The element of each cell, `(N, 2)` int64.

        Raises:
            ValueError: the last axis is not 1 long, or a number lies outside [0, 1).
        """
        return self._numbered(np.floor(require_uniforms(u, 1)[..., 0] * self.order))

    def coordinates(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return turn and flip, `(N, 2)` float64."""
        return np.asarray(a, dtype=np.float64)

    def _numbered(self, place: NDArray[Any]) -> NDArray[np.int64]:
        """Return the elements at these places of the list, `(..., 2)`."""
        return np.stack(np.divmod(place.astype(np.int64), 2), axis=-1)
