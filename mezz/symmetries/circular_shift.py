"""Shifting a signal around its ring: C_L, or C_L1 x C_L2 on a grid of two dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, final

from pydantic import Field as Key

from mezz.component.base import Fault
from mezz.component.grid_symmetry import GridSymmetry, swell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.cyclic import Cyclic
    from mezz.groups.product import Product

Length = Annotated[int, Key(ge=2, le=65_536)]


class Shifts(GridSymmetry):
    """Steps around a periodic grid; an element says how many along each of its dimensions."""

    rings = "grid"

    grid: tuple[Length, ...] = Key(
        (64,), min_length=1, max_length=2, description="Points along each dimension of the grid."
    )

    @final
    def order(self) -> int:
        """Return the number of points."""
        from math import prod

        return prod(self.grid)

    @final
    def structure(self) -> str:
        """Return `C_L`, or a product of two."""
        from itertools import groupby

        runs = [(f"C_{n}", len(list(run))) for n, run in groupby(self.grid)]
        return " x ".join(name if count == 1 else f"{name}^{count}" for name, count in runs)

    @final
    def group(self) -> Cyclic | Product:
        """Return the cyclic group, elements `(N,)`, or a product of two, elements `(N, 2)`."""
        from mezz.groups.cyclic import Cyclic
        from mezz.groups.product import direct_product

        rings = tuple(Cyclic(n) for n in self.grid)
        return rings[0] if len(rings) == 1 else direct_product(rings)

    @final
    def grid_faults(self, grid: tuple[int, ...]) -> tuple[Fault, ...]:
        """Return a fault where the grid is another one than was said."""
        if grid == self.grid:
            return ()
        said, found = (" x ".join(map(str, shape)) for shape in (self.grid, grid))
        return (
            Fault(
                path=("grid",),
                message=f"shifts on {said} points, and `{self.on}` has {found}",
                help=(f"`grid: {list(grid)}`",),
            ),
        )

    @final
    def sources(self, elements: NDArray[np.generic], grid: tuple[int, ...]) -> NDArray[np.int64]:
        """Return x - k for every point x: the value at x comes from k steps before."""
        import numpy as np

        steps = np.asarray(elements, dtype=np.int64).reshape(len(elements), len(grid))
        found = np.zeros((len(steps), 1), dtype=np.int64)
        for n, step in zip(grid, steps.T, strict=True):
            here = (np.arange(n) - step[:, np.newaxis]) % n
            found = (found[:, :, np.newaxis] * n + here[:, np.newaxis]).reshape(len(steps), -1)
        return found


class CircularShift(Shifts):
    """Shift a signal, and all that lies on its axis, around the ring.

    (T_k u)(x) = u(x - k), all indices modulo the length; on a grid of two dimensions along both, by
    two independent numbers of steps. A target on the same axis is shifted along, any other stays.
    The canonical form has the largest value at the origin; among several largest ones that view is
    taken which reads largest from there on, value by value, and then in the other fields on the
    axis. Views that tie in everything are the same view.
    """

    canonical_form = True
    minimal: ClassVar[dict[str, Any]] = {"on": "u"}

    kind: Literal["circular_shift"] = "circular_shift"

    def twin(self) -> SwellingShift:
        """Return shifts that scale what they move, by factors that depend on the place."""
        return SwellingShift(on=self.on, grid=self.grid)

    def factors(
        self, elements: NDArray[np.generic], sources: NDArray[np.int64], grid: tuple[int, ...]
    ) -> None:
        """Return nothing: values stay as they are."""

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.int64]:
        """Return the shifts that bring the start of the largest reading to the origin."""
        import numpy as np

        fields = self.flat(examples, emits)
        starts = fields[0] == fields[0].max(axis=1, keepdims=True)
        tied = starts.sum(axis=1) > 1
        if tied.any():
            starts[tied] = _narrowed(starts[tied], [field[tied] for field in fields], self.grid)
        places = np.unravel_index(starts.argmax(axis=1), self.grid)
        back = np.stack([-place % n for place, n in zip(places, self.grid, strict=True)], axis=1)
        return (back[:, 0] if len(self.grid) == 1 else back).astype(np.int64)


class SwellingShift(Shifts):
    """The twin: the same shifts, conjugated by a fixed pattern of weights w.

    (T_k u)(x) = w(x) / w(x - k) u(x - k). It is a group of the same order, moves every value as far
    and costs one multiplication more. No integral and no law of motion that is the same everywhere
    survives it: values grow where w is large.
    """

    canonical_form = False

    kind: Literal["swelling_shift"] = "swelling_shift"

    def twin(self) -> None:
        """Return nothing: a twin has none."""

    def factors(
        self, elements: NDArray[np.generic], sources: NDArray[np.int64], grid: tuple[int, ...]
    ) -> NDArray[np.float64]:
        """Return the weight at each point over that at its source, `(N, P)`, from 1/2 to 2."""
        weights = swell(grid)
        return weights / weights[sources]

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing: no view is more canonical than another."""


def _narrowed(
    starts: NDArray[np.bool_], fields: list[NDArray[np.generic]], grid: tuple[int, ...]
) -> NDArray[np.bool_]:
    """Keep the starts from which the fields read largest, value by value, one field after another.

    starts: `(N, P)`, the candidates; fields: each `(N, P)`. Those that are left read the same.
    """
    import numpy as np

    points = np.arange(starts.shape[1]).reshape(grid)
    everywhere = tuple(range(len(grid)))
    for field in fields:
        for offset in np.ndindex(grid):
            ahead = np.roll(points, tuple(-step for step in offset), axis=everywhere).ravel()
            seen = field[:, ahead]
            top = np.where(starts, seen, -np.inf).max(axis=1, keepdims=True)
            starts = starts & (seen == top)
            if (starts.sum(axis=1) == 1).all():
                return starts
    return starts
