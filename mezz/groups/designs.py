"""Blocks of views that cover an orbit more evenly than independent draws.

Every single view of a block is uniform (Haar); the views of one block depend on each other, so that
only repeated blocks are independent, and estimates are made across blocks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.composite import Composite
from mezz.groups.cyclic import Cyclic
from mezz.groups.group import FiniteGroup
from mezz.groups.lattice import spread_points
from mezz.groups.plan import factorial_counts
from mezz.groups.rotation import SO2
from mezz.groups.squares import squares_for, williams_views
from mezz.groups.symmetric import Symmetric
from mezz.groups.torus import Torus

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.groups.group import Group
    from mezz.groups.window import Window


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a design, still to be drawn.

    Attributes:
        dims: how many uniform numbers an example's block eats.
        draw: maps `(N, dims)` numbers in [0, 1) to `(V, N, ...)` elements.
    """

    dims: int
    draw: Callable[[NDArray[np.float64]], NDArray[Any]]


def block_of(group: Group, count: int, factors: tuple[int, ...] = ()) -> Block:
    """Return the design that suits a group.

    Equispaced angles for SO(2), a shifted lattice for a torus, Williams squares for S_n, the
    crossing of the parts' own designs for a composite that asks for a factorial, equispaced
    elements of C_n where their number divides n. Of other groups, distinct elements where all can
    be listed, and independent ones elsewhere.

    Args:
        group: the group.
        count: the number of views of a block, V.
        factors: of a factorial, the number of elements of each of `Composite.leaves`, with the
            product `count`; empty for as equal ones as possible.

    Raises:
        ValueError: `count` is more than there are elements, or no crossing of the parts makes it.
    """
    match group:
        case SO2() | Torus():
            points = spread_points(count, group.uniforms)
            return Block(group.uniforms, lambda u: _shifted(group, points, u))
        case Cyclic() if group.n % count == 0:
            return Block(1, lambda u: _equispaced(group, count, u))
        case Symmetric():
            dims = squares_for(group.n, count) * group.n
            return Block(dims, lambda u: williams_views(group.n, count, u))
        case Composite() if group.design == "factorial":
            return _crossing(group, count, factors)
        case FiniteGroup() if group.enumerable:
            if count > group.order:
                raise ValueError(f"{count} distinct elements of {group.order}")
            return Block(group.order, lambda u: distinct(group, count, u))
        case _:
            return Block(count * group.uniforms, lambda u: _independent(group, count, u))


def distinct(group: FiniteGroup | Window, count: int, u: NDArray[np.float64]) -> NDArray[Any]:
    """Draw without replacement.

    Args:
        group: what is drawn from.
        count: the number of views, V, at most the order.
        u: `(N, order)` numbers in [0, 1).

    Returns:
        `(V, N, ...)` elements, of which no two of one example are the same.
    """
    # Sorting independent keys is a uniform shuffle, and its first entries a uniform subset.
    ranks = np.argsort(u, axis=1, kind="stable")[:, :count]
    return group.elements()[ranks.T]


def _shifted(group: Group, points: NDArray[np.float64], u: NDArray[np.float64]) -> NDArray[Any]:
    """Shift `(V, d)` points of the unit cube by u, `(N, d)`, and map them to the group."""
    return group.from_uniform((points[:, np.newaxis] + u) % 1.0)


def _equispaced(group: Cyclic, count: int, u: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return every (n / V)-th element from a random one on, `(V, N)`."""
    steps = np.arange(count) * (group.n // count)
    return group.product(steps[:, np.newaxis], group.from_uniform(u))


def _independent(group: Group, count: int, u: NDArray[np.float64]) -> NDArray[Any]:
    """Draw independently from `(N, V * uniforms)` numbers."""
    apart = u.reshape(len(u), count, group.uniforms)
    return group.from_uniform(np.moveaxis(apart, 1, 0))


def _crossing(group: Composite, count: int, factors: tuple[int, ...]) -> Block:
    """Return the crossing of the parts' own designs, the first part changing slowest."""
    shared = factors or factorial_counts(count, tuple(leaf.order for leaf in group.leaves))
    if shared is None or math.prod(shared) != count:
        raise ValueError(f"{count} views are no crossing {factors or ''} of {group.structure}")
    shares = group.shares(shared)
    counts = [math.prod(share) for share in shares]
    blocks = [
        block_of(part, one, share)
        for part, one, share in zip(group.parts, counts, shares, strict=True)
    ]
    ends = np.cumsum([block.dims for block in blocks])
    places = np.indices(counts).reshape(len(counts), count)

    def draw(u: NDArray[np.float64]) -> NDArray[Any]:
        drawn = zip(blocks, np.split(u, ends[:-1], axis=1), places, strict=True)
        return group.join(*(block.draw(numbers)[place] for block, numbers, place in drawn))

    return Block(int(ends[-1]), draw)
