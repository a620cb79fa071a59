"""How several views' answers become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.stats.pooling import geometric_mean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def pooled(views: NDArray[np.float64], pool: str) -> NDArray[np.float64]:
    """Return one answer an example, `(N, C)`, from `(V, N, C)`: `mean`, or `geometric`."""
    return geometric_mean(views) if pool == "geometric" else views.mean(axis=0)
