"""A block of views covers its orbit, and every view of it alone is uniform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from mezz.groups.cyclic import Cyclic
from mezz.groups.designs import block_of
from mezz.groups.dihedral import Dihedral
from mezz.groups.orthogonal import o2
from mezz.groups.product import direct_product, power
from mezz.groups.rotation import SO2, SO3
from mezz.groups.symmetric import Symmetric
from mezz.groups.torus import Torus

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.group import Group

FALSE_ALARM = 1e-4


def drawn(group: Group, count: int, n: int, seed: int = 0) -> NDArray[Any]:
    block = block_of(group, count)
    return block.draw(np.random.default_rng(seed).random((n, block.dims)))


DESIGNED = [
    (SO2(), 5),
    (Torus((1.0, 3.0)), 9),
    (Torus((1.0, 3.0)), 7),
    (Cyclic(12), 4),
    (Cyclic(12), 5),
    (Dihedral(4), 3),
    (SO3(), 3),
    (Symmetric(6), 8),
    (Symmetric(5), 12),
    (o2(), 8),
    (direct_product((Symmetric(4), o2())), 24),
    (power(Cyclic(10), 5), 8),
]


@pytest.mark.parametrize(("group", "count"), DESIGNED)
def test_a_block_has_the_views_asked_for_and_depends_on_the_example_alone(
    group: Group, count: int
) -> None:
    many = drawn(group, count, 6)
    assert (many.shape, many.dtype) == ((count, 6, *group.shape), group.dtype)
    assert np.array_equal(drawn(group, count, 2), many[:, :2])


@pytest.mark.parametrize(("group", "count"), DESIGNED)
def test_every_view_alone_has_the_moments_of_independent_draws(group: Group, count: int) -> None:
    n = 4_000
    views = group.coordinates(drawn(group, count, n, 1))
    rng = np.random.default_rng(2)
    independent = group.coordinates(group.from_uniform(rng.random((100_000, group.uniforms))))
    spread = independent.std(axis=0)
    for view in views:
        error = spread * np.sqrt(1 / n + 1 / 100_000)
        assert np.all(np.abs(view.mean(axis=0) - independent.mean(axis=0)) <= 5.0 * error)
        assert view.std(axis=0) == pytest.approx(spread, rel=0.08, abs=1e-12)


def test_angles_are_equispaced_from_a_uniform_offset() -> None:
    views = np.sort(drawn(SO2(), 5, 3_000), axis=0)
    assert np.diff(views, axis=0) == pytest.approx(2 * np.pi / 5)
    assert stats.kstest(views[0], "uniform", (0.0, 2 * np.pi / 5)).pvalue > FALSE_ALARM


def test_a_torus_is_covered_by_a_shifted_grid() -> None:
    views = drawn(Torus((1.0, 3.0)), 9, 20)
    for side, period in enumerate((1.0, 3.0)):
        levels = np.sort(views[:, :, side], axis=0)
        assert levels[::3] == pytest.approx(levels[2::3])
        assert np.diff(levels[::3], axis=0) == pytest.approx(period / 3)


def test_elements_of_a_cyclic_group_are_equispaced_where_they_divide_it() -> None:
    views = np.sort(drawn(Cyclic(12), 4, 500), axis=0)
    assert (np.diff(views, axis=0) == 3).all()
    assert set(views[0].tolist()) == {0, 1, 2}


@pytest.mark.parametrize(("group", "count"), [(Cyclic(12), 5), (Dihedral(4), 7)])
def test_elements_of_other_finite_groups_are_distinct(group: Group, count: int) -> None:
    views = group.coordinates(drawn(group, count, 200))
    for example in range(200):
        assert len(np.unique(views[:, example], axis=0)) == count


def test_a_crossing_takes_every_pair_of_its_parts_once() -> None:
    group = direct_product((Symmetric(4), SO2()))
    views = drawn(group, 12, 5).reshape(4, 3, 5, 5)
    places, angles = group.split(views)
    for row in places:
        assert np.array_equal(row, np.broadcast_to(row[:1], row.shape))
    assert np.diff(np.sort(angles, axis=1), axis=1) == pytest.approx(2 * np.pi / 3)
    assert np.array_equal(angles[0], angles[3])


def test_a_crossing_of_crossings_varies_every_group_in_turn() -> None:
    group = direct_product((Symmetric(4), o2()))
    assert group.leaves == (Symmetric(4), SO2(), Cyclic(2))
    assert group.shares((2, 4, 2)) == ((2,), (4, 2))
    block = block_of(group, 16, (2, 4, 2))
    views = block.draw(np.random.default_rng(0).random((5, block.dims))).reshape(2, 4, 2, 5, 6)
    _, plane = group.split(views)
    angles, flips = o2().split(plane)
    assert np.array_equal(np.sort(flips[0, 0], axis=0), np.array([[0] * 5, [1] * 5]))
    assert np.array_equal(angles[:, :, 0], angles[:, :, 1])
    assert np.diff(np.sort(angles[0, :, 0], axis=0), axis=0) == pytest.approx(np.pi / 2)


def test_eight_views_of_three_groups_vary_all_of_them() -> None:
    views = drawn(direct_product((Symmetric(4), o2())), 8, 1)[:, 0]
    assert [len(np.unique(column)) for column in (views[:, 4], views[:, 5])] == [2, 2]
    assert len(np.unique(views[:, :4], axis=0)) == 2


def test_a_small_finite_part_is_one_group_of_a_crossing() -> None:
    small = power(Cyclic(3), 2)
    group = direct_product((small, SO2()))
    assert group.leaves == (small, SO2())
    views = drawn(group, 12, 3).reshape(4, 3, 3, 3)
    assert [len(np.unique(views[:, 0, n, :2], axis=0)) for n in range(3)] == [4, 4, 4]


def test_independent_views_are_all_that_is_left_for_space_rotations() -> None:
    u = np.random.default_rng(0).random((4, 6))
    views = block_of(SO3(), 2).draw(u)
    assert np.array_equal(views[1], SO3().from_uniform(u[:, 3:]))


@pytest.mark.parametrize(
    ("group", "count", "factors", "text"),
    [
        (Cyclic(6), 7, (), "7 distinct elements of 6"),
        (power(Cyclic(10), 5), 11, (), "11 views are no crossing"),
        (power(SO2(), 2), 6, (2, 2), "6 views are no crossing"),
        (power(SO2(), 2), 6, (6,), "crosses 2 groups"),
    ],
)
def test_an_impossible_block_is_refused(
    group: Group, count: int, factors: tuple[int, ...], text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        block_of(group, count, factors)
