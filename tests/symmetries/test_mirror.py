from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mezz.component.examples import Examples
from mezz.component.types import Emits, Field, Invariance, Signal, Value
from mezz.groups.dihedral import Dihedral
from mezz.symmetries.circular_shift import CircularShift
from mezz.symmetries.mirror import Mirror
from mezz.symmetries.semidirect import Halves, Semidirect
from mezz.worlds.integration import Integration
from mezz.worlds.pde import Pde

RING = Emits({"u": Signal((5,), "x")}, Value(tuple("abcde"), axis="x"))
D_8 = Semidirect(
    semidirect=Halves(normal=CircularShift(on="u", grid=(8,)), by=Mirror(on="u", sign=-1))
)
OCTAGON = Emits({"u": Signal((8,), "x")}, Value(tuple("abcdefgh"), axis="x"))


def rings(u: Any) -> Examples:
    values = np.array(u, dtype=np.float64)
    ids = np.arange(len(values))
    return Examples({"u": values}, values.reshape(len(values), -1), ids, ids)


def group_of(symmetry: Any) -> Any:
    return symmetry.group()


def test_the_origin_stays_and_the_rest_changes_places() -> None:
    plain = rings([[0, 1, 2, 3, 4], [0, 1, 2, 3, 4]])
    elements = np.array([0, 1])
    for sign in (1, -1):
        due = [[0, 1, 2, 3, 4], [0, sign * 4, sign * 3, sign * 2, sign * 1]]
        mirror = Mirror(on="u", sign=sign)
        assert mirror.act(elements, plain, RING).fields["u"].tolist() == due
        assert mirror.transport(elements, plain.target.astype(float), RING).tolist() == due


def test_on_two_dimensions_both_are_reflected() -> None:
    emits = Emits({"u": Field((3, 4), "x")}, Value(("y",)))
    u = np.random.default_rng(0).normal(size=(1, 3, 4))
    moved = Mirror(on="u", sign=1).act(np.array([1]), rings(u), emits).fields["u"][0]
    assert moved.tolist() == [[u[0, -i % 3, -j % 4] for j in range(4)] for i in range(3)]


def test_it_is_a_group_of_two() -> None:
    mirror = Mirror(on="u")
    assert (mirror.order(), mirror.structure(), mirror.group().order) == (2, "C_2", 2)
    assert mirror.changes() == {Invariance("mirror", "u")}
    assert mirror.faults(RING) == ()


@given(u=st.lists(st.integers(-1, 1), min_size=5, max_size=5), sign=st.sampled_from([-1, 1]))
def test_both_views_have_the_same_canonical_form(u: list[int], sign: Any) -> None:
    mirror, elements = Mirror(on="u", sign=sign), np.array([0, 1])
    views = mirror.act(elements, rings([u, u]), RING)
    form = mirror.act(mirror.canonical(views, RING), views, RING).fields["u"]
    assert form[0].tolist() == form[1].tolist() == max(views.fields["u"].tolist())


def test_shifts_and_the_mirror_make_the_dihedral_group() -> None:
    abstract, group = Dihedral(8), group_of(D_8)
    assert (D_8.order(), D_8.structure(), D_8.faults(OCTAGON)) == (16, "C_8 x| C_2", ())
    elements = group.elements()
    for g in elements:
        many = np.broadcast_to(g, elements.shape)
        assert np.array_equal(group.product(many, elements), abstract.product(many, elements))


def test_the_dihedral_group_acts_and_so_does_its_twin() -> None:
    group = group_of(D_8)
    elements = group.elements()
    plain = rings(np.random.default_rng(3).normal(size=(16, 8)))
    twin = D_8.twin()
    assert twin is not None
    for symmetry in (D_8, twin):
        for g in elements:
            whole = np.broadcast_to(g, elements.shape)
            twice = symmetry.act(whole, symmetry.act(elements, plain, OCTAGON), OCTAGON)
            once = symmetry.act(group.product(whole, elements), plain, OCTAGON)
            assert np.allclose(once.fields["u"], twice.fields["u"], rtol=1e-14, atol=1e-300)
            carried = symmetry.transport(
                group.product(whole, elements), plain.target.astype(float), OCTAGON
            )
            assert np.allclose(carried, twice.fields["u"], rtol=1e-14, atol=1e-300)


def defect(world: Any, on: str, mirror: Any) -> float:
    """Return the largest change of the exact target, relative to its spread."""
    emits, examples = world.emits(), world.sample("test")
    elements = np.ones(len(examples), dtype=np.int64)
    truth = world.oracle(mirror.act(elements, examples, emits))
    due = mirror.transport(elements, examples.target, emits)
    return float(np.abs(truth - due).max() / examples.target.std())


SIZES: Any = {"train": 2, "unlabelled": 0, "validation": 2, "test": 12}


@pytest.mark.parametrize(
    ("world", "on", "sign", "holds"),
    [
        (Pde(**SIZES), "u", -1, True),
        (Pde(**SIZES), "u", 1, False),
        (Pde(**SIZES, equation="heat"), "u", -1, True),
        (Pde(**SIZES, equation="heat"), "u", 1, True),
        (Pde(**SIZES, equation="advection"), "u", -1, False),
        (Integration(**SIZES), "f", 1, True),
        (Integration(**SIZES), "f", -1, False),
        (Integration(**SIZES, variant="analytic"), "f", -1, True),
    ],
)
def test_it_is_a_symmetry_where_the_law_has_a_mirror_and_its_twin_is_one_nowhere(
    world: Any, on: str, sign: Any, holds: bool
) -> None:
    mirror = Mirror(on=on, sign=sign)
    assert (defect(world, on, mirror) < 1e-12) is holds
    assert defect(world, on, mirror.twin()) > 0.05
