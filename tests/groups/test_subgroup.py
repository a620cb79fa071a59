"""Subgroups are enumerated from their generators, as sympy does it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sympy.combinatorics import Permutation, PermutationGroup

from mezz.groups.cyclic import Cyclic
from mezz.groups.dihedral import Dihedral
from mezz.groups.product import power
from mezz.groups.rotation import SO2, SO3
from mezz.groups.subgroup import Subgroup
from mezz.groups.symmetric import Symmetric

if TYPE_CHECKING:
    from mezz.groups.group import Group


@pytest.mark.parametrize(
    "generators",
    [
        ((1, 2, 3, 4, 0),),
        ((1, 2, 0, 3, 4), (0, 1, 3, 4, 2)),
        ((1, 0, 2, 3, 4), (0, 1, 3, 2, 4)),
        ((1, 2, 3, 4, 0), (0, 4, 3, 2, 1)),
        ((1, 0, 2, 3, 4), (1, 2, 3, 4, 0)),
    ],
)
def test_subgroups_of_permutations_are_those_of_sympy(generators: tuple[tuple[int, ...]]) -> None:
    group = Subgroup(Symmetric(5), generators)
    oracle = PermutationGroup([Permutation(list(p)) for p in generators])
    assert group.order == oracle.order()
    assert group.abelian == oracle.is_abelian
    assert {tuple(p) for p in group.elements().tolist()} == {
        tuple(p.array_form) for p in oracle.elements
    }
    inside = [oracle.contains(Permutation(p.tolist())) for p in Symmetric(5).elements()]
    assert group.contains(Symmetric(5).elements()).tolist() == inside


def test_a_finite_subgroup_of_an_infinite_group_is_enumerated() -> None:
    half = math.sqrt(0.5)
    cube = Subgroup(SO3(), ((half, half, 0.0, 0.0), (half, 0.0, half, 0.0)))
    assert (cube.order, cube.structure) == (24, "H_24 < SO(3)")
    third = np.array([[0.5, 0.5, 0.5, 0.5], [math.cos(0.4), math.sin(0.4), 0.0, 0.0]])
    assert cube.contains(third).tolist() == [True, False]


def test_its_name_says_its_order_and_where_it_lies() -> None:
    assert Subgroup(Cyclic(12), (8,)).structure == "H_3 < C_12"
    assert power(Subgroup(Cyclic(12), (8,)), 2).structure == "(H_3 < C_12)^2"


def test_the_list_cannot_be_changed_by_who_reads_it() -> None:
    group = Subgroup(Cyclic(4), (2,))
    group.elements()[:] = 1
    assert group.elements().tolist() == [0, 2]


@pytest.mark.parametrize(
    ("of", "generators", "text"),
    [
        (Cyclic(4), (), "at least one generator"),
        (Symmetric(3), ((0, 1),), "shape"),
        (Symmetric(3), ((0, 0, 1),), "no elements of S_3"),
        (Symmetric(3), ((0, 5, 1),), "no elements of S_3"),
        (Symmetric(3), ((0, -1, 1),), "no elements of S_3"),
        (Cyclic(4), (7,), "no elements of C_4"),
        (Cyclic(4), (1.5,), "no elements of C_4"),
        (Dihedral(4), ((1, 2),), "no elements of D_4"),
        (SO2(), (math.nan,), r"no elements of SO\(2\)"),
        (SO3(), ((1.0, 1.0, 0.0, 0.0),), r"no elements of SO\(3\)"),
        (SO2(), (1.0,), "more than 10000 elements"),
        (Cyclic(10_001), (1,), "more than 10000 elements"),
        (Symmetric(8), ((1, 2, 3, 4, 5, 6, 7, 0), (1, 0, 2, 3, 4, 5, 6, 7)), "more than 10000"),
    ],
)
def test_what_generates_no_small_group_is_refused(
    of: Group, generators: tuple[Any, ...], text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        Subgroup(of, generators)
