"""Counting an angle in other turns: C_n acting on the circle of n periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, final

from pydantic import Field

from mezz.component.symmetry import LeavesTarget, SymmetryType
from mezz.component.types import Angle, Invariance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.cyclic import Cyclic

_ROUNDING = 2.0**-50
"""What a few sums in double precision may lose, relative to their size."""


SKEW = 0.618
"""The twin's turn, in true turns: the golden section, as far from a simple fraction as can be."""


class Turns(LeavesTarget):
    """Steps of equal length along an angle, modulo n steps; `step` is their length in turns."""

    type = SymmetryType.FINITE_GROUP
    acts_on = Angle
    step: ClassVar[float]

    on: str = Field(description="The angle.")
    turns: int = Field(ge=2, le=10_000, description="How many turns there are, n.")

    @final
    def order(self) -> int:
        """Return n."""
        return self.turns

    @final
    def structure(self) -> str:
        """Return `C_n`."""
        return f"C_{self.turns}"

    @final
    def group(self) -> Cyclic:
        """Return the cyclic group of n turns."""
        from mezz.groups.cyclic import Cyclic

        return Cyclic(self.turns)

    @final
    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the angle."""
        return frozenset({self.on})

    @final
    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, a step."""
        return frozenset({Invariance(self.kind, self.on)})

    @final
    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: a step along any angle is a step."""
        return ()

    @final
    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Take `elements`, `(N,)` steps, modulo n steps; the angle is `(N,)` in its unit."""
        import numpy as np

        step = self._period(emits) * self.step
        full = step * self.turns
        angle = np.asarray(examples.fields[self.on], dtype=np.float64)
        moved = np.mod(angle + step * np.asarray(elements), full)
        # All turns but a last place of one are all turns, and all turns are none.
        moved = np.where(moved >= full * (1 - _ROUNDING), 0.0, moved)
        return examples.moved(**{self.on: moved})

    @final
    def _period(self, emits: Emits) -> float:
        angle = emits.fields[self.on]
        if not isinstance(angle, Angle):
            raise TypeError(f"`{self.on}` is {angle}, not an angle")
        return angle.period


class AngleTurns(Turns):
    """Add k whole turns to an angle, modulo n turns.

    On R / (n period) the turns form a group of n elements, so the whole orbit can be taken. (On the
    line they would form Z, and every average would need a window.) The canonical form is the angle
    within its first turn.
    """

    canonical_form = True
    step = 1.0
    minimal: ClassVar[dict[str, Any]] = {"on": "M", "turns": 5}

    kind: Literal["angle_turns"] = "angle_turns"

    def twin(self) -> SkewTurns:
        """Return turns that end elsewhere on the circle."""
        return SkewTurns(on=self.on, turns=self.turns)

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.int64]:
        """Return the turns, `(N,)` int64 in 0..n-1, that lead back to the first one."""
        import numpy as np

        angle = np.asarray(examples.fields[self.on], dtype=np.float64)
        turn = np.floor(angle / self._period(emits) + self.turns * _ROUNDING).astype(np.int64)
        return np.mod(-turn, self.turns)


class SkewTurns(Turns):
    """The twin: steps of `SKEW` turns, which lead to other places of the circle."""

    canonical_form = False
    step = SKEW

    kind: Literal["skew_turns"] = "skew_turns"

    def twin(self) -> None:
        """Return nothing: a twin has none."""

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing: no view is more canonical than another."""
