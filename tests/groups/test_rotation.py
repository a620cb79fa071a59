"""Rotations are those of scipy, and their draws are uniform."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.transform import Rotation

from mezz.groups.rotation import SO2, SO3, wrapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

RNG = np.random.default_rng(2)
A, B = (SO3().from_uniform(RNG.random((300, 3))) for _ in range(2))


def oracle(q: NDArray[np.float64]) -> Rotation:
    """scipy puts the scalar part last."""
    return Rotation.from_quat(q[:, [1, 2, 3, 0]])


def test_products_inverses_and_matrices_are_those_of_scipy() -> None:
    group = SO3()
    both = oracle(A) * oracle(B)
    assert group.matrices(group.product(A, B)) == pytest.approx(both.as_matrix(), abs=1e-14)
    assert group.matrices(group.inverse(A)) == pytest.approx(oracle(A).inv().as_matrix(), abs=1e-14)
    assert group.matrices(A) == pytest.approx(oracle(A).as_matrix(), abs=1e-14)


def test_a_rotation_has_one_quaternion() -> None:
    group = SO3()
    for q in (A, group.product(A, B), group.inverse(A)):
        assert np.linalg.norm(q, axis=1) == pytest.approx(1.0, abs=1e-15)
        assert (q[:, 0] > 0.0).all()
    half_turn = np.array([[0.0, -1.0, 0.0, 0.0]])
    assert group.inverse(half_turn).tolist() == [[0.0, 1.0, 0.0, 0.0]]
    assert not np.signbit(group.inverse(half_turn)).any()


def test_ten_thousand_products_stay_rotations() -> None:
    group, q = SO3(), A[:5]
    for _ in range(10_000):
        q = group.product(q, A[:5])
    matrices = group.matrices(q)
    assert matrices @ np.swapaxes(matrices, 1, 2) == pytest.approx(
        np.tile(np.eye(3), (5, 1, 1)), abs=1e-14
    )


def test_rotations_of_space_are_drawn_from_the_uniform_measure() -> None:
    n = 40_000
    matrices = SO3().matrices(SO3().from_uniform(RNG.random((n, 3))))
    # A uniform rotation sends a point to a uniform one of the sphere, whose height is uniform.
    for column in range(3):
        assert stats.kstest(matrices[:, 2, column], "uniform", (-1.0, 2.0)).pvalue > 1e-4
    # Its angle has the density (1 - cos t) / pi.
    angle = np.arccos(np.clip((np.trace(matrices, axis1=1, axis2=2) - 1.0) / 2.0, -1.0, 1.0))
    law = stats.kstest(angle, lambda t: (t - np.sin(t)) / math.pi)
    assert law.pvalue > 1e-4


def test_angles_stay_on_their_circle() -> None:
    group = SO2()
    assert group.product(np.array([6.0]), np.array([1.0])) == pytest.approx(7.0 - 2.0 * math.pi)
    assert group.inverse(np.array([0.0, 1.0])) == pytest.approx([0.0, 2.0 * math.pi - 1.0])
    # The remainder of -1e-20 is the period itself in floating point.
    assert group.inverse(np.array([1e-20])).tolist() == [0.0]
    assert wrapped(np.array([-0.0, -5.0, 5.0]), 2.5).tolist() == [0.0, 0.0, 0.0]
    assert not np.signbit(wrapped(np.array([-0.0]), 2.5)).any()


def test_no_end_of_rotations() -> None:
    assert (SO2().order, SO2().structure, SO2().design) == (None, "SO(2)", "grid")
    assert (SO3().order, SO3().structure, SO3().design) == (None, "SO(3)", "none")
