"""How often two views of one example are decided differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit
from mezz.component.types import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class Flip(Measure):
    """The probability that two views differ in their most probable class; ties go to the first.

    Unbiased however the views were drawn. The share of examples with *any* flip among K views
    would grow with K, and is no property of the predictor.
    """

    unit = Unit.FRACTION
    direction = "lower"
    judges = "stability"
    needs_label = False
    bounds = (0.0, 1.0)
    of_constant = 0.0
    applies = (Label,)
    title = "decisions that flip between two views"

    kind: Literal["flip"] = "flip"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return each example's probability of a flip, `(N,)`."""
        from mezz.stats.disagreement import flip

        return flip(views.outputs, views.how, views.order)
