"""A network on a set of items, which cannot see their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field as Key

from mezz.component.base import Fault, Model
from mezz.component.raw import numbers, on_axis, raw_types, shared_axis, target_on
from mezz.component.types import Field, Invariance, Matrix
from mezz.learn.deep_sets import DeepSetsShape

if TYPE_CHECKING:
    from mezz.component.base import Encoder
    from mezz.component.types import DomainType, Emits

Width = Annotated[int, Key(ge=1, le=8192)]

_UNFIT = "MZ275"


class DeepSets(Model):
    """One network on every item, their pool, and a second network on that.

    rho(pool of phi(item)): any function of a set can be written this way (Zaheer et al., NeurIPS
    2017), and no order of the items shows. What the encoder emits is taken as `items` of equally
    many numbers each: `by_item` where the numbers of one item stand together, as in the rows of a
    matrix; `by_feature` where one number of all items does, as in several vectors side by side.
    Items are alike, so a number is standardised with the same number of all items.

    Behind `columns` of vectors or signals on one axis, whose entries are the items, it is invariant
    to whatever renames these entries, and a spec that measures that gap is refused.
    """

    libraries = ("torch",)
    minimal: ClassVar[dict[str, Any]] = {"items": 4, "phi": [16], "rho": [16]}

    kind: Literal["deep_sets"] = "deep_sets"
    items: int = Key(ge=2, le=65_536, description="How many items an example has.")
    layout: Literal["by_item", "by_feature"] = Key(
        "by_item", description="Which numbers stand together: those of an item, or of a feature."
    )
    phi: tuple[Width, ...] = Key(
        (64, 64), min_length=1, max_length=8, description="Widths of the layers on every item."
    )
    rho: tuple[Width, ...] = Key(
        (64,), max_length=8, description="Widths of the hidden layers behind the pool."
    )
    pool: Literal["mean", "sum"] = Key("mean", description="How items are put together.")

    def layers(self) -> tuple[int, ...]:
        """Return the widths of phi and of rho."""
        return (*self.phi, *self.rho)

    def shape(self, inputs: int, outputs: int) -> DeepSetsShape:
        """Return phi on the items and rho behind their pool."""
        apart = self.layout == "by_feature"
        return DeepSetsShape(inputs, self.items, self.phi, self.rho, outputs, self.pool, apart)

    def faults(self, emits: Emits, encoder: Encoder) -> tuple[Fault, ...]:
        """Return a fault where the columns are no whole number of features, or in another order."""
        width = encoder.width(emits)
        if width % self.items:
            message = (
                f"encoder `{encoder.kind}` emits {width} numbers, which are no"
                f" {self.items} items of equally many"
            )
            ways = [str(n) for n in range(2, min(width, 65_536) + 1) if width % n == 0]
            help_ = (f"items: one of {', '.join(ways[:8])}",) if ways else ()
            return (Fault(path=("items",), message=message, help=help_, code=_UNFIT),)
        fields = raw_types(encoder, emits)
        each = self.items if self.layout == "by_feature" else width // self.items
        strange = [type_ for type_ in fields if numbers(type_) != each]
        if len(fields) < 2 or not strange:
            return ()
        what = "feature" if self.layout == "by_feature" else "item"
        message = (
            f"`{encoder.kind}` writes its fields one after another, and {strange[0]} is not one"
            f" {what} of {each} numbers"
        )
        other = "by_item" if self.layout == "by_feature" else "by_feature"
        help_ = (f"layout: {other}, or one field alone",)
        return (Fault(path=("layout",), message=message, help=help_, code=_UNFIT),)

    def invariances(self, emits: Emits, encoder: Encoder) -> frozenset[Invariance]:
        """Return what renames the entries of the vectors and signals that are its items.

        Behind a matrix nothing is claimed: renaming moves rows and columns, and the numbers of an
        item change places. A target on the same axis would have to move, and a pool does not.
        """
        fields = raw_types(encoder, emits)
        axis = shared_axis(fields)
        if axis is None or target_on(emits, axis) or not self._are_items(fields):
            return frozenset()
        renamed = {Invariance("conjugation", name) for name in on_axis(emits, axis, Matrix)}
        shifted = {Invariance("circular_shift", name) for name in on_axis(emits, axis, Field)}
        return frozenset(renamed | shifted)

    def _are_items(self, fields: tuple[DomainType, ...]) -> bool:
        """Say whether each field holds one number of every item, in the order of the items."""
        return all(numbers(type_) == self.items for type_ in fields) and (
            len(fields) == 1 or self.layout == "by_feature"
        )
