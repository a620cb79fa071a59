"""Which elements of an orbit a view plan takes, drawn from addressed uniform numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.group import FiniteGroup
from mezz.groups.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.groups.group import Group
    from mezz.groups.listed import Listed
    from mezz.groups.plan import ViewPlan


def draw_views(
    group: Group | Window | Listed,
    plan: ViewPlan,
    n: int,
    uniform: Callable[[int, int], NDArray[np.float64]],
) -> NDArray[Any]:
    """Draw the elements that a plan asks for, for each of n examples.

    The views of a longer plan without replacement, or of a longer `iid` one, begin with those of
    a shorter plan of the same kind over the same source.

    Args:
        group: the group, window or list whose elements are drawn.
        plan: how many, and how.
        n: the number of examples, N.
        uniform: a counter-based source; `uniform(view, dims)` returns `(N, dims)` float64 in
            [0, 1) that depend on the example and the view alone. Independent draws ask for one
            view after the other, without replacement asks once, for view 0 and `order` numbers.

    Returns:
        Elements, `(V, N, ...)`; a read-only broadcast over the examples where the plan is exact.

    Raises:
        ValueError: the plan was made for an orbit of another order, or the source returns
            another shape.
    """
    if plan.order != group.order:
        raise ValueError(f"the plan is for order {plan.order}, the orbit has {group.order}")
    if plan.how == "iid":
        return np.stack(
            [
                group.from_uniform(_numbers(uniform, view, n, group.uniforms))
                for view in range(plan.count)
            ]
        )
    if not isinstance(group, FiniteGroup | Window):
        raise ValueError(f"{plan.how} views need an orbit that can be enumerated")
    elements = group.elements()
    if plan.how == "exact":
        shape = (plan.count, n, *elements.shape[1:])
        return np.broadcast_to(elements[:, np.newaxis], shape)
    # Sorting independent keys is a uniform shuffle, and its first entries a uniform subset.
    keys = _numbers(uniform, 0, n, len(elements))
    ranks = np.argsort(keys, axis=1, kind="stable")[:, : plan.count]
    return elements[ranks.T]


def _numbers(
    uniform: Callable[[int, int], NDArray[np.float64]], view: int, n: int, dims: int
) -> NDArray[np.float64]:
    """Ask the source for `(n, dims)` numbers, and make sure that it gave them."""
    numbers = uniform(view, dims)
    if numbers.shape != (n, dims):
        raise ValueError(f"the source gave {numbers.shape} numbers where {(n, dims)} were asked")
    return numbers
