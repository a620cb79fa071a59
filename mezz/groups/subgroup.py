"""Finite subgroups, said by their generators."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import cKDTree

from mezz.groups.group import FiniteGroup, require_uniforms
from mezz.groups.plan import LARGEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.group import Group
    from mezz.groups.plan import Design

_NEAR = 1e-6
"""Elements whose coordinates lie nearer than this are one: products of thousands stay within."""


@dataclass(frozen=True, slots=True)
class Subgroup(FiniteGroup):
    """The smallest subgroup that holds the generators, enumerated; elements are those of `of`.

    Attributes:
        of: the larger group; it may be infinite, if the subgroup is not.
        generators: elements of it, as plain numbers or nested tuples of them.
    """

    of: Group
    generators: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Enumerate.

        Raises:
            ValueError: no generator, one that is no element of the group, or more than `LARGEST`
                elements.
        """
        if not self.generators:
            raise ValueError("a subgroup has at least one generator")
        self._listed()

    @property
    def order(self) -> int:
        """The number of elements."""
        return len(self._listed())

    @property
    def structure(self) -> str:
        """`H_n < G`: a subgroup of order n."""
        return f"H_{self.order} < {self.of.structure}"

    @property
    def shape(self) -> tuple[int, ...]:
        """That of the larger group."""
        return self.of.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """That of the larger group."""
        return self.of.dtype

    @property
    def uniforms(self) -> int:
        """One uniform number an element."""
        return 1

    @property
    def abelian(self) -> bool:
        """True where the generators commute with each other."""
        made = np.array(self.generators, dtype=self.of.dtype)
        first, second = made[:, np.newaxis], made[np.newaxis]
        one, other = self.of.product(first, second), self.of.product(second, first)
        return bool(np.all(np.abs(self.coordinates(one) - self.coordinates(other)) < _NEAR))

    @property
    def design(self) -> Design:
        """None: distinct elements do."""
        return "none"

    def elements(self) -> NDArray[Any]:
        """Return every element once, those that need the fewest generators first."""
        return self._listed().copy()

    def contains(self, a: NDArray[Any]) -> NDArray[np.bool_]:
        """Say of elements of the larger group, `(N, ...)`, whether they are in this one, `(N,)`."""
        return listed_among(self.of, self._listed(), a)

    def identity(self, n: int) -> NDArray[Any]:
        """Return the identity of the larger group, `(n, ...)`."""
        return self.of.identity(n)

    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
        """Return the product of the larger group, `(N, ...)`."""
        return self.of.product(a, b)

    def inverse(self, a: NDArray[Any]) -> NDArray[Any]:
        """Return the inverse of the larger group, `(N, ...)`."""
        return self.of.inverse(a)

    def from_uniform(self, u: NDArray[Any]) -> NDArray[Any]:
        """Cut [0, 1) into equal cells, one an element.

        Args:
            u: `(N, 1)` numbers in [0, 1).

        Returns:
            Elements, `(N, ...)`.

        Raises:
            ValueError: the last axis is not 1 long, or a number lies outside [0, 1).
        """
        place = np.floor(require_uniforms(u, 1)[..., 0] * self.order).astype(np.int64)
        return self._listed()[place]

    def coordinates(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return the coordinates of the larger group, `(N, m)` float64."""
        return self.of.coordinates(a)

    def _listed(self) -> NDArray[Any]:
        return _generated(self.of, self.generators)


def listed_among(group: Group, listed: NDArray[Any], a: NDArray[Any]) -> NDArray[np.bool_]:
    """Say which elements are in a list.

    Args:
        group: the group of both.
        listed: `(L, ...)` elements.
        a: `(N, ...)` elements; any number of leading axes may stand for N.

    Returns:
        `(N,)`, true where an element of the list has the same coordinates.
    """
    distance, _ = cKDTree(group.coordinates(listed)).query(group.coordinates(a))
    return np.asarray(distance < _NEAR)


@lru_cache(maxsize=64)
def _generated(of: Group, generators: tuple[Any, ...]) -> NDArray[Any]:
    """Multiply by generators until nothing new comes, `(order, ...)`, read-only.

    In a finite group the inverse of a generator is one of its powers, so that products suffice.
    """
    by = np.array(generators, dtype=of.dtype)
    if by.shape[1:] != of.shape:
        raise ValueError(
            f"elements of {of.structure} have the shape {of.shape}, not {by.shape[1:]}"
        )
    if not np.array_equal(by, np.array(generators)) or not _are_elements(of, by):
        raise ValueError(f"{generators} are no elements of {of.structure}")
    seen: set[bytes] = set()
    waves = [_unseen(of, of.identity(1), seen)]
    while len(waves[-1]):
        products = of.product(waves[-1][:, np.newaxis], by[np.newaxis])
        waves.append(_unseen(of, products.reshape(-1, *of.shape), seen))
        if len(seen) > LARGEST:
            raise ValueError(f"the subgroup of {of.structure} has more than {LARGEST} elements")
    elements = np.concatenate(waves)
    elements.flags.writeable = False
    return elements


def _are_elements(of: Group, by: NDArray[Any]) -> bool:
    """Say whether arrays are elements: those come through e g, twice inverted, as they were."""
    try:
        through = of.inverse(of.inverse(of.product(of.identity(len(by)), by)))
    except IndexError:  # a place of a permutation that there is not
        return False
    return bool(np.all(np.abs(of.coordinates(through) - of.coordinates(by)) < _NEAR))


def _unseen(of: Group, elements: NDArray[Any], seen: set[bytes]) -> NDArray[Any]:
    """Return the elements that are new, each once, and note them as seen."""
    # Exact coordinates such as 0, 1/2 and 1 lie far from the shifted edges of the cells, so that
    # rounding does not put one element into two of them.
    cells = np.floor(of.coordinates(elements) / _NEAR + 1.0 / np.pi).astype(np.int64)
    new = []
    for at, cell in enumerate(cells):
        key = cell.tobytes()
        if key not in seen:
            seen.add(key)
            new.append(at)
    return elements[new]
