"""Products act factor by factor, and are written as mathematicians write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.groups.cyclic import Cyclic
from mezz.groups.dihedral import Dihedral
from mezz.groups.group import FiniteGroup
from mezz.groups.orthogonal import o2
from mezz.groups.product import direct_product, power
from mezz.groups.rotation import SO2
from mezz.groups.symmetric import Symmetric
from mezz.groups.torus import Torus

if TYPE_CHECKING:
    from mezz.groups.product import Product


@pytest.mark.parametrize(
    ("product", "structure"),
    [
        (direct_product((Symmetric(64), o2())), "S_64 x (SO(2) x| C_2)"),
        (direct_product((Cyclic(5), Cyclic(3))), "C_5 x C_3"),
        (power(Symmetric(4), 2), "S_4^2"),
        (direct_product((Cyclic(2), Symmetric(4), Symmetric(4), Cyclic(2))), "C_2 x S_4^2 x C_2"),
        (power(o2(), 3), "(SO(2) x| C_2)^3"),
        (power(Torus((1.0, 1.0)), 2), "(T^2)^2"),
        (direct_product((direct_product((Cyclic(2), Cyclic(3))), Cyclic(4))), "(C_2 x C_3) x C_4"),
        (direct_product((Cyclic(6),)), "C_6"),
    ],
)
def test_structure_is_written_as_mathematicians_write_it(product: Product, structure: str) -> None:
    assert product.structure == structure


def test_an_element_is_one_array_of_the_factors_side_by_side() -> None:
    whole = direct_product((Cyclic(5), Dihedral(3)))
    assert (whole.shape, whole.dtype) == ((3,), np.dtype(np.int64))
    a, b = np.array([[4, 1, 1]]), np.array([[3, 2, 0]])
    assert whole.product(a, b).tolist() == [[2, 2, 1]]
    assert whole.inverse(a).tolist() == [[1, 1, 1]]
    mixed = direct_product((SO2(), Symmetric(3)))
    assert (mixed.shape, mixed.dtype) == ((4,), np.dtype(np.float64))


def test_large_integers_survive_beside_angles() -> None:
    mixed = direct_product((SO2(), Cyclic(2**52)))
    a = mixed.join(np.array([1.0]), np.array([2**52 - 1]))
    assert mixed.split(mixed.product(a, a))[1].tolist() == [2**52 - 2]


def test_elements_are_all_tuples_the_last_part_fastest() -> None:
    whole = direct_product((Cyclic(2), Cyclic(3)))
    assert isinstance(whole, FiniteGroup)
    assert whole.elements().tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]


def test_a_product_is_finite_where_all_factors_are() -> None:
    finite = direct_product((Symmetric(64), Cyclic(2)))
    assert isinstance(finite, FiniteGroup)
    assert finite.order == 2 * Symmetric(64).order
    compact = direct_product((Cyclic(2), SO2()))
    assert not isinstance(compact, FiniteGroup)
    assert compact.order is None


def test_a_product_too_large_to_list_is_not_listed() -> None:
    large = power(Cyclic(100), 4)
    assert isinstance(large, FiniteGroup)
    with pytest.raises(ValueError, match=r"100000000 elements of C_100\^4 are too many"):
        large.elements()


@pytest.mark.parametrize(
    ("product", "design"),
    [
        (direct_product((Cyclic(5), Cyclic(3))), "none"),
        (power(Cyclic(10), 5), "factorial"),
        (direct_product((Symmetric(3), Cyclic(3))), "factorial"),
        (direct_product((Cyclic(4), SO2())), "factorial"),
    ],
)
def test_a_factorial_is_asked_for_where_a_list_or_a_design_asks_for_it(
    product: Product, design: str
) -> None:
    assert product.design == design


def test_parts_that_do_not_go_together_are_refused() -> None:
    whole = direct_product((Cyclic(2), Cyclic(3)))
    with pytest.raises(ValueError, match="zip"):
        whole.join(np.zeros(2, np.int64))
    with pytest.raises(ValueError, match="broadcast"):
        whole.join(np.zeros(2, np.int64), np.zeros(3, np.int64))


def test_a_product_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one factor"):
        power(Cyclic(2), 0)
