"""Semidirect products multiply with a twist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.groups.cyclic import Cyclic
from mezz.groups.dihedral import Dihedral
from mezz.groups.group import FiniteGroup
from mezz.groups.orthogonal import o2
from mezz.groups.product import power
from mezz.groups.rotation import SO2
from mezz.groups.semidirect import Inverting, semidirect_product
from mezz.groups.symmetric import Symmetric, permute

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.group import Group


def on_the_plane(elements: NDArray[Any]) -> NDArray[np.float64]:
    """The matrix of each element of O(2), `(N, 2, 2)`: reflects in the first axis, then rotates."""
    angle, flip = o2().split(elements)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)
    mirror = np.where(flip[:, np.newaxis, np.newaxis] == 1, np.diag([1.0, -1.0]), np.eye(2))
    return np.asarray(turn @ mirror)


def test_o2_multiplies_as_its_matrices_do() -> None:
    group, rng = o2(), np.random.default_rng(0)
    a, b = group.from_uniform(rng.random((2, 200, group.uniforms)))
    expected = on_the_plane(a) @ on_the_plane(b)
    assert on_the_plane(group.product(a, b)) == pytest.approx(expected, abs=1e-14)
    back = np.swapaxes(on_the_plane(a), 1, 2)
    assert on_the_plane(group.inverse(a)) == pytest.approx(back, abs=1e-14)


def test_o2_is_no_direct_product() -> None:
    group = o2()
    assert (group.structure, group.order, group.shape) == ("SO(2) x| C_2", None, (2,))
    turn, flip = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    assert group.product(turn, flip).tolist() == [[1.0, 1.0]]
    assert group.product(flip, turn) == pytest.approx(np.array([[2 * np.pi - 1.0, 1.0]]))
    assert not isinstance(group, FiniteGroup)


@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_turns_and_a_flip_make_the_dihedral_group(n: int) -> None:
    turns, flip = Cyclic(n), Cyclic(2)
    group = semidirect_product(turns, flip, Inverting(turns, flip))
    listed = Dihedral(n).elements()
    assert isinstance(group, FiniteGroup)
    assert np.array_equal(group.elements(), listed)
    table = group.product(listed[:, np.newaxis], listed)
    assert np.array_equal(table, Dihedral(n).product(listed[:, np.newaxis], listed))
    assert np.array_equal(group.inverse(listed), Dihedral(n).inverse(listed))


@dataclass(frozen=True)
class Rearranging:
    """Permutations move the entries of a power: a wreath product."""

    def __call__(self, h: NDArray[Any], n: NDArray[Any]) -> NDArray[Any]:
        return permute(h, n)


def test_a_twist_of_ones_own_makes_a_group() -> None:
    group = semidirect_product(power(Cyclic(2), 3), Symmetric(3), Rearranging())
    assert isinstance(group, FiniteGroup)
    assert (group.structure, group.order) == ("C_2^3 x| S_3", 48)
    listed = group.elements()
    a, b, c = listed[:, None, None], listed[:, None], listed
    left = group.product(group.product(a, b), c)
    assert np.array_equal(left, group.product(a, group.product(b, c)))
    assert not group.product(listed, group.inverse(listed))[:, :3].any()


@pytest.mark.parametrize(
    ("normal", "by", "text"),
    [
        (Symmetric(3), Cyclic(2), "no automorphism of S_3"),
        (SO2(), Cyclic(3), "two elements inverts, not C_3"),
        (SO2(), SO2(), r"two elements inverts, not SO\(2\)"),
    ],
)
def test_inverting_is_refused_where_it_is_no_automorphism(
    normal: Group, by: Group, text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        Inverting(normal, by)
