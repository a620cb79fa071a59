"""Counting an angle in other turns: C_n acting on the circle of n periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.base import Symmetry, SymmetryType
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


class AngleTurns(Symmetry):
    """Add k whole turns to an angle, modulo n turns.

    On R / (n period) the turns form a group of n elements, so the whole orbit can be taken. (On the
    line they would form Z, and every average would need a window.) The canonical form is the angle
    within its first turn.
    """

    type = SymmetryType.FINITE_GROUP
    acts_on = Angle
    canonical_form = True
    minimal: ClassVar[dict[str, Any]] = {"on": "M", "turns": 5}

    kind: Literal["angle_turns"] = "angle_turns"
    on: str = Field(description="The angle.")
    turns: int = Field(ge=2, le=10_000, description="How many turns there are, n.")

    def order(self) -> int:
        """Return n."""
        return self.turns

    def structure(self) -> str:
        """Return `C_n`."""
        return f"C_{self.turns}"

    def group(self) -> Cyclic:
        """Return the cyclic group of n turns."""
        from mezz.groups.cyclic import Cyclic

        return Cyclic(self.turns)

    def moves(self) -> frozenset[str]:
        """Return the angle."""
        return frozenset({self.on})

    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, a turn."""
        return frozenset({Invariance("angle_turns", self.on)})

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: a turn of any angle is a turn."""
        return ()

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Add `elements`, `(N,)` whole turns, modulo n turns; the angle is `(N,)` in its unit."""
        import numpy as np

        period = self._period(emits)
        full = period * self.turns
        angle = np.asarray(examples.fields[self.on], dtype=np.float64)
        moved = np.mod(angle + period * np.asarray(elements), full)
        # All turns but a last place of one are all turns, and all turns are none.
        moved = np.where(moved >= full * (1 - _ROUNDING), 0.0, moved)
        return examples.moved(**{self.on: moved})

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.int64]:
        """Return the turns, `(N,)` int64 in 0..n-1, that lead back to the first one."""
        import numpy as np

        angle = np.asarray(examples.fields[self.on], dtype=np.float64)
        turn = np.floor(angle / self._period(emits) + self.turns * _ROUNDING).astype(np.int64)
        return np.mod(-turn, self.turns)

    def _period(self, emits: Emits) -> float:
        angle = emits.fields[self.on]
        if not isinstance(angle, Angle):
            raise TypeError(f"`{self.on}` is {angle}, not an angle")
        return angle.period
