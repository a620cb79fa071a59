"""How far a predicted anomaly is from solving Kepler's equation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class KeplerResidual(Measure):
    """|E - e sin E - M|, wrapped to half a turn, for the E that the prediction points at.

    E is the angle of the predicted (sin E, cos E); its length is disregarded. M is taken from the
    canonical view: the equation is about the moment, not about how turns are counted.
    """

    unit = Unit.RADIANS
    direction = "lower"
    bounds = (0.0, None)
    of_world = True
    title = "residual of Kepler's equation"

    kind: Literal["kepler_residual"] = "kepler_residual"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return each example's residual, averaged over its views, `(N,)` rad in [0, pi]."""
        import numpy as np

        e, mean = (np.asarray(views.examples.fields[name]) for name in ("e", "M"))
        total = np.zeros(len(views.examples))
        for view in views.outputs:
            anomaly = np.arctan2(view[:, 0], view[:, 1])
            residual = anomaly - e * np.sin(anomaly) - mean
            total += np.abs(np.mod(residual + math.pi, 2 * math.pi) - math.pi)
        return total / len(views.outputs)
