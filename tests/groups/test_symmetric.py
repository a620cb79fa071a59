"""Permutations multiply as sympy's do, and act from the left."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from scipy import stats
from sympy.combinatorics import Permutation

from mezz.groups.symmetric import Symmetric, permute

RNG = np.random.default_rng(0)
A, B = (Symmetric(6).from_uniform(RNG.random((40, 6))) for _ in range(2))


def test_products_and_inverses_are_those_of_sympy() -> None:
    # sympy's p * q acts by p first.
    expected = [(Permutation(q) * Permutation(p)).array_form for p, q in zip(A, B, strict=True)]
    assert Symmetric(6).product(A, B).tolist() == expected
    inverses = [(Permutation(p) ** -1).array_form for p in A]
    assert Symmetric(6).inverse(A).tolist() == inverses


def test_the_action_is_from_the_left() -> None:
    x = RNG.normal(size=(40, 6, 3))
    assert np.array_equal(permute(A, x)[7, A[7, 2]], x[7, 2])
    assert np.array_equal(permute(Symmetric(6).product(A, B), x), permute(A, permute(B, x)))
    views = permute(np.stack([A, B]), np.stack([x[:, :, 0], x[:, :, 0]]))
    assert np.array_equal(views[1], permute(B, x[:, :, 0]))


def test_elements_are_listed_in_lexicographic_order() -> None:
    listed = Symmetric(4).elements()
    assert listed.tolist() == [list(p) for p in permutations(range(4))]


def test_a_large_group_knows_its_order_and_is_not_listed() -> None:
    group = Symmetric(64)
    assert (group.order, group.structure, group.enumerable) == (math.factorial(64), "S_64", False)
    assert Symmetric(9).order == 362_880
    with pytest.raises(ValueError, match=r"elements of S_10 are too many to list"):
        Symmetric(10).elements()


def test_all_permutations_are_equally_likely() -> None:
    sample = Symmetric(4).from_uniform(RNG.random((48_000, 4)))
    _, counts = np.unique(sample, axis=0, return_counts=True)
    assert len(counts) == 24
    assert stats.chisquare(counts).pvalue > 1e-4


def test_nothing_to_permute_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Symmetric(0)
