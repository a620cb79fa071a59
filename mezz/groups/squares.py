"""Latin squares whose rows are complete: the designs for orders of things.

Source: E. J. Williams, "Experimental designs balanced for the estimation of residual effects of
treatments", Australian Journal of Scientific Research A 2 (1949), 149-168.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.groups.symmetric import Symmetric

if TYPE_CHECKING:
    from numpy.typing import NDArray


def williams(n: int) -> NDArray[np.int64]:
    """Return orders of n things in which nothing is favoured.

    Every thing stands equally often at every place, and directly after every other thing equally
    often: once for even n, twice for odd n.

    Args:
        n: how many things, at least 1.

    Returns:
        `(n, n)` int64 for even n; for odd n, where no single square does this, a square and then
        its mirror image, `(2 n, n)`. Each row holds 0..n-1 in some order.
    """
    # 0, n-1, 1, n-2, ...: all the steps between neighbours differ, modulo n.
    first = np.empty(n, dtype=np.int64)
    first[::2] = np.arange((n + 1) // 2)
    first[1::2] = n - 1 - np.arange(n // 2)
    square = (first + np.arange(n)[:, np.newaxis]) % n
    return square if n % 2 == 0 else np.concatenate([square, square[:, ::-1]])


def squares_for(n: int, count: int) -> int:
    """Return how many squares (for odd n, pairs of squares) give `count` views."""
    return -(-count // (n if n % 2 == 0 else 2 * n))


def williams_views(n: int, count: int, u: NDArray[np.float64]) -> NDArray[np.int64]:
    """Draw permutations square by square, the things of each square named anew at random.

    Args:
        n: how many things.
        count: the number of views, V; where it is no multiple of a square's rows, the first rows
            of the last square, in which places and neighbours are then balanced in part.
        u: `(N, squares_for(n, count) * n)` numbers in [0, 1), n a square.

    Returns:
        `(V, N, n)` int64 permutations p, of which p^-1 lists the things in the order in which a
        view shows them: in (p x)[j] = x[p^-1[j]].
    """
    squares = squares_for(n, count)
    rows = williams(n)
    names = Symmetric(n).from_uniform(u.reshape(len(u), squares, n))
    # (N, squares, rows, n) -> (squares, rows, N, n)
    orders = np.moveaxis(names[:, :, rows], 0, 2).reshape(-1, len(u), n)[:count]
    return Symmetric(n).inverse(orders)
