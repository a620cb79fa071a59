"""Duffing's oscillator under a periodic force: a system for which the time of day matters."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.trajectories import Trajectories
from mezz.component.types import Angle

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import DomainType

    Array = NDArray[np.float64]


class ForcedOscillator(Trajectories):
    """States (x, v) of a driven oscillator and the time t; the target is the state dt later.

    x' = v, v' = -damping v - linear x - cubic x^3 + force cos(frequency t): Duffing's equation
    (Guckenheimer and Holmes, Nonlinear Oscillations, section 2.2), chaotic in two wells by default.
    The force comes back after T = 2 pi / frequency, so t is an angle of period T, and a shift by
    whole periods changes nothing; any other shift changes the force, and the target with it.
    """

    minimal: ClassVar[dict[str, Any]] = {
        "train": 40,
        "unlabelled": 40,
        "validation": 20,
        "test": 20,
        "dt": 0.1,
        "settle": 0.1,
        "spacing": 0.1,
        "per_trajectory": 4,
    }

    kind: Literal["forced_oscillator"] = "forced_oscillator"
    dt: float = Field(1.0, gt=0, le=10, description="How much later the target is.")
    spacing: float = Field(1.0, gt=0, le=100, description="Time between two of its examples.")
    damping: float = Field(0.3, ge=0, le=5, description="Friction, per unit of time.")
    linear: float = Field(-1.0, ge=-10, le=10, description="Linear stiffness; below 0, two wells.")
    cubic: float = Field(1.0, ge=0, le=10, description="Cubic stiffness.")
    force: float = Field(0.5, ge=0, le=10, description="Amplitude of the force.")
    frequency: float = Field(
        1.2, ge=0.1, le=10, description="Radians of the force in a unit of time."
    )

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return x, v."""
        return ("x", "v")

    def clocks(self) -> dict[str, DomainType]:
        """Return the time, whose meaning repeats with the force."""
        return {"t": Angle(2 * math.pi / self.frequency)}

    def settles(self) -> bool:
        """Say yes."""
        return True

    def around(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return a box about both wells."""
        return (-1.5, -1.0), (1.5, 1.0)

    def when(self, share: Array) -> Array:
        """Return times all over the first period of the force."""
        return share * (2 * math.pi / self.frequency)

    def shown(self, began: Array, elapsed: Array) -> dict[str, Array]:
        """Return the time within one period of the force."""
        import numpy as np

        return {"t": np.mod(began + elapsed, 2 * math.pi / self.frequency)}

    def time_of(self, examples: Examples) -> Array:
        """Return t."""
        import numpy as np

        return np.asarray(examples.fields["t"], np.float64)

    def rate(self, time: Array, state: Array) -> Array:
        """Return (x', v')."""
        import numpy as np

        x, v = state
        rates = np.empty_like(state)
        rates[0] = v
        pull = x * (self.linear + self.cubic * (x * x)) + self.damping * v
        np.subtract(self.force * np.cos(self.frequency * time), pull, out=rates[1])
        return rates
