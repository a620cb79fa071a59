"""How far a predicted solution is from solving its equations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Measure, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.views import Views


class Residual(Measure):
    """|A x - b| / |b| for the predicted x: 0 for a solution, 1 for x = 0.

    A prediction in a moved view is mapped back first, and A and b are those of the canonical view.
    A small residual does not make a small error where A is badly conditioned: the error is at most
    the condition number times as large.
    """

    unit = Unit.PLAIN
    direction = "lower"
    bounds = (0.0, None)
    of_world = True
    title = "relative residual of the equations"

    kind: Literal["residual"] = "residual"

    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return each example's relative residual, averaged over its views, `(N,)`."""
        import numpy as np

        a, b = (np.asarray(views.examples.fields[name], np.float64) for name in ("A", "b"))
        total = np.zeros(len(b))
        for view in views.plain:
            total += np.linalg.norm((a @ view[:, :, np.newaxis])[:, :, 0] - b, axis=1)
        return np.asarray(total / (len(views.outputs) * np.linalg.norm(b, axis=1)))
