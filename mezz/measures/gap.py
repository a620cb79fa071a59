"""How much an arm's answer depends on the view: the warrant gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class Gap(Measure):
    """The variance of the prediction over an example's orbit, E_g |p_g - E_g p_g|^2.

    Unbiased however the views were drawn, summed over components, in the unit of `error`. A
    predictor that always shows the same view, or none, has no gap.
    """

    unit = Unit.ERROR
    direction = "lower"
    judges = "stability"
    needs_label = False
    bounds = (0.0, None)
    of_constant = 0.0
    title = "variance over the orbit"

    kind: Literal["gap"] = "gap"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return each example's variance over its views, `(N,)`."""
        from mezz.stats.estimators import gap

        return gap(views.outputs, views.how, views.order)
