"""How wrong an arm is: squared error, or the Brier score where the target is a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit
from mezz.component.types import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class Error(Measure):
    """The squared distance of prediction and truth, summed over components or classes.

    For a class the truth is its indicator, and the distance is Brier's score. Both share the unit
    of `gap`, so that error = error of the orbit mean + gap.
    """

    unit = Unit.ERROR
    direction = "lower"
    bounds = (0.0, None)
    title = "squared error, or Brier score"

    kind: Literal["error"] = "error"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return each example's error, averaged over its views, `(N,)`."""
        from mezz.stats.estimators import brier, squared_error

        loss = brier if isinstance(views.target, Label) else squared_error
        return loss(views.outputs, views.examples.target)
