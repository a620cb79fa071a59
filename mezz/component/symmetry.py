"""Symmetries: what is renamed, how the target follows, and what such a family may be called."""

from __future__ import annotations

from abc import abstractmethod
from enum import StrEnum
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal, final

from pydantic import Field

from mezz.component.base import Component, DomainClass
from mezz.component.types import Invariance
from mezz.groups.plan import LARGEST, Design

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.drawn import Drawn

COMPOSITIONS = ("product", "semidirect", "subgroup", "power", "sequence")
"""The keys by which a spec composes symmetries; each is also the kind of what it makes."""

Path = tuple[str | int, ...]

Called = Literal["group", "window", "nuisance"]


class SymmetryType(StrEnum):
    """What a family of maps may be called, from strongest to weakest."""

    FINITE_GROUP = "finite group"
    COMPACT_GROUP = "compact group"
    WINDOW = "window"
    NUISANCE = "nuisance"
    ABLATION = "ablation"


class Symmetry(Component):
    """A family of maps that rename an input without changing what it is about.

    Elementary ones act on one field; compositions put them together. Elements are arrays, one an
    example, and every operation acts on a whole batch at once.
    """

    unsaid = frozenset({"as_"})

    as_: Called | None = Field(
        None, alias="as", description="What it is said to be; refused where that is not true."
    )

    @abstractmethod
    def family(self) -> SymmetryType:
        """Say what it may be called. Pure."""

    @abstractmethod
    def parts(self) -> tuple[Elementary, ...]:
        """Return the elementary symmetries that it is made of, in the order written. Pure."""

    @abstractmethod
    def inside(self) -> tuple[tuple[Path, Symmetry], ...]:
        """Return the symmetries it is composed of, each with its place in the block. Pure."""

    @abstractmethod
    def twin(self) -> Symmetry | None:
        """Return a family of the same order, size and cost that is no symmetry of its worlds.

        The control: whatever averaging over this family achieves has nothing to do with symmetry.
        None where no honest twin is known. A twin has no twin, and no spec can name one.
        """

    @abstractmethod
    def order(self) -> int | None:
        """Return how many elements there are, None where they cannot be enumerated. Pure."""

    @abstractmethod
    def structure(self) -> str:
        """Return how the group is written (`C_5`). Pure."""

    @abstractmethod
    def design(self) -> Design:
        """Return how a number of views is best chosen; `none` for independent draws. Pure."""

    @abstractmethod
    def orders(self) -> tuple[int | None, ...]:
        """Return the orders of the parts that a factorial design crosses: `Composite.leaves`.

        None for a symmetry in one part.
        """

    @abstractmethod
    def group(self) -> Drawn:
        """Return the abstract group (or whatever else is drawn from) whose elements `act` takes."""

    @abstractmethod
    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the arrays (`M`, `series.start`) that differ between two views of an example."""

    @abstractmethod
    def changes(self) -> frozenset[Invariance]:
        """Return the elementary changes; an invariance to all of them is an invariance to this."""

    @abstractmethod
    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return what is wrong with this symmetry on that world, beyond the type of `on`."""

    @abstractmethod
    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Move example i by element i, all at once. elements: `(N, ...)`.

        Target, ids and units stay: what a move does to the target is what `transport` says.
        """

    @abstractmethod
    def carries_target(self, emits: Emits) -> bool:
        """Say whether the target moves with the example (equivariance) or stays (invariance)."""

    @abstractmethod
    def transport(
        self, elements: NDArray[np.generic], answers: NDArray[np.float64], emits: Emits
    ) -> NDArray[np.float64]:
        """Move answer i as its example is moved by element i: T_g, so that y(g x) = T_g y(x).

        elements: `(N, ...)`; answers: `(N, C)` targets or predictions. An invariant target comes
        back as it is. Predictions are mapped back with the inverse elements.
        """

    @abstractmethod
    def has_canonical_form(self) -> bool:
        """Say whether `canonical` knows a form that all views of an example share. Pure."""

    @abstractmethod
    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.generic] | None:
        """Return the elements `(N, ...)` that carry each example to its canonical form.

        Every view of an example has the same canonical form. None where there is none.
        """


class Elementary(Symmetry):
    """A symmetry that acts on one field, `on`, and on whatever goes with it.

    `acts_on` is the type of that field. `commutes` names the kinds with which it commutes on the
    same field; on different fields all do. `inverts` names the kinds whose elements n turn into
    n^-1 when this symmetry, of two elements, is applied before and after: h n h = n^-1.
    """

    type: ClassVar[SymmetryType]
    acts_on: ClassVar[DomainClass]
    canonical_form: ClassVar[bool]
    best: ClassVar[Design] = "none"
    rings: ClassVar[str] = ""
    """The field that holds the lengths of the rings of which its group is the product, if it is."""
    commutes: ClassVar[frozenset[str]] = frozenset()
    inverts: ClassVar[frozenset[str]] = frozenset()

    on: str

    @final
    def family(self) -> SymmetryType:
        """Return what it was declared to be."""
        return self.type

    @final
    def parts(self) -> tuple[Elementary, ...]:
        """Return itself."""
        return (self,)

    @final
    def inside(self) -> tuple[tuple[Path, Symmetry], ...]:
        """Return nothing: it is not composed."""
        return ()

    @final
    def design(self) -> Design:
        """Return the design declared for its group; rings too large to be listed are crossed."""
        return "factorial" if self.orders() else self.best

    @final
    def orders(self) -> tuple[int | None, ...]:
        """Return the rings where they are crossed, else nothing: an element has one part."""
        rings: tuple[int, ...] = getattr(self, self.rings) if self.rings else ()
        return rings if len(rings) > 1 and prod(rings) > LARGEST else ()

    @final
    def has_canonical_form(self) -> bool:
        """Say what was declared."""
        return self.canonical_form


class LeavesTarget(Elementary):
    """An elementary symmetry under which the answer stays the same: what is renamed is the input."""

    @final
    def carries_target(self, emits: Emits) -> bool:
        """Say no."""
        return False

    @final
    def transport(
        self, elements: NDArray[np.generic], answers: NDArray[np.float64], emits: Emits
    ) -> NDArray[np.float64]:
        """Return the answers as they are."""
        return answers


def visible_changes(
    symmetry: Symmetry, emits: Emits, read: frozenset[str]
) -> frozenset[Invariance]:
    """Return the elementary changes of those parts that move some field in `read`."""
    return frozenset[Invariance]().union(
        *(
            part.changes()
            for part in symmetry.parts()
            if {name.partition(".")[0] for name in part.moves(emits)} & read
        )
    )
