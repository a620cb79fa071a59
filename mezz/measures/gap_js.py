"""How much a prediction gives away about the view it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit
from mezz.component.types import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class GapJs(Measure):
    """The Jensen-Shannon divergence of the views, H(p) - E_g H(p_g), with p = E_g p_g.

    Exact on a whole orbit. From a sample it is jackknifed over the views, since the entropy of
    their mean lies too low; what stays is of order 1/K^2. Logarithms are clipped at 1e-7.
    """

    unit = Unit.NATS
    direction = "lower"
    judges = "stability"
    needs_label = False
    bounds = (0.0, None)
    of_constant = 0.0
    applies = (Label,)
    clips = True
    title = "Jensen-Shannon divergence of views"

    kind: Literal["gap_js"] = "gap_js"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return each example's divergence, `(N,)` nats."""
        from mezz.stats.disagreement import gap_js

        return gap_js(views.outputs, views.how, views.order, views.clip)
