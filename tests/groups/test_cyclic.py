"""The cyclic group against sympy's permutations, and the frequencies of its draws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sympy.combinatorics.named_groups import CyclicGroup

from mezz.groups.cyclic import Cyclic

FALSE_ALARM = 1e-4
"""Seeds are fixed; this is how often a right sampler would have failed when they were chosen."""


@pytest.mark.parametrize("n", [2, 3, 5, 8, 12])
def test_products_and_inverses_are_those_of_sympy(n: int) -> None:
    oracle = CyclicGroup(n)
    generator = oracle.generators[0]
    power = [generator**k for k in range(n)]
    group = Cyclic(n)
    elements = group.elements()
    a, b = np.repeat(elements, n), np.tile(elements, n)
    product, inverse = group.product(a, b), group.inverse(elements)
    assert [power[c] for c in product] == [power[i] * power[j] for i, j in zip(a, b, strict=True)]
    assert [power[c] for c in inverse] == [power[i] ** -1 for i in elements]
    assert power[int(group.identity(1)[0])] == oracle.identity
    assert group.order == oracle.order() == len(set(power))


@pytest.mark.parametrize("n", [1, 4, 7])
def test_the_table_is_a_group(n: int) -> None:
    group = Cyclic(n)
    e = group.elements()
    a, b, c = (axis.ravel() for axis in np.meshgrid(e, e, e, indexing="ij"))
    left = group.product(group.product(a, b), c)
    assert np.array_equal(left, group.product(a, group.product(b, c)))
    assert np.array_equal(group.product(e, group.inverse(e)), group.identity(n))
    assert np.array_equal(group.product(group.identity(n), e), e)
    assert set(left.tolist()) <= set(range(n))


def test_elements_are_int64_and_named() -> None:
    group = Cyclic(5)
    assert group.structure == "C_5"
    assert {
        array.dtype
        for array in (
            group.elements(),
            group.identity(2),
            group.product(np.array([4], np.int32), np.array([3], np.int32)),
            group.inverse(np.array([1], np.int32)),
            group.from_uniform(np.zeros((2, 1))),
        )
    } == {np.dtype(np.int64)}


@pytest.mark.parametrize("n", [1, 3, 5, 2**31 - 1, 2**31])
def test_the_largest_number_below_one_is_still_an_element(n: int) -> None:
    below_one = np.nextafter(1.0, 0.0)
    assert Cyclic(n).from_uniform(np.array([[0.0], [below_one]])).tolist() == [0, n - 1]


def test_draws_are_uniform() -> None:
    u = np.random.default_rng(5).random((70_000, 1))
    counts = np.bincount(Cyclic(7).from_uniform(u), minlength=7)
    assert stats.chisquare(counts).pvalue > FALSE_ALARM


def test_draws_keep_leading_axes() -> None:
    assert Cyclic(3).from_uniform(np.full((2, 4, 1), 0.5)).tolist() == [[1] * 4] * 2


def test_an_empty_group_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one element"):
        Cyclic(0)
