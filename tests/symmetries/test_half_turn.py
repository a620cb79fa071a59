"""Changing the sign of some components of a state."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.symmetry import SymmetryType
from mezz.component.types import Emits, Invariance, State, Value
from mezz.symmetries.half_turn import HalfTurn
from mezz.worlds.forced_oscillator import ForcedOscillator
from mezz.worlds.lorenz import Lorenz
from mezz.worlds.van_der_pol import VanDerPol

NAMES = ("x", "y", "z")
MOVING = Emits(
    {"state": State(NAMES), "past": State(NAMES), "other": State(NAMES, "k")},
    Value(NAMES, axis="state"),
)
STAYING = Emits({"state": State(NAMES)}, Value(("energy",)))
TURN = HalfTurn(on="state", flip=("x", "y"))
ONE, NONE = np.ones(1, dtype=np.int64), np.zeros(1, dtype=np.int64)


def state(*values: float) -> Examples:
    here = np.array([values])
    ids = np.arange(1)
    return Examples({"state": here, "past": 2 * here, "other": here}, here, ids, ids)


def test_it_changes_the_signs_of_what_it_names_on_one_axis() -> None:
    moved = TURN.act(ONE, state(1, -2, 3), MOVING)
    assert moved.fields["state"].tolist() == [[-1, 2, 3]]
    assert moved.fields["past"].tolist() == [[-2, 4, 6]]
    assert moved.fields["other"].tolist() == [[1, -2, 3]]
    assert TURN.moves(MOVING) == {"state", "past"}
    assert TURN.act(NONE, state(1, -2, 3), MOVING).fields["state"].tolist() == [[1, -2, 3]]


def test_the_target_goes_with_the_state_on_the_same_axis_and_no_other() -> None:
    assert TURN.carries_target(MOVING)
    assert TURN.transport(ONE, np.array([[1.0, 2.0, 3.0]]), MOVING).tolist() == [[-1, -2, 3]]
    assert not TURN.carries_target(STAYING)
    assert TURN.transport(ONE, np.array([[5.0]]), STAYING).tolist() == [[5.0]]


@pytest.mark.parametrize(
    ("seen", "element"),
    [((1, 2, 3), 0), ((-1, 2, 3), 1), ((0, -2, 3), 1), ((0, 2, -3), 0), ((0, 0, -3), 0)],
)
def test_the_canonical_form_has_the_first_sign_positive(
    seen: tuple[float, ...], element: int
) -> None:
    assert TURN.canonical(state(*seen), MOVING).tolist() == [element]


def test_it_declares_a_group_of_two() -> None:
    assert (TURN.order(), TURN.structure(), TURN.type) == (2, "C_2", SymmetryType.FINITE_GROUP)
    assert TURN.changes() == {Invariance("signs of x, y", "state")}
    assert TURN.faults(MOVING) == ()


def test_a_component_that_is_not_there_is_named() -> None:
    (fault,) = HalfTurn(on="state", flip=("x", "v")).faults(MOVING)
    assert fault.path == ("flip", 1)
    assert fault.message == "`state` has no component `v`"


@pytest.mark.parametrize("flip", ["[]", '["x", "x"]'])
def test_each_component_is_named_once(flip: str) -> None:
    with pytest.raises(ValidationError):
        HalfTurn.model_validate_json(f'{{"on": "state", "flip": {flip}}}')


def test_the_twin_leaves_the_target_behind() -> None:
    twin = TURN.twin()
    assert twin is not None
    assert twin.act(ONE, state(1, -2, 3), MOVING).fields["state"].tolist() == [[-1, 2, 3]]
    assert not twin.carries_target(MOVING)
    assert (twin.order(), twin.has_canonical_form()) == (2, False)


def test_where_the_target_stays_anyway_the_twin_changes_one_sign() -> None:
    twin = TURN.twin()
    assert twin is not None
    assert twin.act(ONE, state(1, -2, 3), STAYING).fields["state"].tolist() == [[-1, -2, 3]]
    assert HalfTurn(on="state", flip=("x",)).twin() is None


@pytest.mark.parametrize(
    ("world", "flip"),
    [
        (Lorenz(train=2, unlabelled=0, validation=2, test=100, settle=2.0), ("x", "y")),
        (VanDerPol(train=2, unlabelled=0, validation=2, test=100), ("x", "v")),
    ],
)
def test_the_oracle_knows_the_symmetry_from_its_twin(
    world: Lorenz | VanDerPol, flip: tuple[str, ...]
) -> None:
    emits, drawn, turned = world.emits(), world.sample("test"), np.ones(100, dtype=np.int64)
    symmetry = HalfTurn(on="state", flip=flip)
    twin = symmetry.twin()
    assert twin is not None
    truth = drawn.target.astype(np.float64)
    due = symmetry.transport(turned, truth, emits)
    assert np.array_equal(world.oracle(symmetry.act(turned, drawn, emits)), due)
    change = world.oracle(twin.act(turned, drawn, emits)) - twin.transport(turned, truth, emits)
    assert float(np.square(change).sum(axis=1).mean()) > 0.5 * world.spread()


def test_a_force_breaks_it() -> None:
    world = ForcedOscillator(train=2, unlabelled=0, validation=2, test=100, settle=2.0)
    drawn, turned = world.sample("test"), np.ones(100, dtype=np.int64)
    symmetry = HalfTurn(on="state", flip=("x", "v"))
    moved = world.oracle(symmetry.act(turned, drawn, world.emits()))
    assert np.abs(moved + drawn.target.astype(np.float64)).max() > 0.1
