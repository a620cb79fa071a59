"""How many views of an orbit are taken, and how. Plain numbers: planning needs no arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

How = Literal["exact", "iid", "without_replacement", "design"]
Design = Literal["none", "grid", "williams", "factorial"]

LARGEST = 10_000
"""The most elements of an orbit that are ever listed; a larger one is only drawn from."""


@dataclass(frozen=True, slots=True)
class ViewPlan:
    """How many views of an orbit are taken, and how.

    Attributes:
        how: the whole orbit, independent Haar draws, distinct elements, or one block of the design
            that suits the group. The views of a block depend on each other.
        count: the number of views, V.
        order: the number of elements of the orbit, or None where it cannot be enumerated.
        design: which design; `none` unless `how` is `design`.
        factors: of a factorial, how many elements each of the groups that it crosses gives
            (`Composite.leaves`), the slowest first: the views are the crossing of all of them, in C
            order. Empty elsewhere.
    """

    how: How
    count: int
    order: int | None
    design: Design = "none"
    factors: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a plan that no orbit can fulfil.

        Raises:
            ValueError: no view at all, distinct views of an orbit that cannot be enumerated, a
                count that the orbit does not allow, or a design that is not said in full.
        """
        if self.count < 1:
            raise ValueError(f"a plan takes at least one view, not {self.count}")
        if (self.how == "design") != (self.design != "none"):
            raise ValueError(f"{self.how} views and the design `{self.design}`")
        if bool(self.factors) != (self.design == "factorial"):
            raise ValueError(f"the design `{self.design}` with the factors {self.factors}")
        if self.factors and math.prod(self.factors) != self.count:
            raise ValueError(f"{self.count} views are no crossing of {self.factors}")
        if self.how in {"exact", "without_replacement"}:
            self._refuse_more_than_there_are()

    def _refuse_more_than_there_are(self) -> None:
        if self.order is None:
            raise ValueError(f"{self.how} views need an orbit that can be enumerated")
        if self.count > self.order or (self.how == "exact" and self.count != self.order):
            raise ValueError(f"{self.count} {self.how} views of an orbit of {self.order}")


def plan_views(
    order: int | None,
    k: int | Literal["exact"],
    plan: Literal["auto", "iid"],
    design: Design = "none",
    orders: tuple[int | None, ...] = (),
) -> ViewPlan:
    """Choose how k views of an orbit are taken.

    Args:
        order: the number of elements of the orbit, or None where it cannot be enumerated.
        k: the number of views, or `exact` for the whole orbit.
        plan: `iid` draws independently. `auto` is exact when k takes all of the orbit; else it
            follows the group's design, draws without replacement where there is none and the orbit
            has at most `LARGEST` elements, and independently elsewhere.
        design: what suits the group, its `Group.design`.
        orders: of a group whose design is factorial, the orders of the groups that it crosses,
            `Composite.leaves`: its parts, but for one that is crossed itself those of that one.

    Raises:
        ValueError: `exact` on an orbit that cannot be enumerated or together with `iid`, fewer
            than one view, or more views than elements without `iid`.
    """
    if k == "exact":
        return _whole(order, plan)
    if plan == "iid":
        return ViewPlan("iid", k, order)
    if order is not None and k > order:
        raise ValueError(
            f"{k} views are more than the {order} elements of the orbit: "
            f"take at most {order}, `exact`, or `plan: iid`"
        )
    if k == order and k <= LARGEST:
        return ViewPlan("exact", k, order)
    designed = _designed(order, k, design, orders)
    if designed is not None:
        return designed
    listed = order is not None and order <= LARGEST
    return ViewPlan("without_replacement" if listed else "iid", k, order)


def _whole(order: int | None, plan: Literal["auto", "iid"]) -> ViewPlan:
    """Return the plan of the whole orbit."""
    if plan == "iid":
        raise ValueError("`exact` takes every element once: it cannot be drawn with `iid`")
    if order is None:
        raise ValueError("`exact` needs an orbit that can be enumerated: give a number")
    if order > LARGEST:
        raise ValueError(
            f"`exact` lists at most {LARGEST} elements, and the orbit has {order}: give a number"
        )
    return ViewPlan("exact", order, order)


def _designed(
    order: int | None, k: int, design: Design, orders: tuple[int | None, ...]
) -> ViewPlan | None:
    """Return a block of the design, or None where k views make no block of it.

    One view is no block. A grid on a finite orbit divides it. A crossing in which a group stands
    still would leave that group's share of the spread as large as one view's, so that it would be
    worse than independent views.
    """
    if design == "none" or k <= 1:
        return None
    if design == "factorial":
        counts = factorial_counts(k, orders)
        still = counts is None or any(
            count == 1 and size != 1 for count, size in zip(counts, orders, strict=True)
        )
        return None if still else ViewPlan("design", k, order, design, counts or ())
    if design == "grid" and order is not None and order % k:
        return None
    return ViewPlan("design", k, order, design)


def factorial_counts(k: int, orders: tuple[int | None, ...]) -> tuple[int, ...] | None:
    """Share k views among the groups that a factorial crosses, as equally as possible.

    Args:
        k: the number of views, at least 1.
        orders: the number of elements of each group, or None where it cannot be enumerated.

    Returns:
        The views of each part, at most its order, with the product k and the smallest sum of
        squares; of several such, the one that gives most to the first parts. None where k is no
        such product.
    """
    divisors = [d for d in range(1, k + 1) if k % d == 0]

    @cache
    def best(rest: int, at: int) -> tuple[int, tuple[int, ...]] | None:
        """Return the sum of squares and the counts of the groups from `at` on."""
        if at == len(orders):
            return (0, ()) if rest == 1 else None
        found: tuple[int, tuple[int, ...]] | None = None
        order = orders[at]
        for count in reversed(divisors):
            if rest % count or (order is not None and count > order):
                continue
            later = best(rest // count, at + 1)
            if later is not None and (found is None or count**2 + later[0] < found[0]):
                found = (count**2 + later[0], (count, *later[1]))
        return found

    chosen = best(k, 0)
    return None if chosen is None else chosen[1]
