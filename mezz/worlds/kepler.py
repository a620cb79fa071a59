"""Kepler's equation: where a planet is on its ellipse, from the time since perihelion."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator

from mezz.component.base import Rows
from mezz.component.examples import Examples
from mezz.component.generated import MOST, Generated
from mezz.component.types import Angle, Emits, Scalar, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Split

_ITERATIONS = 50
_TOLERANCE = 1e-12

Eccentricity = Annotated[float, Field(ge=0.0, le=0.99)]


class Kepler(Generated):
    """Planets on ellipses: the mean anomaly M and the eccentricity e give the eccentric anomaly E.

    E solves M = E - e sin E, and the target is (sin E, cos E). M is an angle: M + 2 pi is the same
    moment of the orbit, and the target with it.
    """

    minimal: ClassVar[dict[str, Any]] = {
        "train": 40,
        "unlabelled": 40,
        "validation": 20,
        "test": 20,
    }

    kind: Literal["kepler"] = "kepler"
    train: int = Field(20_000, ge=2, le=MOST, description="Labelled examples to learn from.")
    unlabelled: int = Field(
        30_000, ge=0, le=MOST, description="Examples whose targets nobody looks at."
    )
    validation: int = Field(5_000, ge=2, le=MOST, description="Examples to stop a fit by.")
    test: int = Field(10_000, ge=2, le=MOST, description="Examples to judge by.")
    eccentricity: tuple[Eccentricity, Eccentricity] = Field(
        (0.0, 0.95), description="Smallest and largest eccentricity; uniform between them."
    )

    @field_validator("eccentricity")
    @classmethod
    def _in_order(cls, value: tuple[float, float]) -> tuple[float, float]:
        if value[0] > value[1]:
            raise ValueError("the smallest eccentricity comes first")
        return value

    def emits(self) -> Emits:
        """Return e, M and the target (sin E, cos E), whose oracle is exact."""
        return Emits(
            fields={"e": Scalar(), "M": Angle(2 * math.pi)},
            target=Value(("sin E", "cos E")),
            oracle=True,
            measures=("kepler_residual",),
        )

    def probe(self) -> Rows:
        """Return the sizes: a generated world has as many rows as are asked for."""
        return Rows(sizes=self.asked())

    def sample(self, split: Split) -> Examples:
        """Draw e and M uniformly, M in [0, 2 pi) rad, and solve for the target."""
        from mezz.learn.randomness import Stream

        ids = self.ids(split)
        drawn = Stream(self.seed, "kepler").uniform(ids, 2)
        low, high = self.eccentricity
        fields = {"e": low + (high - low) * drawn[:, 0], "M": 2 * math.pi * drawn[:, 1]}
        return Examples(fields, _target(fields["e"], fields["M"]), ids, ids)

    def oracle(self, examples: Examples) -> NDArray[np.float64]:
        """Return (sin E, cos E), `(N, 2)`, of examples in any view."""
        import numpy as np

        e = np.asarray(examples.fields["e"], dtype=np.float64)
        return _target(e, np.asarray(examples.fields["M"], dtype=np.float64))

    def scale(self, examples: Examples) -> None:
        """Return None: every error counts as it is."""

    def baseline(self, name: str, train: Examples, examples: Examples) -> NDArray[np.float64]:
        """Raise: this world has no simple predictor of its own."""
        raise ValueError(f"world `kepler` has no baseline `{name}`")


def _target(e: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (sin E, cos E), `(N, 2)`, for eccentricities and mean anomalies (rad), both `(N,)`."""
    import numpy as np

    anomaly = _solve(e, np.mod(mean, 2 * math.pi))
    return np.stack([np.sin(anomaly), np.cos(anomaly)], axis=1)


def _solve(e: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve M = E - e sin E for E by Newton's method, all at once.

    The start is M where e < .8 and pi elsewhere (Montenbruck and Gill, Satellite Orbits, section
    2.2): from pi the iteration runs down a convex branch and cannot overshoot.

    Args:
        e: `(N,)` eccentricities in [0, 1).
        mean: `(N,)` mean anomalies in [0, 2 pi), rad.

    Returns:
        `(N,)` eccentric anomalies, rad; the last step was below 1e-12.

    Raises:
        ArithmeticError: a step is still larger after 50 iterations.
    """
    import numpy as np

    anomaly = np.where(e < 0.8, mean, np.pi)
    going = np.ones(len(e), dtype=bool)
    for _ in range(_ITERATIONS):
        step = (anomaly - e * np.sin(anomaly) - mean) / (1 - e * np.cos(anomaly))
        # A row stops by its own step, so that its last bit does not depend on its company.
        anomaly = np.where(going, anomaly - step, anomaly)
        going &= np.abs(step) >= _TOLERANCE
        if not going.any():
            return anomaly
    raise ArithmeticError("Kepler's equation did not converge: an eccentricity is too close to 1")
