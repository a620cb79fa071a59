"""What averaging views gains in log loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit
from mezz.component.types import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class LogJensen(Measure):
    """The log loss of one view minus that of the orbit mean, E_g(-log p_g[y]) + log p[y].

    The counterpart of `gap` for the log loss; unlike it, it depends on the label. Probabilities are
    clipped at 1e-7 before they are averaged. From a sample of views it is jackknifed.
    """

    unit = Unit.NATS
    direction = "lower"
    judges = "stability"
    bounds = (0.0, None)
    of_constant = 0.0
    applies = (Label,)
    clips = True
    title = "log loss that averaging views saves"

    kind: Literal["log_jensen"] = "log_jensen"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return each example's gain, `(N,)` nats."""
        from mezz.stats.disagreement import log_jensen

        return log_jensen(views.outputs, views.examples.target, views.how, views.order, views.clip)
