"""The symmetric group of n things."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.group import FiniteGroup, require_uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.plan import Design

_MOST_LISTED = 9


@dataclass(frozen=True, slots=True)
class Symmetric(FiniteGroup):
    """All permutations of 0..n-1.

    Elements are int64 of shape `(N, n)`: p sends the place i to the place p[i]. They act from the
    left, (p x)[p[i]] = x[i] (see `permute`), so that (p q)[i] = p[q[i]] moves by q first, then by p.

    Attributes:
        n: how many things are permuted, at least 1.
    """

    n: int

    def __post_init__(self) -> None:
        """Refuse permutations of nothing.

        Raises:
            ValueError: n is below 1.
        """
        if self.n < 1:
            raise ValueError(f"a symmetric group permutes at least one thing, not {self.n}")

    @property
    def order(self) -> int:
        """The number of permutations, n!."""
        return math.factorial(self.n)

    @property
    def structure(self) -> str:
        """`S_n`."""
        return f"S_{self.n}"

    @property
    def shape(self) -> tuple[int, ...]:
        """One place a thing, `(n,)`."""
        return (self.n,)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Int64."""
        return np.dtype(np.int64)

    @property
    def uniforms(self) -> int:
        """One uniform number a thing."""
        return self.n

    @property
    def abelian(self) -> bool:
        """Permutations of up to two things commute."""
        return self.n <= 2

    @property
    def design(self) -> Design:
        """Williams squares: every thing stands equally often at every place and by every other."""
        return "williams"

    def elements(self) -> NDArray[np.int64]:
        """Return all permutations in lexicographic order, `(n!, n)` int64.

        Raises:
            ValueError: n is above 9.
        """
        if self.n > _MOST_LISTED:
            raise ValueError(f"the {self.order} elements of {self.structure} are too many to list")
        return np.array(list(permutations(range(self.n))), dtype=np.int64)

    def identity(self, n: int) -> NDArray[np.int64]:
        """Return 0..n-1 in its place, n times."""
        return np.tile(np.arange(self.n, dtype=np.int64), (n, 1))

    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.int64]:
        """Return a[b[i]], `(N, n)` int64."""
        after, before = np.broadcast_arrays(np.asarray(a), np.asarray(b))
        return np.asarray(np.take_along_axis(after, before, axis=-1), dtype=np.int64)

    def inverse(self, a: NDArray[Any]) -> NDArray[np.int64]:
        """Return the permutation that sends a[i] back to i, `(N, n)` int64."""
        a = np.asarray(a)
        back = np.empty(a.shape, dtype=np.int64)
        np.put_along_axis(back, a, np.broadcast_to(np.arange(self.n), a.shape), axis=-1)
        return back

    def from_uniform(self, u: NDArray[Any]) -> NDArray[np.int64]:
        """Sort independent keys: every order of them is equally likely.

        Args:
            u: `(N, n)` numbers in [0, 1).

        Returns:
            Permutations, `(N, n)` int64.

        Raises:
            ValueError: the last axis is not n long, or a number lies outside [0, 1).
        """
        ranks = np.argsort(require_uniforms(u, self.n), axis=-1, kind="stable")
        return np.asarray(ranks, dtype=np.int64)

    def coordinates(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return the places themselves, `(N, n)` float64."""
        return np.asarray(a, dtype=np.float64)


def permute(p: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
    """Move things from their places i to p[i].

    Args:
        p: `(N, n)` permutations; any number of leading axes may stand for N.
        x: `(N, n, ...)` things, of which each may be an array.

    Returns:
        `(N, n, ...)`: (p x)[p[i]] = x[i].
    """
    p = np.asarray(p)
    source = Symmetric(p.shape[-1]).inverse(p)
    axis = p.ndim - 1
    return np.take_along_axis(x, source.reshape(p.shape + (1,) * (x.ndim - p.ndim)), axis=axis)
