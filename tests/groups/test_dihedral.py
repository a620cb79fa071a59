"""The dihedral group is that of sympy, acting on the corners of the polygon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats
from sympy.combinatorics import DihedralGroup

from mezz.groups.dihedral import Dihedral
from mezz.groups.symmetric import Symmetric

if TYPE_CHECKING:
    from numpy.typing import NDArray


def on_corners(n: int, elements: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each corner goes, `(..., n)`: i to k + i, or to k - i after a flip."""
    turn, flip = elements[..., :1], elements[..., 1:]
    return np.asarray((turn + np.where(flip == 1, -1, 1) * np.arange(n)) % n)


@pytest.mark.parametrize("n", [3, 4, 5, 8])
def test_the_elements_are_sympys_permutations_of_the_corners(n: int) -> None:
    corners = on_corners(n, Dihedral(n).elements())
    expected = {tuple(p.array_form) for p in DihedralGroup(n).elements}
    assert {tuple(p) for p in corners.tolist()} == expected
    assert len(corners) == Dihedral(n).order == 2 * n


@pytest.mark.parametrize("n", [1, 2, 3, 6, 9])
def test_products_and_inverses_are_those_of_the_permutations(n: int) -> None:
    group, listed = Dihedral(n), Dihedral(n).elements()
    table = group.product(listed[:, np.newaxis], listed)
    corners = on_corners(n, listed)
    expected = Symmetric(n).product(corners[:, np.newaxis], corners)
    assert np.array_equal(on_corners(n, table), expected)
    assert np.array_equal(on_corners(n, group.inverse(listed)), Symmetric(n).inverse(corners))


def test_its_name_counts_the_turns() -> None:
    assert Dihedral(4).structure == "D_4"


def test_all_elements_are_equally_likely() -> None:
    sample = Dihedral(5).from_uniform(np.random.default_rng(1).random((20_000, 1)))
    _, counts = np.unique(sample, axis=0, return_counts=True)
    assert len(counts) == 10
    assert stats.chisquare(counts).pvalue > 1e-4


def test_a_polygon_without_corners_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one turn"):
        Dihedral(0)
