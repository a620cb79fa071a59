"""What one prediction costs in forward passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class Passes(Measure):
    """Forward passes of one prediction: K for an arm that averages K views, 1 for a student."""

    unit = Unit.PASSES
    direction = "lower"
    judges = "cost"
    needs_label = False
    bounds = (0.0, None)
    decomposes = False
    title = "passes a prediction"

    kind: Literal["passes"] = "passes"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return the count, `(1,)`."""
        import numpy as np

        return np.array([views.passes], dtype=np.float64)
