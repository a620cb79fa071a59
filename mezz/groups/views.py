"""Which elements of an orbit a view plan takes, drawn from addressed uniform numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.designs import block_of, distinct
from mezz.groups.group import FiniteGroup, Group
from mezz.groups.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.groups.drawn import Drawn
    from mezz.groups.plan import ViewPlan


def draw_views(
    group: Drawn,
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
            view after the other; without replacement and designs ask once, for view 0, and for
            all the numbers that they need (`order`, `Block.dims`).

    Returns:
        Elements, `(V, N, ...)`; a read-only broadcast over the examples where the plan is exact.

    Raises:
        ValueError: the plan was made for an orbit of another order or another design, or the
            source returns another shape.
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
    if plan.how == "design":
        return _designed(group, plan, n, uniform)
    if not isinstance(group, FiniteGroup | Window):
        raise ValueError(f"{plan.how} views need an orbit that can be enumerated")
    if plan.how == "without_replacement":
        return distinct(group, plan.count, _numbers(uniform, 0, n, group.order))
    elements = group.elements()
    shape = (plan.count, n, *elements.shape[1:])
    return np.broadcast_to(elements[:, np.newaxis], shape)


def _designed(
    group: Drawn,
    plan: ViewPlan,
    n: int,
    uniform: Callable[[int, int], NDArray[np.float64]],
) -> NDArray[Any]:
    """Draw one block of the design for each of n examples."""
    if not isinstance(group, Group):
        raise ValueError(f"{group.structure} is no group, and has no design")
    if bool(plan.factors) != (group.design == "factorial"):
        raise ValueError(f"the design of {group.structure} is `{group.design}`")
    block = block_of(group, plan.count, plan.factors)
    return block.draw(_numbers(uniform, 0, n, block.dims))


def _numbers(
    uniform: Callable[[int, int], NDArray[np.float64]], view: int, n: int, dims: int
) -> NDArray[np.float64]:
    """Ask the source for `(n, dims)` numbers, and make sure that it gave them."""
    numbers = uniform(view, dims)
    if numbers.shape != (n, dims):
        raise ValueError(f"the source gave {numbers.shape} numbers where {(n, dims)} were asked")
    return numbers
