"""The shape of a network on sets: a shared network on every item, pooled, and a second network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from mezz.learn.passage import Neighbours, Pool
from mezz.learn.shape import Shape, check_widths, dense

if TYPE_CHECKING:
    from mezz.learn.shape import Site


@dataclass(frozen=True, slots=True)
class DeepSetsShape(Shape):
    """rho(pool over items of phi(item)), as in Zaheer et al. (NeurIPS 2017, theorem 2).

    `phi` are the widths of the shared layers, each followed by a GELU, `rho` those of the hidden
    layers behind the pool. The order of the items cannot show. The features of one item stand
    together in a row; with `apart` one feature of all items does.
    """

    word: ClassVar[str] = "deep_sets"

    inputs: int
    items: int
    phi: tuple[int, ...]
    rho: tuple[int, ...]
    outputs: int
    pool: Literal["mean", "sum"] = "mean"
    apart: bool = False

    def __post_init__(self) -> None:
        check_widths(self, self.items, self.features, *self.phi, *self.rho, self.outputs)
        if self.inputs % self.items:
            raise ValueError(f"every item needs equally many inputs: {self}")
        if not self.phi:
            raise ValueError(f"an item must go through a layer before it is pooled: {self}")

    @property
    def features(self) -> int:
        """Return the number of inputs that belong to one item."""
        return self.inputs // self.items

    def sites(self) -> tuple[Site, ...]:
        """Return phi at every item, and rho behind the pool."""
        apart = self.apart and self.features > 1
        # A place that sees itself alone: columns change places, and nothing else happens.
        first = Neighbours((self.items,), 1, self.features, apart=True) if apart else None
        phi = dense((self.features, *self.phi), self.items, first)
        rho = dense((self.phi[-1], *self.rho, self.outputs), 1, Pool(self.items, self.pool))
        return (*phi, *rho)

    def alike(self) -> tuple[int, ...]:
        """Return the feature of each input: one feature is the same thing in every item."""
        columns = range(self.inputs)
        if self.apart:
            return tuple(column // self.items for column in columns)
        return tuple(column % self.features for column in columns)
