"""Semidirect products: the second part moves the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from mezz.groups.composite import Composite, FiniteComposite, within
from mezz.groups.group import FiniteGroup

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.group import Group

_NEAR = 1e-6


class Twist(Protocol):
    """How the second part moves the first: an automorphism of it for each h, h n h^-1."""

    def __call__(self, h: NDArray[Any], n: NDArray[Any]) -> NDArray[Any]:
        """Return h n h^-1, `(N, ...)`, for h and n of shape `(N, ...)`, row by row."""
        ...


@dataclass(frozen=True, slots=True)
class Inverting:
    """A reflection turns every element of the normal part into its inverse.

    Attributes:
        normal: the normal part; abelian, as the inverse is no automorphism of any other group.
        by: a group of two elements.
    """

    normal: Group
    by: Group

    def __post_init__(self) -> None:
        """Refuse groups for which this is no automorphism.

        Raises:
            ValueError: the normal part is not abelian, or the other has not two elements.
        """
        if not self.normal.abelian:
            raise ValueError(f"inverting is no automorphism of {self.normal.structure}")
        if self.by.order != 2:
            raise ValueError(f"a group of two elements inverts, not {self.by.structure}")

    def __call__(self, h: NDArray[Any], n: NDArray[Any]) -> NDArray[Any]:
        """Return n^-1 where h is not the identity, and n where it is, `(N, ...)`."""
        still = self.by.coordinates(self.by.identity(1))[0]
        moved = (np.abs(self.by.coordinates(h) - still) > _NEAR).any(axis=-1)
        wide = moved.reshape(moved.shape + (1,) * len(self.normal.shape))
        return np.where(wide, self.normal.inverse(n), n)


@dataclass(frozen=True, slots=True)
class Semidirect(Composite):
    """The pairs (n, h), which act by h first and then by n.

    (n, h) (m, k) = (n twist(h, m), h k). Made by `semidirect_product`, which knows whether it is
    finite. Its uniform measure is the product of the parts', as automorphisms keep that of n.

    Attributes:
        normal: the group of n.
        by: the group of h.
        twist: how h moves n.
    """

    normal: Group
    by: Group
    twist: Twist

    @property
    def parts(self) -> tuple[Group, ...]:
        """The normal part, and the one that moves it."""
        return (self.normal, self.by)

    @property
    def structure(self) -> str:
        """`N x| H`."""
        return f"{within(self.normal.structure)} x| {within(self.by.structure)}"

    @property
    def abelian(self) -> bool:
        """False: what no part moves is a `Product`."""
        return False

    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
        """Return (n twist(h, m), h k), `(N, width)`."""
        # A twist of one's own gets elements of the same leading axes, and need not spread them.
        first, second = np.broadcast_arrays(np.asarray(a), np.asarray(b))
        (n, h), (m, k) = self.split(first), self.split(second)
        return self.join(self.normal.product(n, self.twist(h, m)), self.by.product(h, k))

    def inverse(self, a: NDArray[Any]) -> NDArray[Any]:
        """Return (twist(h^-1, n^-1), h^-1), `(N, width)`."""
        n, h = self.split(a)
        back = self.by.inverse(h)
        return self.join(self.twist(back, self.normal.inverse(n)), back)


@dataclass(frozen=True, slots=True)
class FiniteSemidirect(Semidirect, FiniteComposite):
    """A semidirect product of finite groups."""


@dataclass(frozen=True, slots=True)
class CompactSemidirect(Semidirect):
    """A semidirect product with a part whose elements cannot be enumerated."""

    @property
    def order(self) -> int | None:
        """None."""
        return None


def semidirect_product(normal: Group, by: Group, twist: Twist) -> Semidirect:
    """Return the semidirect product, a `FiniteGroup` where both parts are."""
    finite = isinstance(normal, FiniteGroup) and isinstance(by, FiniteGroup)
    return (FiniteSemidirect if finite else CompactSemidirect)(normal, by, twist)
