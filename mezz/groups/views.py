"""View plans: which elements of an orbit are looked at, and how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from mezz.groups.group import FiniteGroup
from mezz.groups.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.groups.group import Group

How = Literal["exact", "iid", "without_replacement"]


@dataclass(frozen=True, slots=True)
class ViewPlan:
    """How many views of an orbit are taken, and how.

    Attributes:
        how: the whole orbit, independent Haar draws, or distinct elements.
        count: the number of views, V.
        order: the number of elements of the orbit, or None where it cannot be enumerated.
    """

    how: How
    count: int
    order: int | None

    def __post_init__(self) -> None:
        """Refuse a plan that no orbit can fulfil.

        Raises:
            ValueError: no view at all, a designed plan on an orbit that cannot be enumerated, or
                a count that the orbit does not allow.
        """
        if self.count < 1:
            raise ValueError(f"a plan takes at least one view, not {self.count}")
        if self.how == "iid":
            return
        if self.order is None:
            raise ValueError(f"{self.how} views need an orbit that can be enumerated")
        if self.count > self.order or (self.how == "exact" and self.count != self.order):
            raise ValueError(f"{self.count} {self.how} views of an orbit of {self.order}")


def plan_views(
    order: int | None, k: int | Literal["exact"], plan: Literal["auto", "iid"]
) -> ViewPlan:
    """Choose how k views of an orbit are taken.

    Args:
        order: the number of elements of the orbit, or None where it cannot be enumerated.
        k: the number of views, or `exact` for the whole orbit.
        plan: `auto` draws without replacement where the orbit can be enumerated (and is exact
            when that takes all of it) and independently elsewhere; `iid` always independently.

    Raises:
        ValueError: `exact` on an orbit that cannot be enumerated or together with `iid`, fewer
            than one view, or more views than elements without `iid`.
    """
    if k == "exact":
        if plan == "iid":
            raise ValueError("`exact` takes every element once: it cannot be drawn with `iid`")
        if order is None:
            raise ValueError("`exact` needs an orbit that can be enumerated: give a number")
        return ViewPlan("exact", order, order)
    if plan == "iid" or order is None:
        return ViewPlan("iid", k, order)
    if k > order:
        raise ValueError(
            f"{k} views are more than the {order} elements of the orbit: "
            f"take at most {order}, `exact`, or `plan: iid`"
        )
    return ViewPlan("exact" if k == order else "without_replacement", k, order)


def draw_views(
    group: Group | Window,
    plan: ViewPlan,
    n: int,
    uniform: Callable[[int, int], NDArray[np.float64]],
) -> NDArray[Any]:
    """Draw the elements that a plan asks for, for each of n examples.

    The views of a longer plan without replacement, or of a longer `iid` one, begin with those of
    a shorter plan of the same kind over the same source.

    Args:
        group: the group or window whose elements are drawn.
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
