"""Symmetries of a periodic grid: its points are renamed, and values may be scaled on the way."""

from __future__ import annotations

import math
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, final

from pydantic import Field as Key

from mezz.component.base import Fault
from mezz.component.symmetry import Elementary, SymmetryType
from mezz.component.types import Field, Invariance, Matrix, State, Value, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import DomainType, Emits

    Points = NDArray[np.int64]
    Numbers = NDArray[np.float64]

_PHASE = 1.0
"""Where a swell is highest, rad: neither a crest nor a node lies at the origin, so that no mirror
image of it is itself."""


class GridSymmetry(Elementary):
    """Each point of a grid takes the value of another one, times a factor.

    Whatever lies on the axis of `on` goes along: every field there, and the target if it is there.
    """

    type = SymmetryType.FINITE_GROUP
    acts_on = Field

    on: str = Key(description="A field on a periodic grid; all that lies on its axis goes along.")

    @abstractmethod
    def sources(self, elements: NDArray[np.generic], grid: tuple[int, ...]) -> Points:
        """Return the point whose value arrives at each point, `(N, P)`; points are numbered flat.

        elements: `(N, ...)`; P is the number of points, the last dimension of the grid fastest.
        """

    @abstractmethod
    def factors(
        self, elements: NDArray[np.generic], sources: Points, grid: tuple[int, ...]
    ) -> Numbers | None:
        """Return what each value is multiplied by, to broadcast over `(N, P)`; None for 1."""

    @abstractmethod
    def grid_faults(self, grid: tuple[int, ...]) -> tuple[Fault, ...]:
        """Return what is wrong with this symmetry on a grid of that shape."""

    @final
    def moves(self, emits: Emits) -> frozenset[str]:
        """Return every field on the axis of `on`."""
        axis, points = self._axis(emits), math.prod(self.grid_of(emits))
        return frozenset(
            name for name, type_ in emits.fields.items() if _points_on(type_, axis) == points
        )

    @final
    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change."""
        return frozenset({Invariance(self.kind, self.on)})

    @final
    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return faults of the grid, and of whatever lies on its axis and cannot go along."""
        axis, grid = self._axis(emits), self.grid_of(emits)
        strangers = [
            f"field `{name}` ({type_})"
            for name, type_ in emits.fields.items()
            if _points_on(type_, axis) not in {None, math.prod(grid)}
        ]
        if self.carries_target(emits) and emits.target.outputs != math.prod(grid):
            strangers.append(f"the target ({emits.target})")
        apart = tuple(
            Fault(
                path=("on",),
                message=f"{what} names the axis `{axis}` of `{self.on}`, and is no array of one "
                f"number for each of its {math.prod(grid)} points",
                help=(
                    "another `axis` in the world, if the two have nothing to do with each other",
                ),
            )
            for what in strangers
        )
        return (*self.grid_faults(grid), *apart)

    @final
    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Rename the points of every field on the axis, as `sources` and `factors` say."""
        grid = self.grid_of(emits)
        sources = self.sources(elements, grid)
        factors = self.factors(elements, sources, grid)
        moved = {
            name: _gathered(examples.fields[name], sources, factors) for name in self.moves(emits)
        }
        return examples.moved(**moved)

    @final
    def carries_target(self, emits: Emits) -> bool:
        """Say whether the target lies on the axis of the grid."""
        return isinstance(emits.target, Value) and emits.target.axis == self._axis(emits)

    @final
    def transport(
        self, elements: NDArray[np.generic], answers: Numbers, emits: Emits
    ) -> NDArray[np.float64]:
        """Rename the points of answers on the axis, `(N, P)`; leave others as they are."""
        if not self.carries_target(emits):
            return answers
        grid = self.grid_of(emits)
        sources = self.sources(elements, grid)
        return _gathered(answers, sources, self.factors(elements, sources, grid))

    @final
    def flat(self, examples: Examples, emits: Emits) -> list[NDArray[np.generic]]:
        """Return all that moves, each as `(N, P)`: `on` first, the others by name."""
        others = sorted(self.moves(emits) - {self.on})
        return [examples.fields[name].reshape(len(examples), -1) for name in (self.on, *others)]

    @final
    def grid_of(self, emits: Emits) -> tuple[int, ...]:
        """Return the shape of the grid."""
        return self._field(emits).grid

    @final
    def _axis(self, emits: Emits) -> str:
        return self._field(emits).axis

    @final
    def _field(self, emits: Emits) -> Field:
        field = emits.fields[self.on]
        if not isinstance(field, Field):
            raise TypeError(f"`{self.on}` is {field}, and no field on a grid")
        return field


def swell(grid: tuple[int, ...]) -> Numbers:
    """Return a fixed pattern of weights on a grid, `(P,)` float64, for the twins.

    One wave along each dimension; the largest weight is at most twice the smallest. Scaling by the
    pattern, h, turns a symmetry G of the grid into h G h^-1: a group of the same order, at the same
    cost, that moves every value just as far and scales it by a factor between a half and two. As
    the pattern is constant along no axis and has no mirror image that is itself, h lies outside the
    normaliser of shifts and mirrors alike. Moving the points in another way would not do: a mean
    over all points does not see any permutation of them, and would call each a symmetry.
    """
    import numpy as np

    waves = [np.cos(2 * np.pi * np.arange(n) / n - _PHASE) for n in grid]
    height = sum(np.meshgrid(*waves, indexing="ij"), np.zeros(grid)) / len(grid)
    return np.exp(0.5 * math.log(2.0) * height).ravel()


def _gathered(
    values: NDArray[np.generic], sources: Points, factors: Numbers | None
) -> NDArray[Any]:
    """Return `values`, `(N, ...)`, with each point's value taken from its source."""
    import numpy as np

    moved: NDArray[Any] = np.take_along_axis(values.reshape(len(values), -1), sources, axis=1)
    return (moved if factors is None else moved * factors).reshape(values.shape)


def _points_on(type_: DomainType, axis: str) -> int | None:
    """Return how many numbers a field holds along an axis, 0 for too many, None if not on it."""
    if not isinstance(type_, Field | Vector | Matrix | State) or type_.axis != axis:
        return None
    if isinstance(type_, Field):
        return math.prod(type_.grid)
    return type_.size if isinstance(type_, Vector) else 0
