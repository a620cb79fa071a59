"""Seeing a signal in a mirror: C_2, which turns shifts around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, final

from pydantic import Field as Key

from mezz.component.grid_symmetry import GridSymmetry, swell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.cyclic import Cyclic


class Reflections(GridSymmetry):
    """A reflection at the origin of a periodic grid, which keeps or turns the sign of the values."""

    sign: Literal[-1, 1] = Key(-1, description="What values are multiplied by in the mirror.")

    @final
    def order(self) -> int:
        """Return 2."""
        return 2

    @final
    def structure(self) -> str:
        """Return `C_2`."""
        return "C_2"

    @final
    def group(self) -> Cyclic:
        """Return the group of two elements: 0 leaves an example, 1 reflects it."""
        from mezz.groups.cyclic import Cyclic

        return Cyclic(2)

    @final
    def grid_faults(self, grid: tuple[int, ...]) -> tuple[Fault, ...]:
        """Return nothing: every periodic grid has its mirror image."""
        return ()

    @final
    def sources(self, elements: NDArray[np.generic], grid: tuple[int, ...]) -> NDArray[np.int64]:
        """Return -x for every point x of what is reflected, and x for the rest."""
        import numpy as np

        image = np.zeros(1, dtype=np.int64)
        for n in grid:
            image = (image[:, np.newaxis] * n + -np.arange(n) % n).ravel()
        reflected = np.asarray(elements)[:, np.newaxis] == 1
        return np.where(reflected, image, np.arange(len(image)))

    @final
    def signs(self, elements: NDArray[np.generic]) -> NDArray[np.float64]:
        """Return the sign of each example, `(N, 1)`."""
        import numpy as np

        return np.where(np.asarray(elements) == 1, float(self.sign), 1.0)[:, np.newaxis]


class Mirror(Reflections):
    """Reflect a signal at the origin, and turn its sign or not: u(x) -> sign u(-x).

    With `sign: -1` it is a symmetry of Burgers' equation, in which a wave moves by its own height;
    with either sign one of the heat equation. On a grid of two dimensions both are reflected. All
    that lies on the axis of `on` is treated the same way, the target too if it is there.

    It turns shifts around: reflected, shifted and reflected again is shifted the other way. So
    `semidirect: {normal: {kind: circular_shift, ...}, by: {kind: mirror, ...}}` is the dihedral
    group. The canonical form is the one of the two that reads larger, value by value.
    """

    canonical_form = True
    inverts: ClassVar[frozenset[str]] = frozenset({"circular_shift"})
    minimal: ClassVar[dict[str, Any]] = {"on": "u"}

    kind: Literal["mirror"] = "mirror"

    def twin(self) -> SwellingMirror:
        """Return a mirror that scales what it reflects, by factors that depend on the place."""
        return SwellingMirror(on=self.on, sign=self.sign)

    def factors(
        self, elements: NDArray[np.generic], sources: NDArray[np.int64], grid: tuple[int, ...]
    ) -> NDArray[np.float64] | None:
        """Return the signs, `(N, 1)`."""
        return None if self.sign == 1 else self.signs(elements)

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.int64]:
        """Return 1 where the mirror image reads larger than the example, `(N,)` int64."""
        import numpy as np

        ones = np.ones(len(examples), dtype=np.int64)
        image = self.act(ones, examples, emits)
        here, there = (
            np.concatenate(self.flat(one, emits), axis=1).astype(np.float64)
            for one in (examples, image)
        )
        first = (here != there).argmax(axis=1)[:, np.newaxis]
        smaller = np.take_along_axis(here, first, 1) < np.take_along_axis(there, first, 1)
        return smaller[:, 0].astype(np.int64)


class SwellingMirror(Reflections):
    """The twin: the same mirror, conjugated by a fixed pattern of weights w.

    u(x) -> sign w(x) / w(-x) u(-x): a group of two elements as well, which turns the twin of the
    shifts around, and no symmetry, for values grow where w is large.
    """

    canonical_form = False
    inverts: ClassVar[frozenset[str]] = frozenset({"swelling_shift"})

    kind: Literal["swelling_mirror"] = "swelling_mirror"

    def twin(self) -> None:
        """Return nothing: a twin has none."""

    def factors(
        self, elements: NDArray[np.generic], sources: NDArray[np.int64], grid: tuple[int, ...]
    ) -> NDArray[np.float64]:
        """Return sign times the weight at each point over that at its source, `(N, P)`."""
        weights = swell(grid)
        return self.signs(elements) * (weights / weights[sources])

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing: neither view is more canonical than the other."""
