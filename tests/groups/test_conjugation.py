from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy.combinatorics import Permutation

from mezz.groups.conjugation import conjugate, trace_powers
from mezz.groups.symmetric import Symmetric


def test_it_is_the_product_with_the_permutation_matrix_on_both_sides() -> None:
    rng = np.random.default_rng(0)
    matrices = rng.normal(size=(24, 4, 4))
    p = Symmetric(4).elements()
    moved = conjugate(p, matrices)
    for element, before, after in zip(p, matrices, moved, strict=True):
        matrix = np.zeros((4, 4))
        matrix[element, np.arange(4)] = 1
        assert np.array_equal(after, matrix @ before @ matrix.T)


def test_the_convention_is_that_of_sympy() -> None:
    matrix = np.arange(25.0).reshape(1, 5, 5)
    p = Permutation([2, 0, 1, 4, 3])
    moved = conjugate(np.array([p.array_form]), matrix)[0]
    assert all(moved[p(i), p(j)] == matrix[0, i, j] for i in range(5) for j in range(5))


def test_many_matrices_are_moved_as_each_alone() -> None:
    rng = np.random.default_rng(1)
    matrices = rng.normal(size=(300, 16, 16))
    p = Symmetric(16).from_uniform(rng.random((300, 16)))
    moved = conjugate(p, matrices)
    alone = [conjugate(p[[at]], matrices[[at]])[0] for at in range(300)]
    assert np.array_equal(moved, alone)


@given(n=st.integers(2, 7), seed=st.integers(0, 2**31))
def test_one_permutation_after_the_other_is_their_product(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    group, matrices = Symmetric(n), rng.normal(size=(5, n, n))
    p, q = (group.from_uniform(rng.random((5, n))) for _ in range(2))
    assert np.array_equal(
        conjugate(p, conjugate(q, matrices)), conjugate(group.product(p, q), matrices)
    )
    assert np.array_equal(conjugate(group.inverse(p), conjugate(p, matrices)), matrices)


def test_traces_are_sums_of_powers_of_eigenvalues() -> None:
    matrices = np.random.default_rng(2).normal(size=(50, 6, 6))
    found = trace_powers(matrices, 5)
    spectra = np.linalg.eigvals(matrices)
    for power in range(1, 6):
        assert np.allclose(found[:, power - 1], (spectra**power).sum(axis=1).real, atol=1e-10)
    assert np.array_equal(found[:, 5], np.abs(matrices).max(axis=(1, 2)))


def test_traces_do_not_depend_on_the_numbering() -> None:
    rng = np.random.default_rng(3)
    matrices = rng.normal(size=(40, 6, 6))
    p = Symmetric(6).from_uniform(rng.random((40, 6)))
    assert np.allclose(
        trace_powers(conjugate(p, matrices), 3), trace_powers(matrices, 3), rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_row_of_traces_does_not_depend_on_its_company(count: int) -> None:
    matrices = np.random.default_rng(4).normal(size=(7, 6, 6))
    assert np.array_equal(trace_powers(matrices[:count], 4), trace_powers(matrices, 4)[:count])
