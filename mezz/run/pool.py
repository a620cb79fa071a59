"""How several views' answers become one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.stats.pooling import geometric_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def pooled(views: Iterable[NDArray[np.float64]], pool: str) -> NDArray[np.float64]:
    """Return one answer an example, `(N, C)`, from views `(N, C)` that come one by one.

    `mean` adds the views up in their order, with one in memory at a time; `geometric`, the
    normalised geometric mean of probabilities, holds them all.

    Raises:
        ValueError: there is no view.
    """
    if pool == "geometric":
        return geometric_mean(np.stack(list(views)))
    total: NDArray[np.float64] | None = None
    count = 0
    for view in views:
        total = view.copy() if total is None else np.add(total, view, out=total)
        count += 1
    if total is None:
        raise ValueError("there is no view to pool")
    return total / count
