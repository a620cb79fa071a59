"""Several symmetries at once: a direct product, each factor acting on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.base import Fault
from mezz.component.composition import Direct, crossed, meeting, written
from mezz.component.slot import ASymmetry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.component.symmetry import Path, Symmetry
    from mezz.component.types import Emits


class Product(Direct):
    """Let every factor act: an element has one part a factor, and the parts commute.

    Factors that move different arrays commute by construction. Those that meet on an array must be
    declared to commute there, and the run measures whether they do.
    """

    minimal: ClassVar[dict[str, Any]] = {
        "product": [
            {"kind": "clock_rotation", "on": "t"},
            {"kind": "half_turn", "on": "state", "flip": ["x", "y"]},
        ]
    }

    kind: Literal["product"] = "product"
    product: tuple[ASymmetry, ...] = Field(
        min_length=2, max_length=8, description="The factors; each acts on its own `on`."
    )

    def factors(self) -> tuple[Symmetry, ...]:
        """Return the factors."""
        return self.product

    def places(self) -> tuple[Path, ...]:
        """Return their places in the list."""
        return tuple(("product", place) for place in range(len(self.product)))

    def own_faults(self, emits: Emits) -> Iterator[Fault]:
        """Yield a fault for each pair that is not known to commute where it meets."""
        for i, j, array in meeting(self.product, emits):
            first, second = self.product[i], self.product[j]
            yield Fault(
                path=("product", j),
                message=f"`{written(first)}` and `{written(second)}` both move `{array}`, and are "
                "not declared to commute there",
                help=_ways(first, second),
                code="MZ244",
            )

    def structure(self) -> str:
        """Return the factors with crosses between them."""
        return crossed(self.product)

    def twin(self) -> Product | None:
        """Return the product of the factors' twins; a factor without one stays as it is."""
        twins = [one.twin() for one in self.product]
        if not any(twins):
            return None
        return Product(
            product=tuple(twin or one for twin, one in zip(twins, self.product, strict=True))
        )


def _ways(first: Symmetry, second: Symmetry) -> tuple[str, ...]:
    """Return what to write instead: a semidirect product where one side turns the other around."""
    for normal, by in ((first, second), (second, first)):
        if all(n.kind in b.inverts for n in normal.parts() for b in by.parts()):
            block = f"{{normal: {{kind: {normal.kind}, ...}}, by: {{kind: {by.kind}, ...}}}}"
            return (f"`semidirect: {block}`: `{by.kind}` turns `{normal.kind}` around",)
    return ("a `semidirect` product, if one of them turns the other around", "other fields")
