"""What one prediction costs in arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class Flops(Measure):
    """Floating-point operations of one prediction: encoder and model, times its passes."""

    unit = Unit.FLOPS
    direction = "lower"
    judges = "cost"
    needs_label = False
    bounds = (0.0, None)
    decomposes = False
    title = "operations a prediction"

    kind: Literal["flops"] = "flops"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return the count, `(1,)`."""
        import numpy as np

        return np.array([views.flops], dtype=np.float64)
