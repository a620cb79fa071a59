"""A symmetry and a reflection that turns it around: a semidirect product, such as O(2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from mezz.component.base import Fault
from mezz.component.composition import (
    GROUPS,
    Composition,
    crossed_orders,
    open_design,
    weakest,
    written,
)
from mezz.component.slot import ASymmetry

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.symmetry import Path, Symmetry, SymmetryType
    from mezz.component.types import Emits
    from mezz.groups.plan import Design
    from mezz.groups.semidirect import Semidirect as AbstractSemidirect


class Halves(BaseModel):
    """The two factors of a semidirect product."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    normal: ASymmetry = Field(description="The normal factor, which is turned around.")
    by: ASymmetry = Field(description="The factor of two elements that turns it around.")


class Semidirect(Composition):
    """Let `by` act, then `normal`, where h n h = n^-1: they do not commute, and form one group.

    Rotations and a reflection make O(2), the shifts of a ring and its reversal make D_n. An element
    is a pair (n, h), and (n, h)(n', h') = (n h(n'), h h').
    """

    minimal: ClassVar[dict[str, Any]] = {
        "semidirect": {
            "normal": {"kind": "circular_shift", "on": "u"},
            "by": {"kind": "mirror", "on": "u"},
        }
    }

    kind: Literal["semidirect"] = "semidirect"
    semidirect: Halves = Field(description="The two factors.")

    def factors(self) -> tuple[Symmetry, ...]:
        """Return the normal factor and the one that turns it around."""
        return (self.semidirect.normal, self.semidirect.by)

    def places(self) -> tuple[Path, ...]:
        """Return their keys."""
        return (("semidirect", "normal"), ("semidirect", "by"))

    def own_faults(self, emits: Emits) -> Iterator[Fault]:
        """Yield a fault unless every part of `by` is declared to turn every part of `normal`."""
        normal, by = self.factors()
        apart = [
            (n, b)
            for b in by.parts()
            for n in normal.parts()
            if n.kind not in b.inverts or n.on != b.on
        ]
        if self.family() not in GROUPS or by.order() != 2 or apart:
            n, b = apart[0] if apart else (normal.parts()[0], by.parts()[0])
            yield Fault(
                path=("semidirect", "by"),
                message=f"`{b.kind}` of `{b.on}` is not known to turn `{n.kind}` of `{n.on}` around",
                help=("a `product`, if they commute",),
                code="MZ245",
            )

    def family(self) -> SymmetryType:
        """Return the weaker type of the two."""
        return weakest(self.factors())

    def twin(self) -> Semidirect | None:
        """Return the pairs of the factors' twins; a factor without one stays as it is."""
        normal, by = self.factors()
        twins = (normal.twin(), by.twin())
        if not any(twins):
            return None
        return Semidirect(semidirect=Halves(normal=twins[0] or normal, by=twins[1] or by))

    def order(self) -> int | None:
        """Return the product of the orders."""
        normal, by = (one.order() for one in self.factors())
        return None if normal is None or by is None else normal * by

    def orders(self) -> tuple[int | None, ...]:
        """Return the orders of the parts."""
        return crossed_orders(self.factors())

    def structure(self) -> str:
        """Return the factors with the sign of the semidirect product between them."""
        return " x| ".join(map(written, self.factors()))

    def design(self) -> Design:
        """Return a plan for each factor where one has a design or cannot be listed."""
        return open_design(self)

    def group(self) -> AbstractSemidirect:
        """Return the semidirect product of the two groups."""
        from mezz.groups.group import Group
        from mezz.groups.semidirect import Inverting, semidirect_product

        normal, by = (one.group() for one in self.factors())
        if not isinstance(normal, Group) or not isinstance(by, Group):
            raise TypeError(f"{self.structure()} is made of what is no group")
        return semidirect_product(normal, by, Inverting(normal, by))

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Let `by` act first, then `normal`."""
        n, h = self.group().split(elements)
        turned = self.semidirect.by.act(h, examples, emits)
        return self.semidirect.normal.act(n, turned, emits)

    def transport(
        self, elements: NDArray[np.generic], answers: NDArray[np.float64], emits: Emits
    ) -> NDArray[np.float64]:
        """Carry the answers along with `by` first, then with `normal`."""
        n, h = self.group().split(elements)
        turned = self.semidirect.by.transport(h, answers, emits)
        return self.semidirect.normal.transport(n, turned, emits)

    def has_canonical_form(self) -> bool:
        """Say no: the two forms would have to be chosen together."""
        return False

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing."""
