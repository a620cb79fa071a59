"""The cyclic group of order n."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.group import FiniteGroup, require_uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.plan import Design


@dataclass(frozen=True, slots=True)
class Cyclic(FiniteGroup):
    """The integers 0..n-1 under addition modulo n.

    Elements are int64 of shape `(N,)`; a single element has the empty shape.

    Attributes:
        n: the order, at least 1.
    """

    n: int

    def __post_init__(self) -> None:
        """Refuse an empty group.

        Raises:
            ValueError: n is below 1.
        """
        if self.n < 1:
            raise ValueError(f"a cyclic group has at least one element, not {self.n}")

    @property
    def order(self) -> int:
        """The number of elements, n."""
        return self.n

    @property
    def structure(self) -> str:
        """`C_n`."""
        return f"C_{self.n}"

    @property
    def shape(self) -> tuple[int, ...]:
        """A number."""
        return ()

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
        """Addition commutes."""
        return True

    @property
    def design(self) -> Design:
        """None: distinct elements do."""
        return "none"

    def elements(self) -> NDArray[np.int64]:
        """Return 0..n-1, `(n,)` int64."""
        return np.arange(self.n, dtype=np.int64)

    def identity(self, n: int) -> NDArray[np.int64]:
        """Return n zeros, `(n,)` int64."""
        return np.zeros(n, dtype=np.int64)

    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.int64]:
        """Return a + b modulo n, `(N,)` int64."""
        return np.asarray((np.asarray(a) + np.asarray(b)) % self.n, dtype=np.int64)

    def inverse(self, a: NDArray[Any]) -> NDArray[np.int64]:
        """Return -a modulo n, `(N,)` int64."""
        return np.asarray(-np.asarray(a) % self.n, dtype=np.int64)

    def from_uniform(self, u: NDArray[Any]) -> NDArray[np.int64]:
        """Cut [0, 1) into n equal cells.

        Args:
            u: `(N, 1)` numbers in [0, 1).

        Returns:
            The cell of each number, `(N,)` int64.

        Raises:
            ValueError: the last axis is not 1 long, or a number lies outside [0, 1).
        """
        return np.floor(require_uniforms(u, 1)[..., 0] * self.n).astype(np.int64)

    def coordinates(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return the number itself, `(N, 1)` float64."""
        return np.asarray(a, dtype=np.float64)[..., np.newaxis]
