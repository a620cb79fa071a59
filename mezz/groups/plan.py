"""How many views of an orbit are taken, and how. Plain numbers: planning needs no arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
