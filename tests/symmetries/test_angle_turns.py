from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.symmetry import SymmetryType
from mezz.component.types import Angle, Emits, Invariance, Scalar, Value
from mezz.symmetries.angle_turns import AngleTurns

DEGREES = Emits({"heading": Angle(360.0), "speed": Scalar()}, Value(("y",)))


def headings(*angles: float) -> Examples:
    ids = np.arange(len(angles))
    return Examples({"heading": np.array(angles)}, np.zeros((len(angles), 1)), ids, ids)


def test_it_adds_whole_turns_modulo_all_of_them() -> None:
    turns = AngleTurns(on="heading", turns=3)
    moved = turns.act(np.array([0, 1, 2, 2]), headings(10, 10, 10, 370), DEGREES)
    assert moved.fields["heading"].tolist() == [10, 370, 730, 10]


def test_the_canonical_form_lies_in_the_first_turn() -> None:
    turns = AngleTurns(on="heading", turns=3)
    examples = headings(0, 359, 360, 725)
    elements = turns.canonical(examples, DEGREES)
    assert elements.tolist() == [0, 0, 2, 1]
    assert turns.act(elements, examples, DEGREES).fields["heading"].tolist() == [0, 359, 0, 5]


@given(
    period=st.floats(1e-3, 1e3),
    turns=st.integers(2, 300),
    data=st.data(),
)
def test_every_view_has_the_same_canonical_form(
    period: float, turns: int, data: st.DataObject
) -> None:
    emits = Emits({"heading": Angle(period)}, Value(("y",)))
    symmetry = AngleTurns(on="heading", turns=turns)
    share = data.draw(st.floats(0, 1, exclude_max=True).filter(lambda s: s < 1 - 1e-9))
    turn = data.draw(st.integers(0, turns - 1))
    plain = headings(share * period)
    view = symmetry.act(np.array([turn]), plain, emits)
    form = symmetry.act(symmetry.canonical(view, emits), view, emits)
    assert form.fields["heading"][0] == pytest.approx(share * period, abs=1e-12 * period * turns)


def test_an_angle_of_exactly_none_comes_home_from_every_turn() -> None:
    emits = Emits({"heading": Angle(2 * math.pi)}, Value(("y",)))
    symmetry = AngleTurns(on="heading", turns=5000)
    k = np.arange(5000)
    plain = headings(*np.zeros(5000))
    view = symmetry.act(k, plain, emits)
    assert np.array_equal(symmetry.canonical(view, emits), -k % 5000)
    back = symmetry.act(symmetry.group().inverse(k), view, emits)
    assert np.abs(back.fields["heading"].astype(np.float64)).max() < 1e-9


def test_it_declares_a_cyclic_group_on_its_angle() -> None:
    symmetry = AngleTurns(on="heading", turns=7)
    assert (symmetry.order(), symmetry.structure()) == (7, "C_7")
    assert symmetry.type is SymmetryType.FINITE_GROUP
    assert symmetry.moves(DEGREES) == {"heading"}
    assert symmetry.changes() == {Invariance("angle_turns", "heading")}
    assert symmetry.faults(DEGREES) == ()


def test_what_is_no_angle_has_no_turns() -> None:
    with pytest.raises(TypeError, match="`speed` is Scalar, not an angle"):
        AngleTurns(on="speed", turns=2).act(np.array([1]), headings(1), DEGREES)


@pytest.mark.parametrize("turns", ["1", "0", "-2", "2.0", '"2"', "10001"])
def test_there_are_at_least_two_turns(turns: str) -> None:
    with pytest.raises(ValidationError):
        AngleTurns.model_validate_json(f'{{"on": "M", "turns": {turns}}}')
