"""What every group keeps to, composites of composites included."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mezz.groups.composite import Composite
from mezz.groups.cyclic import Cyclic
from mezz.groups.dihedral import Dihedral
from mezz.groups.group import FiniteGroup
from mezz.groups.orthogonal import o2
from mezz.groups.product import direct_product, power
from mezz.groups.rotation import SO2, SO3
from mezz.groups.semidirect import Inverting, semidirect_product
from mezz.groups.subgroup import Subgroup, listed_among
from mezz.groups.symmetric import Symmetric
from mezz.groups.torus import Torus

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.group import Group

HALF = math.sqrt(0.5)
TWISTED = semidirect_product(Cyclic(7), Cyclic(2), Inverting(Cyclic(7), Cyclic(2)))
FINITE = [
    Cyclic(1),
    Cyclic(12),
    Symmetric(1),
    Symmetric(2),
    Symmetric(4),
    Dihedral(1),
    Dihedral(2),
    Dihedral(7),
    Subgroup(Symmetric(4), ((1, 2, 0, 3), (1, 0, 3, 2))),
    Subgroup(SO2(), (2 * math.pi / 9,)),
    Subgroup(SO3(), ((HALF, HALF, 0.0, 0.0), (HALF, 0.0, HALF, 0.0))),
    Subgroup(o2(), ((math.pi / 2, 0.0), (0.0, 1.0))),
    direct_product((Cyclic(5), Cyclic(3))),
    power(Symmetric(3), 2),
    TWISTED,
    direct_product((TWISTED, power(Cyclic(2), 3))),
    direct_product((Subgroup(SO2(), (math.pi,)), Dihedral(3))),
]
LARGE = [
    Cyclic(10**9),
    Symmetric(64),
    SO2(),
    SO3(),
    Torus((1.0,)),
    Torus((2.0, 0.3, 7.0)),
    o2(),
    direct_product((Symmetric(16), o2())),
    direct_product((direct_product((SO3(), Cyclic(4))), power(Torus((1.0, 3.0)), 2), Symmetric(5))),
    semidirect_product(
        power(SO2(), 2), Symmetric(2), Inverting(power(SO2(), 2), Symmetric(2))
    ),
]  # fmt: skip
GROUPS = [*FINITE, *LARGE]
SEEDS = st.integers(0, 2**32 - 1)

every_group = pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.structure)
every_finite = pytest.mark.parametrize("group", FINITE, ids=lambda group: group.structure)


def drawn(group: Group, seed: int, *lead: int) -> NDArray[Any]:
    return group.from_uniform(np.random.default_rng(seed).random((*lead, group.uniforms)))


def same(group: Group, a: NDArray[Any], b: NDArray[Any]) -> bool:
    """Coordinates, for an angle just below 2 pi is near 0; exactly, where elements are integers."""
    if group.dtype.kind == "i":
        return np.array_equal(a, b)
    return bool(np.allclose(group.coordinates(a), group.coordinates(b), rtol=0.0, atol=1e-13))


@every_group
@given(seed=SEEDS)
def test_the_laws_of_a_group_hold_to_rounding(group: Group, seed: int) -> None:
    a, b, c = drawn(group, seed, 3, 5)
    e = group.identity(5)
    assert same(group, group.product(e, a), a)
    assert same(group, group.product(a, e), a)
    assert same(group, group.product(a, group.inverse(a)), e)
    assert same(group, group.product(group.inverse(a), a), e)
    left = group.product(group.product(a, b), c)
    assert same(group, left, group.product(a, group.product(b, c)))
    turned = group.product(group.inverse(b), group.inverse(a))
    assert same(group, group.inverse(group.product(a, b)), turned)


@every_group
@given(seed=SEEDS)
def test_every_element_has_the_shape_and_dtype_of_the_group(group: Group, seed: int) -> None:
    a, b = drawn(group, seed, 2, 3, 4)
    made = [a, group.product(a, b), group.inverse(a), group.identity(12).reshape(a.shape)]
    assert {one.shape for one in made} == {(3, 4, *group.shape)}
    assert {one.dtype for one in made} == {group.dtype}


@every_group
def test_batches_of_any_shape_multiply_as_their_rows_do(group: Group) -> None:
    a, b = drawn(group, 1, 4, 1), drawn(group, 2, 3)
    table = group.product(a, b)
    rows = [[group.product(one, other) for other in b] for (one,) in a]
    assert np.array_equal(table, np.array(rows))
    assert np.array_equal(group.inverse(table)[2, 1], group.inverse(table[2, 1]))
    assert np.array_equal(group.coordinates(table)[2, 1], group.coordinates(table[2, 1]))


@every_group
def test_elements_commute_where_the_group_says_so(group: Group) -> None:
    a, b = drawn(group, 3, 2, 200)
    commute = same(group, group.product(a, b), group.product(b, a))
    # Only a semidirect product, and what holds one, may commute without knowing it.
    assert commute or not group.abelian
    assert group.abelian or not commute or " x| " in group.structure


@every_finite
def test_a_finite_group_lists_each_element_once_and_is_closed(group: FiniteGroup) -> None:
    listed = group.elements()
    assert listed.shape == (group.order, *group.shape)
    assert listed.dtype == group.dtype
    assert same(group, listed[:1], group.identity(1))
    assert len(np.unique(np.round(group.coordinates(listed), 6), axis=0)) == group.order
    table = group.product(listed[:, np.newaxis], listed[np.newaxis])
    assert listed_among(group, listed, table).all()
    assert np.array_equal(listed, group.elements())


@every_finite
def test_every_element_of_a_finite_group_is_drawn_and_no_other(group: FiniteGroup) -> None:
    sample = drawn(group, 4, 60 * group.order)
    listed = group.elements()
    assert listed_among(group, listed, sample).all()
    assert listed_among(group, sample, listed).all()


@every_group
def test_finite_is_said_by_type_and_enumerable_by_size(group: Group) -> None:
    assert isinstance(group, FiniteGroup) == (group.order is not None)
    assert group.enumerable == (group.order is not None and group.order <= 10_000)


@every_group
def test_a_group_is_a_value(group: Group) -> None:
    assert hash(group) == hash(group)
    assert group in GROUPS


@every_group
@pytest.mark.parametrize("u", [0.0, np.nextafter(1.0, 0.0)])
def test_the_ends_of_the_uniform_numbers_make_elements(group: Group, u: float) -> None:
    a = group.from_uniform(np.full((2, group.uniforms), u))
    assert np.isfinite(group.coordinates(a)).all()
    assert same(group, group.product(a, group.inverse(a)), group.identity(2))


@every_group
def test_numbers_outside_the_unit_interval_are_refused(group: Group) -> None:
    with pytest.raises(ValueError, match="uniform numbers"):
        group.from_uniform(np.full((2, group.uniforms), 1.0))
    with pytest.raises(ValueError, match="uniform numbers"):
        group.from_uniform(np.zeros((2, group.uniforms + 1)))


@pytest.mark.parametrize("group", [one for one in GROUPS if isinstance(one, Composite)])
def test_a_composite_comes_apart_and_together_unchanged(group: Composite) -> None:
    elements = drawn(group, 5, 2, 6)
    parts = group.split(elements)
    assert [part.shape for part in parts] == [(2, 6, *one.shape) for one in group.parts]
    assert [part.dtype for part in parts] == [one.dtype for one in group.parts]
    assert np.array_equal(group.join(*parts), elements)
