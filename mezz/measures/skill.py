"""What an arm knows beyond the constant predictor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit
from mezz.component.types import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class Skill(Measure):
    """1 - L / L_trivial, where L is the measure `error` and L_trivial that of the constant.

    1 is perfect, 0 is what the mean of the training targets (or their class frequencies) achieves,
    and below 0 is worse than that.
    """

    unit = Unit.FRACTION
    direction = "higher"
    bounds = (None, 1.0)
    of_constant = 0.0
    title = "skill over the constant predictor"

    kind: Literal["skill"] = "skill"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return influence values, `(N,)`, whose mean is the skill.

        Raises:
            ValueError: the constant predictor makes no error at all.
        """
        import numpy as np

        from mezz.stats.estimators import brier, ratio_influence, squared_error

        loss = brier if isinstance(views.target, Label) else squared_error
        own = loss(views.outputs, views.examples.target)
        trivial = loss(views.reference[None], views.examples.target)
        return np.asarray(ratio_influence(own[None], trivial[None])[0])
