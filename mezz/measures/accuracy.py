"""How often the most probable class is the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit
from mezz.component.types import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class Accuracy(Measure):
    """The share of views whose most probable class is the label; ties go to the first class.

    Averaging views lowers a squared error by the gap, but it may raise or lower the accuracy.
    """

    unit = Unit.FRACTION
    direction = "higher"
    bounds = (0.0, 1.0)
    applies = (Label,)
    title = "right answers"

    kind: Literal["accuracy"] = "accuracy"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return each example's share of views that are right, `(N,)`."""
        from mezz.stats.estimators import accuracy

        return accuracy(views.outputs, views.examples.target)
