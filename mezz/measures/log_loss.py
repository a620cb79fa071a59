"""How surprised an arm is by the label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit
from mezz.component.types import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class LogLoss(Measure):
    """Minus the log of the probability given to the label, clipped at 1e-7, in nats."""

    unit = Unit.NATS
    direction = "lower"
    bounds = (0.0, None)
    applies = (Label,)
    clips = True
    title = "log loss"

    kind: Literal["log_loss"] = "log_loss"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return each example's log loss, averaged over its views, `(N,)` nats."""
        from mezz.stats.estimators import log_loss

        return log_loss(views.outputs, views.examples.target, views.clip)
