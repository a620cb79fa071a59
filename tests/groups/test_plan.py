"""Plans say how many views are taken, and how."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import product
from typing import TYPE_CHECKING, Literal

import pytest

from mezz.groups.plan import LARGEST, ViewPlan, factorial_counts, plan_views

if TYPE_CHECKING:
    from mezz.groups.plan import Design, How

S_64 = math.factorial(64)


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
        (S_64, "exact", "auto", "at most 10000 elements"),
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


@pytest.mark.parametrize(
    ("order", "k", "design", "orders", "expected"),
    [
        (None, 16, "grid", (), ViewPlan("design", 16, None, "grid")),
        (S_64, 16, "williams", (), ViewPlan("design", 16, S_64, "williams")),
        (None, 16, "factorial", (S_64, None), ViewPlan("design", 16, None, "factorial", (4, 4))),
        (None, 16, "factorial", (2, None), ViewPlan("design", 16, None, "factorial", (2, 8))),
        (None, 16, "factorial", (1, None), ViewPlan("design", 16, None, "factorial", (1, 16))),
        (12, 4, "grid", (), ViewPlan("design", 4, 12, "grid")),
    ],
)
def test_a_group_with_a_design_is_drawn_by_it(
    order: int | None,
    k: int,
    design: Design,
    orders: tuple[int | None, ...],
    expected: ViewPlan,
) -> None:
    assert plan_views(order, k, "auto", design, orders) == expected
    assert plan_views(order, k, "iid", design, orders) == ViewPlan("iid", k, order)


@pytest.mark.parametrize(
    ("order", "k", "design", "orders", "how"),
    [
        (6, 6, "williams", (), "exact"),
        (None, 1, "grid", (), "iid"),
        (12, 5, "grid", (), "without_replacement"),
        (LARGEST, 5, "none", (), "without_replacement"),
        (LARGEST + 1, 5, "none", (), "iid"),
        # Seven views cannot vary two factors, and no five elements cross within order three.
        (None, 7, "factorial", (S_64, None), "iid"),
        (9, 5, "factorial", (3, 3), "without_replacement"),
    ],
)
def test_views_that_make_no_block_of_the_design_are_drawn_without_it(
    order: int | None, k: int, design: Design, orders: tuple[int | None, ...], how: How
) -> None:
    assert plan_views(order, k, "auto", design, orders) == ViewPlan(how, k, order)


@pytest.mark.parametrize("k", [1, 2, 6, 12, 16, 30, 36])
@pytest.mark.parametrize("orders", [(None,), (None, 4), (3, None, 2), (5, 5), (2, 2, 2)])
def test_factorial_counts_are_the_most_equal_crossing(
    k: int, orders: tuple[int | None, ...]
) -> None:
    crossings = [
        counts
        for counts in product(range(1, k + 1), repeat=len(orders))
        if math.prod(counts) == k
        and all(
            order is None or count <= order for count, order in zip(counts, orders, strict=True)
        )
    ]
    if not crossings:
        assert factorial_counts(k, orders) is None
        return
    least = min(sum(count**2 for count in counts) for counts in crossings)
    best = [counts for counts in crossings if sum(count**2 for count in counts) == least]
    assert factorial_counts(k, orders) == max(best)


def test_many_views_of_many_factors_are_shared_at_once() -> None:
    assert factorial_counts(1024, (None,) * 20) == (2,) * 10 + (1,) * 10


@pytest.mark.parametrize(
    ("how", "design", "factors", "text"),
    [
        ("iid", "grid", (), "iid views and the design `grid`"),
        ("design", "none", (), "design views and the design `none`"),
        ("design", "grid", (2, 2), "`grid` with the factors"),
        ("design", "factorial", (), "`factorial` with the factors"),
        ("design", "factorial", (2, 3), "4 views are no crossing"),
    ],
)
def test_a_design_is_said_in_full(
    how: How, design: Design, factors: tuple[int, ...], text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        ViewPlan(how, 4, None, design, factors)


def test_planning_needs_no_arrays() -> None:
    code = "import sys, mezz.groups.plan; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
