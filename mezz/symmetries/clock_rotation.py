"""Setting a clock to another time: SO(2) acting on a circle of one period."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar, Literal, final

from pydantic import Field

from mezz.component.base import Fault
from mezz.component.symmetry import LeavesTarget, SymmetryType
from mezz.component.types import Invariance, State, Time, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.rotation import SO2

_TURN = 2 * math.pi
_ROUNDING = 2.0**-48
"""What a few sums in double precision may lose, relative to the period."""


class ClockTurn(LeavesTarget):
    """Turn a clock by an angle, and with it every field that is a reading of the same clock."""

    type = SymmetryType.COMPACT_GROUP
    acts_on = Time
    best = "grid"

    on: str = Field(description="The clock's reading.")

    @final
    def order(self) -> None:
        """Return None: there is no end of angles."""

    @final
    def structure(self) -> str:
        """Return `SO(2)`."""
        return "SO(2)"

    @final
    def group(self) -> SO2:
        """Return the rotations of the plane, in rad: one turn is one period."""
        from mezz.groups.rotation import SO2

        return SO2()

    @final
    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, a turn of the clock."""
        return frozenset({Invariance(self.kind, self.on)})

    @final
    def _readings(self, emits: Emits) -> dict[str, float]:
        """Return the period of every reading of this clock, by field."""
        clock = emits.fields[self.on]
        if not isinstance(clock, Time):
            raise TypeError(f"`{self.on}` is {clock}, not a clock")
        return {
            name: type_.period
            for name, type_ in emits.fields.items()
            if isinstance(type_, Time) and type_.axis == clock.axis
        }

    @final
    def _turned(
        self, elements: NDArray[np.generic], examples: Examples, emits: Emits
    ) -> dict[str, NDArray[np.generic]]:
        """Return every reading later by its period's share of the turn, `(N,)` in [0, period)."""
        import numpy as np

        share = np.asarray(elements, np.float64) / _TURN
        moved: dict[str, NDArray[np.generic]] = {}
        for name, period in self._readings(emits).items():
            shown = np.mod(np.asarray(examples.fields[name], np.float64) + share * period, period)
            # All of a period but a last place is all of it, and that is none.
            moved[name] = np.where(shown >= period * (1 - _ROUNDING), 0.0, shown)
        return moved


class ClockRotation(ClockTurn):
    """Set a clock to another time, any of its period: the origin of time is a convention.

    It leaves the target alone where the law does not look at the clock. In the canonical form the
    reading `zero` is 0: by default that is `on` itself, so that nothing is left of the clock, and
    `canonicalised` is the rival that has dropped it. Where `zero` is what the clock showed at the
    beginning, the canonical clock shows how long ago that was.

    Since a system that does not know the clock cannot tell any two settings of it, no family that
    moves the clock alone is a control. The twin turns the clock by the same angle, and the plane of
    the first two components of the state with it: SO(2) again, drawn alike and of the same cost,
    and a turn of that plane is no symmetry of a flow that is not round.
    """

    canonical_form = True
    minimal: ClassVar[dict[str, Any]] = {"on": "t"}

    kind: Literal["clock_rotation"] = "clock_rotation"
    zero: str | None = Field(
        None, description="The reading that is 0 in the canonical form. Default: that of `on`."
    )

    def twin(self) -> ClockAndPlane:
        """Return turns of the clock that drag the state along."""
        return ClockAndPlane(on=self.on)

    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the readings of the clock."""
        return frozenset(self._readings(emits))

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return what is wrong with `zero`, and whether there is nothing beside the clock."""
        if _plane(emits) is None:
            return (
                Fault(
                    path=("on",),
                    message=f"`{self.on}` is the clock of nothing: the world has no state beside it",
                    help=("a clock stands beside a State or a Vector of two numbers at least",),
                ),
            )
        readings = self._readings(emits)
        if self.zero is None or self.zero in readings:
            return ()
        return (
            Fault(
                path=("zero",),
                message=f"`{self.zero}` is no reading of the clock of `{self.on}`",
                help=(f"its readings: {', '.join(readings)}",),
            ),
        )

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Turn the clock by `elements`, `(N,)` rad."""
        return examples.moved(**self._turned(elements, examples, emits))

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        """Return the angles, `(N,)` rad in [0, 2 pi), that set the reading `zero` to 0."""
        import numpy as np

        name = self.zero or self.on
        shown = np.asarray(examples.fields[name], np.float64) / self._readings(emits)[name]
        return self.group().inverse(_TURN * shown)


class ClockAndPlane(ClockTurn):
    """The twin: the clock and the plane of the state's first two components turn together."""

    canonical_form = False

    kind: Literal["clock_and_plane"] = "clock_and_plane"

    def twin(self) -> None:
        """Return nothing: a twin has none."""

    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the readings of the clock, and the state."""
        plane = _plane(emits)
        return frozenset({*self._readings(emits), *([plane] if plane else [])})

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: no spec can name it."""
        return ()

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Turn clock and plane by `elements`, `(N,)` rad.

        Raises:
            ValueError: the world has no state.
        """
        import numpy as np

        plane = _plane(emits)
        if plane is None:
            raise ValueError("there is no state whose plane could be turned")
        angle = np.asarray(elements, np.float64)
        state = np.array(examples.fields[plane], np.float64)
        first, second = state[:, 0].copy(), state[:, 1].copy()
        state[:, 0] = np.cos(angle) * first - np.sin(angle) * second
        state[:, 1] = np.sin(angle) * first + np.cos(angle) * second
        return examples.moved(**self._turned(elements, examples, emits), **{plane: state})

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing: no view is more canonical than another."""


def _plane(emits: Emits) -> str | None:
    """Return the first field of which two components span a plane."""
    for name, type_ in emits.fields.items():
        size = len(type_.names) if isinstance(type_, State) else 0
        if isinstance(type_, Vector):
            size = type_.size
        if size > 1:
            return name
    return None
