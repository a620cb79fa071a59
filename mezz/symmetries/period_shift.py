"""Whole periods of a force, earlier or later: C_n acting on the circle of n periods."""

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

GOLDEN = 0.618
"""The twin's step, in periods: the golden section, as far from a simple fraction as can be."""


class Shift(LeavesTarget):
    """Equal steps in time, modulo n of them; `step` is their length in periods."""

    type = SymmetryType.FINITE_GROUP
    acts_on = Angle
    step: ClassVar[float]

    on: str = Field(description="The time, whose meaning repeats with the force.")
    periods: int = Field(ge=2, le=10_000, description="How many periods there are, n.")

    @final
    def order(self) -> int:
        """Return n."""
        return self.periods

    @final
    def structure(self) -> str:
        """Return `C_n`."""
        return f"C_{self.periods}"

    @final
    def group(self) -> Cyclic:
        """Return the cyclic group of n steps."""
        from mezz.groups.cyclic import Cyclic

        return Cyclic(self.periods)

    @final
    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the time."""
        return frozenset({self.on})

    @final
    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: any time can be shifted."""
        return ()

    @final
    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Take `elements`, `(N,)` steps, modulo n steps; the time is `(N,)` in its unit."""
        import numpy as np

        step = self._period(emits) * self.step
        full = step * self.periods
        time = np.asarray(examples.fields[self.on], np.float64)
        moved = np.mod(time + step * np.asarray(elements), full)
        # All steps but a last place of one are all steps, and all steps are none.
        moved = np.where(moved >= full * (1 - _ROUNDING), 0.0, moved)
        return examples.moved(**{self.on: moved})

    @final
    def _period(self, emits: Emits) -> float:
        time = emits.fields[self.on]
        if not isinstance(time, Angle):
            raise TypeError(f"`{self.on}` is {time}, not a time that repeats")
        return time.period


class PeriodShift(Shift):
    """Shift the time by k whole periods of the force, modulo n periods.

    A driven system knows what time it is, but only within the period of what drives it: these are
    all the shifts that are symmetries. The canonical form is the time within the first period. The
    twin shifts by the golden section of a period, which meets the force at another phase.
    """

    canonical_form = True
    step = 1.0
    minimal: ClassVar[dict[str, Any]] = {"on": "t", "periods": 5}

    kind: Literal["period_shift"] = "period_shift"

    def twin(self) -> PhaseShift:
        """Return shifts that meet the force at another phase."""
        return PhaseShift(on=self.on, periods=self.periods)

    def changes(self) -> frozenset[Invariance]:
        """Return a turn of the angle that the time is: who cannot see one cannot see the other."""
        return frozenset({Invariance("angle_turns", self.on)})

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.int64]:
        """Return the periods, `(N,)` int64 in 0..n-1, that lead back to the first one."""
        import numpy as np

        time = np.asarray(examples.fields[self.on], np.float64)
        period = np.floor(time / self._period(emits) + self.periods * _ROUNDING).astype(np.int64)
        return np.mod(-period, self.periods)


class PhaseShift(Shift):
    """The twin: steps of `GOLDEN` periods."""

    canonical_form = False
    step = GOLDEN

    kind: Literal["phase_shift"] = "phase_shift"

    def twin(self) -> None:
        """Return nothing: a twin has none."""

    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, a step."""
        return frozenset({Invariance(self.kind, self.on)})

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing: no view is more canonical than another."""
