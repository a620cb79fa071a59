"""How far apart two views of one example lie, in total variation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit
from mezz.component.types import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class GapTv(Measure):
    """The mean total variation between two views, E_{g,h} TV(p_g, p_h).

    The share of probability that moves when the view changes. Unbiased however the views were
    drawn; a mean over pairs, not a distance to the mean, which few views would show too small.
    """

    unit = Unit.FRACTION
    direction = "lower"
    judges = "stability"
    needs_label = False
    bounds = (0.0, 1.0)
    of_constant = 0.0
    applies = (Label,)
    title = "total variation between two views"

    kind: Literal["gap_tv"] = "gap_tv"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return each example's mean over pairs of views, `(N,)`."""
        from mezz.stats.disagreement import gap_tv

        return gap_tv(views.outputs, views.how, views.order)
