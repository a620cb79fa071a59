"""Symmetries made of symmetries: what every composition has in common."""

from __future__ import annotations

from abc import abstractmethod
from itertools import combinations, groupby
from math import prod
from typing import TYPE_CHECKING, final

from mezz.component.symmetry import Symmetry, SymmetryType
from mezz.component.types import Invariance
from mezz.groups.plan import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.symmetry import Elementary, Path
    from mezz.component.types import Emits
    from mezz.groups.bundle import Bundle
    from mezz.groups.plan import Design
    from mezz.groups.product import Product as AbstractProduct

_STRENGTH = tuple(SymmetryType)
GROUPS = (SymmetryType.FINITE_GROUP, SymmetryType.COMPACT_GROUP)


class Composition(Symmetry):
    """Several symmetries as one. Its type is the weakest of its factors'."""

    @abstractmethod
    def factors(self) -> tuple[Symmetry, ...]:
        """Return what it is composed of, in the order of an element's parts. Pure."""

    @abstractmethod
    def places(self) -> tuple[Path, ...]:
        """Return where in its block each factor stands. Pure."""

    @abstractmethod
    def own_faults(self, emits: Emits) -> Iterator[Fault]:
        """Yield what is wrong with putting these factors together."""

    @final
    def inside(self) -> tuple[tuple[Path, Symmetry], ...]:
        """Return the factors with their places."""
        return tuple(zip(self.places(), self.factors(), strict=True))

    @final
    def parts(self) -> tuple[Elementary, ...]:
        """Return the elementary symmetries of all factors."""
        return tuple(part for one in self.factors() for part in one.parts())

    @final
    def moves(self, emits: Emits) -> frozenset[str]:
        """Return what any factor moves."""
        return frozenset[str]().union(*(one.moves(emits) for one in self.factors()))

    @final
    def changes(self) -> frozenset[Invariance]:
        """Return the elementary changes of all factors."""
        return frozenset[Invariance]().union(*(one.changes() for one in self.factors()))

    @final
    def carries_target(self, emits: Emits) -> bool:
        """Say whether some factor does."""
        return any(one.carries_target(emits) for one in self.factors())

    @final
    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return the faults of the factors, each at its place, and those of their composition."""
        inside = (
            fault.model_copy(update={"path": (*place, *fault.path)})
            for place, one in self.inside()
            for fault in one.faults(emits)
        )
        return (*inside, *self.own_faults(emits))


class Direct(Composition):
    """Factors side by side: an element has one part a factor, and they act one after the other."""

    @final
    def family(self) -> SymmetryType:
        """Return the weakest type among the factors."""
        return weakest(self.factors())

    @final
    def order(self) -> int | None:
        """Return the product of the orders."""
        orders = [one.order() for one in self.factors()]
        if self.family() not in GROUPS:
            # What is no group is drawn from, and not listed.
            return None
        return None if None in orders else prod(order for order in orders if order)

    @final
    def orders(self) -> tuple[int | None, ...]:
        """Return the orders of the parts, those of a factor that is crossed itself in its place."""
        return crossed_orders(self.factors())

    @final
    def design(self) -> Design:
        """Return a plan for each factor where some factor has a design or cannot be listed."""
        if any(one.family() not in GROUPS for one in self.factors()):
            return "none"
        return open_design(self)

    @final
    def group(self) -> AbstractProduct | Bundle:
        """Return the direct product of the groups, or, where one is none, of what they are."""
        from mezz.groups.bundle import Bundle
        from mezz.groups.group import Group
        from mezz.groups.product import direct_product

        groups = tuple(one.group() for one in self.factors())
        abstract = tuple(one for one in groups if isinstance(one, Group))
        return direct_product(abstract) if len(abstract) == len(groups) else Bundle(groups)

    @final
    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Let the factors act, the last one first."""
        parts = self.group().split(elements)
        for one, part in reversed(list(zip(self.factors(), parts, strict=True))):
            examples = one.act(part, examples, emits)
        return examples

    @final
    def transport(
        self, elements: NDArray[np.generic], answers: NDArray[np.float64], emits: Emits
    ) -> NDArray[np.float64]:
        """Carry the answers along with one factor after the other, the last one first."""
        parts = self.group().split(elements)
        for one, part in reversed(list(zip(self.factors(), parts, strict=True))):
            answers = one.transport(part, answers, emits)
        return answers

    @final
    def has_canonical_form(self) -> bool:
        """Say yes where every factor has one, and no two act on one field."""
        fields = [part.on for part in self.parts()]
        apart = len(set(fields)) == len(fields)
        return apart and all(one.has_canonical_form() for one in self.factors())

    @final
    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.generic] | None:
        """Return the factors' own canonical elements, side by side."""
        if not self.has_canonical_form():
            return None
        found = [one.canonical(examples, emits) for one in self.factors()]
        return self.group().join(*(part for part in found if part is not None))


def weakest(factors: tuple[Symmetry, ...]) -> SymmetryType:
    """Return the weakest type among the factors."""
    return max((one.family() for one in factors), key=_STRENGTH.index)


def crossed_orders(factors: tuple[Symmetry, ...]) -> tuple[int | None, ...]:
    """Return the orders of all parts of a crossing, nested crossings laid open."""
    return tuple(
        order
        for one in factors
        for order in (one.orders() if one.design() == "factorial" else (one.order(),))
    )


def open_design(whole: Composition) -> Design:
    """Return a plan for each factor where some factor has a design or the whole cannot be listed."""
    order = whole.order()
    listed = order is not None and order <= LARGEST
    designed = any(one.design() != "none" for one in whole.factors())
    return "factorial" if designed or not listed else "none"


def meeting(factors: tuple[Symmetry, ...], emits: Emits) -> Iterator[tuple[int, int, str]]:
    """Yield pairs of factors that move one array and are not declared to commute on it.

    On different arrays all actions commute. Returns the places of the two, and the array.
    """
    for (i, first), (j, second) in combinations(enumerate(factors), 2):
        shared = first.moves(emits) & second.moves(emits)
        if shared and not all(_commute(a, b) for a in first.parts() for b in second.parts()):
            yield i, j, min(shared)


def _commute(a: Elementary, b: Elementary) -> bool:
    return b.kind in a.commutes or a.kind in b.commutes


def written(one: Symmetry) -> str:
    """Return a factor's structure as it stands inside another one's."""
    text = one.structure()
    return f"({text})" if " " in text else text


def crossed(factors: tuple[Symmetry, ...]) -> str:
    """Return a direct product, equal neighbours as a power: `S_4^2 x C_3`."""
    runs = groupby(one.structure() for one in factors)
    return " x ".join(_power(text, len(list(run))) for text, run in runs)


def _power(text: str, n: int) -> str:
    if n == 1:
        return f"({text})" if " " in text else text
    return f"({text})^{n}" if set(text) & set(" ^") else f"{text}^{n}"
