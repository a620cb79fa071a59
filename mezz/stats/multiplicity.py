"""Several tests at one error rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def holm(p_values: ArrayLike, alpha: float) -> NDArray[np.bool_]:
    """Reject hypotheses so that any false rejection has probability alpha at most (Holm 1979).

    The smallest of m p-values is held against alpha/m, the next against alpha/(m-1), and so on
    until one fails; whatever the dependence between the tests.

    Args:
        p_values: `(m,)` numbers in [0, 1]; m may be 0.
        alpha: familywise error rate, in (0, 1).

    Returns:
        `(m,)` bool, in the order of the p-values: whether each is rejected.

    Raises:
        ValueError: a p-value or alpha outside its range, or not a number.
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1 or not np.all((p >= 0.0) & (p <= 1.0)):
        raise ValueError("p-values are a row of numbers in [0, 1]")
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha lies in (0, 1), not {alpha}")
    order = np.argsort(p, kind="stable")
    passed = p[order] <= alpha / np.arange(len(p), 0, -1)
    rejected = np.zeros(len(p), dtype=np.bool_)
    rejected[order] = np.logical_and.accumulate(passed)
    return rejected
