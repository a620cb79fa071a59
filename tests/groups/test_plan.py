"""Plans say how many views are taken, and how."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Literal

import pytest

from mezz.groups.plan import ViewPlan, plan_views

if TYPE_CHECKING:
    from mezz.groups.plan import How


@pytest.mark.parametrize(
    ("order", "k", "plan", "expected"),
    [
        (5, "exact", "auto", ViewPlan("exact", 5, 5)),
        (5, 5, "auto", ViewPlan("exact", 5, 5)),
        (5, 3, "auto", ViewPlan("without_replacement", 3, 5)),
        (5, 3, "iid", ViewPlan("iid", 3, 5)),
        (5, 5, "iid", ViewPlan("iid", 5, 5)),
        (5, 9, "iid", ViewPlan("iid", 9, 5)),
        (None, 9, "auto", ViewPlan("iid", 9, None)),
        (None, 9, "iid", ViewPlan("iid", 9, None)),
    ],
)
def test_a_plan_follows_from_order_number_and_wish(
    order: int | None,
    k: int | Literal["exact"],
    plan: Literal["auto", "iid"],
    expected: ViewPlan,
) -> None:
    assert plan_views(order, k, plan) == expected


@pytest.mark.parametrize(
    ("order", "k", "plan", "text"),
    [
        (None, "exact", "auto", "enumerated"),
        (5, "exact", "iid", "every element once"),
        (5, 6, "auto", "6 views are more than the 5 elements"),
        (5, 0, "auto", "at least one view"),
        (None, 0, "iid", "at least one view"),
    ],
)
def test_an_impossible_plan_is_refused_with_its_reason(
    order: int | None, k: int | Literal["exact"], plan: Literal["auto", "iid"], text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        plan_views(order, k, plan)


@pytest.mark.parametrize(
    ("how", "count", "order"),
    [("exact", 4, 5), ("without_replacement", 6, 5), ("exact", 4, None)],
)
def test_a_plan_that_no_orbit_fulfils_cannot_be_written(
    how: How, count: int, order: int | None
) -> None:
    with pytest.raises(ValueError, match=how):
        ViewPlan(how, count, order)


def test_planning_needs_no_arrays() -> None:
    code = "import sys, mezz.groups.plan; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
