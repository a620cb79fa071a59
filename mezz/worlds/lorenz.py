"""Lorenz's model of convection, beside a clock that means nothing to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.trajectories import Autonomous

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Lorenz(Autonomous):
    """States (x, y, z) of Lorenz's system and a clock reading t; the target is the state dt later.

    x' = sigma (y - x), y' = x (rho - z) - y, z' = x y - beta z (Lorenz, J. Atmos. Sci. 20, 1963).
    The law does not read the clock, so its origin may lie anywhere; and with every (x(t), y(t),
    z(t)) goes (-x(t), -y(t), z(t)). Errors grow like e^(0.906 t): over the default dt the map is
    curved enough for a network to lean on the clock, and at dt = .05 there is nothing to see.
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

    kind: Literal["lorenz"] = "lorenz"
    sigma: float = Field(10.0, gt=0, le=20, description="Viscosity over heat conduction.")
    rho: float = Field(28.0, gt=1, le=50, description="Heating, relative to where motion sets in.")
    beta: float = Field(8 / 3, gt=0, le=5, description="Shape of the rolls.")

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return x, y, z."""
        return ("x", "y", "z")

    def around(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return a box about the two wings, not centred on the axis on which they meet."""
        return (-8.0, -12.0, 10.0), (12.0, 12.0, 40.0)

    def rate(self, time: NDArray[np.float64], state: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (x', y', z')."""
        import numpy as np

        x, y, z = state
        rates = np.empty_like(state)
        np.multiply(self.sigma, y - x, out=rates[0])
        np.subtract(x * (self.rho - z), y, out=rates[1])
        np.subtract(x * y, self.beta * z, out=rates[2])
        return rates
