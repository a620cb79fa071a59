"""The share of the target's variance that an arm explains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit
from mezz.component.types import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class R2(Measure):
    """1 - (squared error) / (variance of the targets judged), the forecaster's R^2.

    The variance is about the mean of the very examples that are judged, which no forecaster knew:
    where a market changes between training and test, R^2 lies below `skill`.
    """

    unit = Unit.FRACTION
    direction = "higher"
    bounds = (None, 1.0)
    applies = (Value,)
    of_world = True
    title = "variance explained"

    kind: Literal["r2"] = "r2"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return influence values, `(N,)`, whose mean is R^2.

        The targets' mean is an estimate too, but the variance is smallest there, so that its
        error does not enter to first order.

        Raises:
            ValueError: the targets do not vary.
        """
        import numpy as np

        from mezz.stats.estimators import ratio_influence, squared_error

        target = np.asarray(views.examples.target, dtype=np.float64)
        spread = np.square(target - target.mean(axis=0)).sum(axis=1)
        error = squared_error(views.outputs, target)
        return np.asarray(ratio_influence(error[None], spread[None])[0])
