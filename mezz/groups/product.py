"""Direct products: every factor moves its own thing, and none minds the others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mezz.groups.composite import Composite, FiniteComposite, within
from mezz.groups.group import FiniteGroup

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.group import Group


@dataclass(frozen=True, slots=True)
class Product(Composite):
    """The tuples of elements of the factors, multiplied factor by factor.

    Made by `direct_product`, which knows whether it is finite.

    Attributes:
        factors: the groups, at least one.
    """

    factors: tuple[Group, ...]

    def __post_init__(self) -> None:
        """Refuse a product of nothing.

        Raises:
            ValueError: no factor.
        """
        if not self.factors:
            raise ValueError("a product has at least one factor")

    @property
    def parts(self) -> tuple[Group, ...]:
        """The factors."""
        return self.factors

    @property
    def structure(self) -> str:
        """`A x B`, with equal neighbours as a power: `S_4^2 x C_3`."""
        return " x ".join(
            _power(structure, len(list(run)))
            for structure, run in groupby(factor.structure for factor in self.factors)
        )

    @property
    def abelian(self) -> bool:
        """True where all factors are."""
        return all(factor.abelian for factor in self.factors)

    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
        """Return the products factor by factor, `(N, width)`."""
        pairs = zip(self.factors, self.split(a), self.split(b), strict=True)
        return self.join(*(factor.product(one, other) for factor, one, other in pairs))

    def inverse(self, a: NDArray[Any]) -> NDArray[Any]:
        """Return the inverses factor by factor, `(N, width)`."""
        apart = zip(self.factors, self.split(a), strict=True)
        return self.join(*(factor.inverse(one) for factor, one in apart))


@dataclass(frozen=True, slots=True)
class FiniteProduct(Product, FiniteComposite):
    """A product of finite groups."""


@dataclass(frozen=True, slots=True)
class CompactProduct(Product):
    """A product with a factor whose elements cannot be enumerated."""

    @property
    def order(self) -> int | None:
        """None."""
        return None


def direct_product(factors: tuple[Group, ...]) -> Product:
    """Return the product of groups, a `FiniteGroup` where all of them are.

    Raises:
        ValueError: no factor.
    """
    finite = all(isinstance(factor, FiniteGroup) for factor in factors)
    return FiniteProduct(factors) if finite else CompactProduct(factors)


def power(group: Group, n: int) -> Product:
    """Return the product of n copies of a group.

    Raises:
        ValueError: n is below 1.
    """
    return direct_product((group,) * n)


def _power(structure: str, n: int) -> str:
    """Write n equal factors."""
    if n == 1:
        return within(structure)
    return f"({structure})^{n}" if set(structure) & set(" ^") else f"{structure}^{n}"
