"""One answer from several: the normalised geometric mean of probabilities, and what it gains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.stats.estimators import CLIP, require_clip, require_views

if TYPE_CHECKING:
    from numpy.typing import NDArray


def geometric_mean(views: NDArray[Any], clip: float = CLIP) -> NDArray[np.float64]:
    """Return exp(mean_k log p_k) / Z, with Z the sum over the classes; rows sum to one.

    It is the distribution with the least mean Kullback-Leibler divergence to the views.

    Args:
        views: `(V, N, C)` probabilities.
        clip: probabilities below this count as this, so that one view cannot rule a class out
            alone; above 1 as 1.

    Returns:
        `(N, C)` float64.

    Raises:
        ValueError: views is not `(V, N, C)` with at least one view, or clip is not in (0, 1).
    """
    logs = _mean_log(views, clip)
    odds = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))


def geometric_gain(views: NDArray[Any], clip: float = CLIP) -> NDArray[np.float64]:
    """Return -log Z, what pooling these views geometrically gains in log loss.

    mean_k(-log p_k[y]) + log(exp(mean_k log p_k[y]) / Z) = -log Z, whatever the label y. It is the
    gain of the mean of V such views, which grows with V; on a whole orbit it is the limit. Clipped
    rows sum to slightly more than 1, so that it may lie below 0 by the clip times the classes.

    Args:
        views: `(V, N, C)` probabilities.
        clip: probabilities below this count as this; above 1 as 1.

    Returns:
        `(N,)` float64 in nats.

    Raises:
        ValueError: views is not `(V, N, C)` with at least one view, or clip is not in (0, 1).
    """
    logs = _mean_log(views, clip)
    largest = logs.max(axis=-1)
    return np.asarray(-largest - np.log(np.exp(logs - largest[:, np.newaxis]).sum(axis=-1)))


def _mean_log(views: NDArray[Any], clip: float) -> NDArray[np.float64]:
    """Return the mean of the views' logarithms, `(N, C)`."""
    require_views(views)
    require_clip(clip)
    total = np.zeros(views.shape[1:])
    for view in views:
        total += np.log(np.clip(np.asarray(view, dtype=np.float64), clip, 1.0))
    return np.asarray(total / len(views))
