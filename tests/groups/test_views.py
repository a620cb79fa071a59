"""Draws follow their plan, uniformly, and depend on nothing else."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from mezz.groups.cyclic import Cyclic
from mezz.groups.plan import ViewPlan, plan_views
from mezz.groups.product import direct_product
from mezz.groups.rotation import SO2
from mezz.groups.symmetric import Symmetric
from mezz.groups.views import draw_views
from mezz.groups.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.groups.plan import How

FALSE_ALARM = 1e-4
"""Seeds are fixed; this is how often a right sampler would have failed when they were chosen."""


def source(n: int, seed: int = 0) -> Callable[[int, int], NDArray[np.float64]]:
    """Number (example, dim) of a view depends on the seed, the view and the example alone."""

    def uniform(view: int, dims: int) -> NDArray[np.float64]:
        rng = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, view]))
        return rng.random((n, dims))

    return uniform


@pytest.mark.parametrize("group", [Cyclic(4), Window(-2, 3)])
def test_exact_views_are_every_element_for_every_example(group: Cyclic | Window) -> None:
    plan = plan_views(group.order, "exact", "auto")
    views = draw_views(group, plan, 3, source(3))
    assert views.tolist() == [[e] * 3 for e in group.elements().tolist()]
    assert not views.flags.writeable


@pytest.mark.parametrize("k", [1, 3, 6])
def test_views_without_replacement_never_repeat(k: int) -> None:
    plan = ViewPlan("without_replacement", k, 7)
    views = draw_views(Cyclic(7), plan, 500, source(500))
    assert views.shape == (k, 500)
    assert all(len(set(row)) == k for row in views.T.tolist())


def test_every_ordered_pair_without_replacement_is_equally_likely() -> None:
    n = 120_000
    views = draw_views(Cyclic(4), ViewPlan("without_replacement", 2, 4), n, source(n, 3))
    seen = Counter(map(tuple, views.T.tolist()))
    assert set(seen) == set(permutations(range(4), 2))
    assert stats.chisquare(list(seen.values())).pvalue > FALSE_ALARM


def test_every_subset_without_replacement_is_equally_likely() -> None:
    n = 200_000
    plan = ViewPlan("without_replacement", 3, 6)
    views = draw_views(Window(0, 5), plan, n, source(n, 4))
    seen = Counter(map(tuple, np.sort(views, axis=0).T.tolist()))
    assert set(seen) == set(combinations(range(6), 3))
    assert stats.chisquare(list(seen.values())).pvalue > FALSE_ALARM


def test_independent_views_are_uniform_and_independent() -> None:
    n = 90_000
    views = draw_views(Cyclic(3), ViewPlan("iid", 2, 3), n, source(n, 5))
    table = np.zeros((3, 3))
    np.add.at(table, (views[0], views[1]), 1)
    assert stats.chisquare(table.ravel()).pvalue > FALSE_ALARM


def test_a_group_that_cannot_be_enumerated_is_drawn_independently() -> None:
    uniform = source(4)
    views = draw_views(SO2(), plan_views(None, 3, "auto"), 4, uniform)
    expected = np.stack([uniform(view, 1)[:, 0] for view in range(3)]) * 2.0 * np.pi
    assert views == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("how", ["iid", "without_replacement"])
def test_a_draw_does_not_depend_on_other_examples_or_later_views(how: How) -> None:
    group = Cyclic(9)
    many = draw_views(group, ViewPlan(how, 6, 9), 50, source(50))
    few = draw_views(group, ViewPlan(how, 4, 9), 20, source(20))
    assert np.array_equal(many[:4, :20], few)


def test_a_plan_for_another_orbit_is_refused() -> None:
    with pytest.raises(ValueError, match="order 5, the orbit has 6"):
        draw_views(Cyclic(6), ViewPlan("iid", 2, 5), 1, source(1))


def test_a_source_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(3, 1\).*\(2, 1\)"):
        draw_views(Cyclic(6), ViewPlan("iid", 2, 6), 2, source(3))


def test_a_design_is_one_block_drawn_from_one_request() -> None:
    asked: list[tuple[int, int]] = []

    def uniform(view: int, dims: int) -> NDArray[np.float64]:
        asked.append((view, dims))
        return source(5)(view, dims)

    views = draw_views(SO2(), plan_views(None, 4, "auto", "grid"), 5, uniform)
    assert asked == [(0, 1)]
    assert np.diff(np.sort(views, axis=0), axis=0) == pytest.approx(np.pi / 2)


def test_a_factorial_crosses_in_c_order() -> None:
    group = direct_product((Symmetric(4), SO2()))
    plan = plan_views(None, 12, "auto", group.design, tuple(one.order for one in group.factors))
    assert plan.factors == (4, 3)
    views = draw_views(group, plan, 7, source(7)).reshape(4, 3, 7, 5)
    places, angles = group.split(views)
    assert np.array_equal(places, np.broadcast_to(places[:, :1], places.shape))
    assert np.array_equal(angles, np.broadcast_to(angles[:1], angles.shape))


@pytest.mark.parametrize(
    ("group", "plan", "text"),
    [
        (Window(0, 5), ViewPlan("design", 3, 6, "grid"), "no group"),
        (Symmetric(3), ViewPlan("design", 4, 6, "factorial", (2, 2)), "williams"),
        (direct_product((SO2(), SO2())), ViewPlan("design", 4, None, "grid"), "factorial"),
    ],
)
def test_a_design_that_is_not_the_groups_is_refused(
    group: Window | Symmetric, plan: ViewPlan, text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        draw_views(group, plan, 2, source(2))
