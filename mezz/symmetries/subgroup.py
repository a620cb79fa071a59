"""Some of a group's elements: those that a few of them generate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from mezz.component.base import Fault
from mezz.component.composition import GROUPS, Composition, written
from mezz.component.slot import ASymmetry
from mezz.component.symmetry import SymmetryType

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.symmetry import Path, Symmetry
    from mezz.component.types import Emits
    from mezz.groups.group import Group
    from mezz.groups.plan import Design
    from mezz.groups.subgroup import Subgroup as AbstractSubgroup


class Generated(BaseModel):
    """A group, and elements of it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)

    of: ASymmetry = Field(description="The group.")
    generators: tuple[tuple[float, ...], ...] = Field(
        min_length=1,
        max_length=8,
        description="Elements, each as the list of its numbers: `[2]` for two steps of C_n, "
        "`[1, 2, 0]` for a permutation.",
    )


class Subgroup(Composition):
    """The products of a few elements of a group and of their inverses; at most 10,000 of them."""

    minimal: ClassVar[dict[str, Any]] = {
        "subgroup": {
            "of": {"kind": "angle_turns", "on": "M", "turns": 6},
            "generators": [[2]],
        }
    }

    kind: Literal["subgroup"] = "subgroup"
    subgroup: Generated = Field(description="The group, and what generates the part of it.")

    def factors(self) -> tuple[Symmetry, ...]:
        """Return the whole group."""
        return (self.subgroup.of,)

    def places(self) -> tuple[Path, ...]:
        """Return where it stands."""
        return (("subgroup", "of"),)

    def own_faults(self, emits: Emits) -> Iterator[Fault]:
        """Yield a fault where there is no group, or a generator is none of its elements."""
        if self.family() not in GROUPS:
            yield Fault(
                path=("subgroup", "of"),
                message=f"`{self.subgroup.of.structure()}` is a {self.family()}, and has no subgroup",
                help=("a group",),
                code="MZ246",
            )
            return
        try:
            self.group()
        except ValueError as error:
            yield Fault(
                path=("subgroup", "generators"),
                message=str(error),
                help=(f"elements of `{self.subgroup.of.structure()}`",),
                code="MZ246",
            )

    def family(self) -> SymmetryType:
        """Return a finite group, once enumerated, and else what it is said to be a part of."""
        of = self.subgroup.of.family()
        return SymmetryType.FINITE_GROUP if of in GROUPS and self._found() else of

    def twin(self) -> Subgroup | None:
        """Return the same elements of the twin."""
        twin = self.subgroup.of.twin()
        if twin is None:
            return None
        return Subgroup(subgroup=Generated(of=twin, generators=self.subgroup.generators))

    def order(self) -> int | None:
        """Return how many elements are generated; those of the whole group where that is at fault."""
        found = self._found()
        return found.order if found else self.subgroup.of.order()

    def orders(self) -> tuple[int | None, ...]:
        """Return nothing: an element has one part."""
        return ()

    def structure(self) -> str:
        """Return the subgroup's order and the whole group."""
        found = self._found()
        return found.structure if found else f"H < {written(self.subgroup.of)}"

    def design(self) -> Design:
        """Return `none`: its elements are drawn without replacement."""
        return "none"

    def group(self) -> AbstractSubgroup:
        """Return the generated subgroup.

        Raises:
            ValueError: a generator is no element, or they generate too many.
        """
        from mezz.groups.group import Group
        from mezz.groups.subgroup import Subgroup as AbstractSubgroup

        whole = self.subgroup.of.group()
        if not isinstance(whole, Group):
            raise ValueError(f"{self.subgroup.of.structure()} is no group")
        return AbstractSubgroup(whole, self._elements(whole))

    def _found(self) -> AbstractSubgroup | None:
        try:
            return self.group()
        except ValueError:
            return None

    def _elements(self, whole: Group) -> tuple[Any, ...]:
        """Return the generators as the group writes its elements: one number stands alone."""
        lists = self.subgroup.generators
        alone = whole.shape == () and all(len(numbers) == 1 for numbers in lists)
        return tuple(numbers[0] for numbers in lists) if alone else lists

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Act as elements of the whole group."""
        return self.subgroup.of.act(elements, examples, emits)

    def transport(
        self, elements: NDArray[np.generic], answers: NDArray[np.float64], emits: Emits
    ) -> NDArray[np.float64]:
        """Carry answers along as elements of the whole group."""
        return self.subgroup.of.transport(elements, answers, emits)

    def has_canonical_form(self) -> bool:
        """Say no: the canonical element of the whole group need not be in it."""
        return False

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing."""
