"""Tests of laws accept what is uniform, find what is not, and are as sure as they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.groups.cyclic import Cyclic
from mezz.groups.laws import projection_test, translation_test
from mezz.groups.orthogonal import o2
from mezz.groups.product import direct_product
from mezz.groups.rotation import SO2, SO3
from mezz.groups.symmetric import Symmetric, permute

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.group import Group

M = 500


def two_samples(group: Group, seed: int) -> NDArray[Any]:
    return group.from_uniform(np.random.default_rng(seed).random((2, M, group.uniforms)))


@pytest.mark.parametrize(
    "group",
    [Cyclic(7), Symmetric(5), SO2(), SO3(), o2(), direct_product((Symmetric(4), o2()))],
    ids=lambda group: group.structure,
)
def test_a_uniform_sampler_does_not_notice_a_move(group: Group) -> None:
    first, second = two_samples(group, 0)
    h = group.from_uniform(np.full(group.uniforms, 0.3))
    found = translation_test(group, first, second, h, np.random.default_rng(1))
    assert found.name == "translation"
    assert found.p > 0.05
    assert abs(found.value) < 0.01 * found.scale


def test_angles_of_euler_are_no_uniform_rotations() -> None:
    rng = np.random.default_rng(0)

    def about(axis: int, angle: NDArray[np.float64]) -> NDArray[np.float64]:
        q = np.zeros((len(angle), 4))
        q[:, 0], q[:, axis] = np.cos(angle / 2), np.sin(angle / 2)
        return q

    a, b, c = 2 * np.pi * rng.random((3, 2 * M))
    euler = SO3().product(about(3, a), SO3().product(about(1, b / 2), about(3, c)))
    h = about(1, np.array([1.3]))[0]
    found = translation_test(SO3(), euler[:M], euler[M:], h, np.random.default_rng(1))
    assert found.p == 1 / 200


def test_a_sampler_of_few_swaps_is_found_out() -> None:
    swaps = np.tile(np.arange(6), (2 * M, 1))
    for row, (i, j) in enumerate(np.random.default_rng(0).integers(6, size=(2 * M, 2))):
        swaps[row, [i, j]] = swaps[row, [j, i]]
    h = np.array([1, 2, 3, 4, 5, 0])
    found = translation_test(Symmetric(6), swaps[:M], swaps[M:], h, np.random.default_rng(1))
    assert found.p == 1 / 200


X = np.random.default_rng(3).normal(size=(80, 6))
WEIGHTS = np.random.default_rng(4).normal(size=(6, 2))


def answers(x: NDArray[Any]) -> NDArray[np.float64]:
    return np.tanh(x @ WEIGHTS)


def shuffled(u: NDArray[np.float64], x: NDArray[Any]) -> NDArray[Any]:
    return permute(Symmetric(6).from_uniform(u), x)


def cropped(u: NDArray[np.float64], x: NDArray[Any]) -> NDArray[Any]:
    return np.where(u < 0.4, 0.0, x)


def test_a_group_average_is_a_projection_and_an_average_over_crops_is_not() -> None:
    rng = np.random.default_rng(5)
    h, *g = rng.random((17, 80, 6))
    law = {}
    for move in (shuffled, cropped):
        once = np.stack([answers(move(u, X)) for u in g[:8]])
        twice = np.stack([answers(move(u, move(h, X))) for u in g[8:]])
        law[move] = projection_test(once, twice, np.random.default_rng(6))
    assert law[shuffled].p > 0.05
    assert law[cropped].p == 1 / 200
    assert law[cropped].value > 10 * abs(law[shuffled].value)
    assert law[shuffled].name == "projection"


def test_a_whole_orbit_is_the_same_orbit_from_each_of_its_points() -> None:
    everyone = Symmetric(4).elements()
    x = X[:10, :4]
    once = np.stack(
        [answers(np.pad(permute(np.tile(g, (10, 1)), x), ((0, 0), (0, 2)))) for g in everyone]
    )
    found = projection_test(once, once[::-1], np.random.default_rng(0))
    assert found.value < 0.0
    assert found.p == 1.0


def test_the_energy_distance_is_that_of_its_definition() -> None:
    a, b = np.random.default_rng(0).normal(size=(2, 5, 3, 2)) + 1e6

    def mean(one: NDArray[Any], other: NDArray[Any]) -> float:
        return float(np.linalg.norm(one[:, np.newaxis] - other, axis=-1).mean())

    found = projection_test(a, b, np.random.default_rng(0))
    # The five distances of each of five values to itself are no distances of two values.
    within = (mean(a, a) + mean(b, b)) * 5 / 4
    assert found.value == pytest.approx(2 * mean(a, b) - within, rel=1e-6)
    pooled = np.concatenate([a, b])
    assert found.scale == pytest.approx(mean(pooled, pooled) * 10 / 9, rel=1e-6)


def test_equal_laws_are_rejected_no_more_often_than_announced() -> None:
    rng = np.random.default_rng(7)
    p = []
    for _ in range(200):
        offset = rng.normal(size=(5, 1)) * np.arange(1, 6)[:, np.newaxis]
        once, twice = offset + rng.exponential(size=(2, 4, 5, 1))
        p.append(projection_test(once, twice, rng).p)
    # 200 tests at .1: 20 expected, standard deviation 4.2.
    assert 5 <= sum(one <= 0.1 for one in p) <= 35


@pytest.mark.parametrize(("v", "w"), [(2, 3), (0, 0), (1, 1)])
def test_samples_of_different_or_no_size_do_not_compare(v: int, w: int) -> None:
    with pytest.raises(ValueError, match="do not compare"):
        projection_test(np.zeros((v, 3, 1)), np.zeros((w, 3, 1)), np.random.default_rng(0))
