from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.symmetry import SymmetryType
from mezz.component.types import (
    Emits,
    Field,
    Invariance,
    Label,
    Matrix,
    Scalar,
    Signal,
    Value,
    Vector,
)
from mezz.symmetries.circular_shift import CircularShift, SwellingShift
from mezz.worlds.integration import Integration
from mezz.worlds.pde import Pde

if TYPE_CHECKING:
    from numpy.typing import NDArray

RING = Emits(
    {"u": Signal((6,), "x"), "force": Signal((6,), "x"), "weight": Vector(6, "x"), "t": Scalar()},
    Value(tuple("abcdef"), axis="x"),
)
SHIFT = CircularShift(on="u", grid=(6,))
TORUS = Emits({"u": Field((3, 4), "x")}, Value(tuple(map(str, range(12))), axis="x"))
ON_TORUS = CircularShift(on="u", grid=(3, 4))


def rings(*signals: list[float]) -> Examples:
    u = np.array(signals, dtype=np.float64)
    ids = np.arange(len(u))
    fields = {"u": u, "force": 10 * u, "weight": -u, "t": u[:, 0]}
    return Examples(fields, 100 * u, ids, ids)


def group_of(shift: Any) -> Any:
    return shift.group()


def form_of(shift: CircularShift, examples: Examples, emits: Emits) -> Examples:
    return shift.act(shift.canonical(examples, emits), examples, emits)


def test_it_rolls_everything_on_the_axis_and_nothing_else() -> None:
    start = rings([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5])
    moved = SHIFT.act(np.array([1, 4]), start, RING)
    rolled = np.array([[5, 0, 1, 2, 3, 4], [2, 3, 4, 5, 0, 1]])
    assert np.array_equal(moved.fields["u"], rolled)
    assert np.array_equal(moved.fields["force"], 10 * rolled)
    assert np.array_equal(moved.fields["weight"], -rolled)
    assert np.array_equal(moved.fields["t"], start.fields["t"])
    assert np.array_equal(
        SHIFT.transport(np.array([1, 4]), start.target.astype(float), RING), 100 * rolled
    )
    assert SHIFT.moves(RING) == {"u", "force", "weight"}


def test_on_two_dimensions_it_is_two_rolls() -> None:
    u = np.random.default_rng(0).normal(size=(12, 3, 4))
    ids = np.arange(12)
    elements = group_of(ON_TORUS).elements()
    moved = ON_TORUS.act(elements, Examples({"u": u}, u.reshape(12, 12), ids, ids), TORUS)
    carried = ON_TORUS.transport(elements, u.reshape(12, 12), TORUS)
    for row, (k, m) in enumerate(elements):
        assert np.array_equal(moved.fields["u"][row], np.roll(u[row], (k, m), axis=(0, 1)))
        assert np.array_equal(carried[row], np.roll(u[row], (k, m), axis=(0, 1)).ravel())
    assert elements.shape == (12, 2)
    assert elements.dtype == np.int64


@pytest.mark.parametrize(
    ("grid", "structure", "order"),
    [((64,), "C_64", 64), ((3, 4), "C_3 x C_4", 12), ((8, 8), "C_8^2", 64)],
)
def test_it_is_a_ring_or_a_product_of_two(
    grid: tuple[int, ...], structure: str, order: int
) -> None:
    shift = CircularShift(on="u", grid=grid)
    group = shift.group()
    assert (shift.structure(), shift.order()) == (structure, order)
    assert (group.structure, group.order) == (structure, order)
    assert shift.family() is SymmetryType.FINITE_GROUP
    assert shift.changes() == {Invariance("circular_shift", "u")}


def test_a_target_elsewhere_stays() -> None:
    for target in (Value(("mean",)), Value(tuple("abcdef"), axis="z"), Label(("no", "yes"))):
        emits = Emits({"u": Signal((6,), "x")}, target)
        assert not SHIFT.carries_target(emits)
        answers = np.ones((2, 6))
        assert SHIFT.transport(np.array([1, 2]), answers, emits) is answers
    assert SHIFT.carries_target(RING)


def test_the_largest_value_comes_first() -> None:
    form = form_of(SHIFT, rings([1, 2, 9, 3, 4, 5], [7, 1, 2, 3, 4, 5]), RING)
    assert form.fields["u"].tolist() == [[9, 3, 4, 5, 1, 2], [7, 1, 2, 3, 4, 5]]


def test_among_equal_crests_the_one_that_reads_larger_comes_first() -> None:
    form = form_of(SHIFT, rings([5, 1, 2, 5, 1, 3], [5, 1, 0, 0, 5, 1]), RING)
    assert form.fields["u"].tolist() == [[5, 1, 3, 5, 1, 2], [5, 1, 5, 1, 0, 0]]


def test_a_symmetric_signal_is_ordered_by_what_else_lies_on_the_axis() -> None:
    emits = Emits({"u": Signal((4,), "x"), "force": Signal((4,), "x")}, Value(("y",)))
    shift = CircularShift(on="u", grid=(4,))
    ids = np.arange(1)
    fields = {"u": np.array([[1.0, 0, 1, 0]]), "force": np.array([[2.0, 5, 3, 4]])}
    plain = Examples(fields, np.zeros((1, 1)), ids, ids)
    for k in range(4):
        form = form_of(shift, shift.act(np.array([k]), plain, emits), emits)
        assert form.fields["force"].tolist() == [[3, 4, 2, 5]]


@given(data=st.data(), grid=st.sampled_from([(2,), (6,), (7,), (2, 3), (4, 4)]))
def test_every_view_has_the_same_canonical_form(data: st.DataObject, grid: tuple[int, ...]) -> None:
    # Few heights, so that crests tie and whole signals repeat themselves.
    size = int(np.prod(grid))
    heights = st.lists(st.integers(0, 1), min_size=size, max_size=size)
    u = np.array(data.draw(heights), dtype=np.float64).reshape(1, *grid)
    emits = Emits({"u": Signal(grid) if len(grid) == 1 else Field(grid)}, Value(("y",)))
    shift = CircularShift(on="u", grid=grid)
    elements = group_of(shift).elements()
    ids = np.arange(size)
    views = shift.act(
        elements, Examples({"u": np.repeat(u, size, axis=0)}, np.zeros((size, 1)), ids, ids), emits
    )
    form = form_of(shift, views, emits).fields["u"].reshape(size, -1)
    assert (form == form[0]).all()
    assert form[0].tolist() == max(views.fields["u"].reshape(size, -1).tolist())


def test_the_whole_orbit_is_a_group_action() -> None:
    group, rng = group_of(ON_TORUS), np.random.default_rng(1)
    elements = group.elements()
    u = rng.normal(size=(12, 3, 4))
    ids = np.arange(12)
    plain = Examples({"u": u}, u.reshape(12, 12), ids, ids)
    for symmetry in (ON_TORUS, ON_TORUS.twin()):
        for g in elements:
            whole = np.broadcast_to(g, elements.shape)
            once = symmetry.act(group.product(whole, elements), plain, TORUS)
            twice = symmetry.act(whole, symmetry.act(elements, plain, TORUS), TORUS)
            assert np.allclose(once.fields["u"], twice.fields["u"], rtol=1e-14, atol=0)


def test_another_grid_is_a_fault_with_the_right_one_in_the_help() -> None:
    (fault,) = CircularShift(on="u", grid=(64,)).faults(RING)
    assert fault.path == ("grid",)
    assert fault.message == "shifts on 64 points, and `u` has 6"
    assert fault.help == ("`grid: [6]`",)
    assert SHIFT.faults(RING) == ()


def test_what_lies_on_the_axis_and_cannot_be_rolled_is_a_fault() -> None:
    fields: dict[str, Any] = {"u": Signal((6,), "x"), "A": Matrix(6, "x"), "v": Signal((3,), "x")}
    faults = SHIFT.faults(Emits(fields, Value(("y",), axis="x")))
    assert [fault.path for fault in faults] == [("on",)] * 3
    assert "field `A` (Matrix[x=6, x=6])" in faults[0].message
    assert "field `v` (Signal[x=3])" in faults[1].message
    assert "the target (Value[1])" in faults[2].message


def test_a_ring_has_two_points_at_least_and_two_dimensions_at_most() -> None:
    for grid in ((), (1,), (4, 4, 4)):
        with pytest.raises(ValidationError):
            CircularShift(on="u", grid=grid)


# The twin.


def defect(world: Any, on: str, shift: Any) -> float:
    """Return the largest change of the exact target, relative to its spread."""
    emits, examples = world.emits(), world.sample("test")
    worst = 0.0
    for k in (1, 13, 32):
        elements = np.full(len(examples), k)
        truth: NDArray[np.float64] = world.oracle(shift.act(elements, examples, emits))
        due = shift.transport(elements, examples.target, emits)
        worst = max(worst, float(np.abs(truth - due).max() / examples.target.std()))
    return worst


WORLDS = [
    pytest.param(Integration(train=2, unlabelled=0, validation=2, test=40), "f", id="integration"),
    *(
        pytest.param(
            Pde(train=2, unlabelled=0, validation=2, test=10, equation=equation), "u", id=equation
        )
        for equation in ("heat", "advection", "burgers")
    ),
]


@pytest.mark.parametrize(("world", "on"), WORLDS)
def test_the_twin_changes_what_the_symmetry_leaves(world: Any, on: str) -> None:
    shift = CircularShift(on=on)
    assert defect(world, on, shift) < 1e-12
    assert defect(world, on, shift.twin()) > 0.05


def test_the_twin_has_the_same_order_moves_the_same_and_scales_by_two_at_most() -> None:
    twin = CircularShift(on="u").twin()
    assert (twin.order(), twin.structure()) == (64, "C_64")
    elements = np.arange(64)
    sources = twin.sources(elements, (64,))
    factors = twin.factors(elements, sources, (64,))
    assert 0.5 <= factors.min() < 0.51
    assert 1.99 < factors.max() <= 2
    assert np.array_equal(sources, CircularShift(on="u").sources(elements, (64,)))
    assert not twin.has_canonical_form()


def test_the_pattern_of_the_twin_is_no_symmetry_of_shifts_in_any_dimension() -> None:
    twin = SwellingShift(on="u", grid=(3, 4))
    elements = group_of(twin).elements()[1:]
    factors = twin.factors(elements, twin.sources(elements, (3, 4)), (3, 4))
    assert (np.abs(factors - 1).max(axis=1) > 0.1).all()
