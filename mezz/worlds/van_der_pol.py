"""Van der Pol's oscillator, beside a clock that means nothing to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.trajectories import Autonomous

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class VanDerPol(Autonomous):
    """States (x, v) of van der Pol's oscillator and a clock reading t; the target is the state dt later.

    x' = v, v' = mu (1 - x^2) v - x (van der Pol, Phil. Mag. 2, 1926). The law does not read the
    clock, and with every (x(t), v(t)) goes (-x(t), -v(t)). Trajectories settle for a short time by
    default: all the way down, the attractor is a closed curve, and one number tells the state.
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

    kind: Literal["van_der_pol"] = "van_der_pol"
    settle: float = Field(
        1.0, ge=0, le=1000, description="Time that a trajectory has to reach the attractor."
    )
    mu: float = Field(2.0, ge=0.2, le=5, description="How strongly the oscillator is driven.")

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return x, v."""
        return ("x", "v")

    def around(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return a box about the limit cycle, not centred on the point at rest."""
        return (-2.5, -3.0), (3.0, 4.0)

    def rate(self, time: NDArray[np.float64], state: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (x', v')."""
        import numpy as np

        x, v = state
        rates = np.empty_like(state)
        rates[0] = v
        np.subtract(self.mu * (1.0 - x * x) * v, x, out=rates[1])
        return rates
