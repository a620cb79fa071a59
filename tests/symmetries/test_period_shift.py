"""Whole periods of a force, earlier or later."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.symmetry import SymmetryType
from mezz.component.types import Angle, Emits, Invariance, State, Value
from mezz.encoders.periodic import Periodic
from mezz.symmetries.period_shift import GOLDEN, PeriodShift
from mezz.worlds.forced_oscillator import ForcedOscillator

DRIVEN = Emits({"t": Angle(10.0), "state": State(("x", "v"))}, Value(("x", "v"), axis="state"))
SHIFT = PeriodShift(on="t", periods=3)


def times(*t: float) -> Examples:
    ids = np.arange(len(t))
    return Examples({"t": np.array(t)}, np.zeros((len(t), 2)), ids, ids)


def test_it_adds_whole_periods_modulo_all_of_them() -> None:
    moved = SHIFT.act(np.array([0, 1, 2, 2]), times(4, 4, 4, 14), DRIVEN)
    assert moved.fields["t"].tolist() == [4, 14, 24, 4]


def test_the_canonical_time_lies_in_the_first_period() -> None:
    elements = SHIFT.canonical(times(0, 9, 10, 25), DRIVEN)
    assert elements.tolist() == [0, 0, 2, 1]
    form = SHIFT.act(elements, times(0, 9, 10, 25), DRIVEN)
    assert form.fields["t"].tolist() == [0, 9, 0, 5]


@pytest.mark.parametrize("period", [2 * math.pi / 1.2, 1e-3, 0.7])
def test_a_force_at_its_first_moment_comes_home_from_every_period(period: float) -> None:
    emits = Emits({"t": Angle(period)}, Value(("x",)))
    shift, k = PeriodShift(on="t", periods=500), np.arange(500)
    there = shift.act(k, times(*np.zeros(500)), emits)
    assert np.array_equal(shift.canonical(there, emits), -k % 500)
    back = shift.act(shift.group().inverse(k), there, emits)
    assert np.abs(back.fields["t"].astype(np.float64)).max() < 1e-9


def test_it_declares_a_cyclic_group() -> None:
    assert (SHIFT.order(), SHIFT.structure(), SHIFT.type) == (3, "C_3", SymmetryType.FINITE_GROUP)
    assert SHIFT.moves(DRIVEN) == {"t"}
    assert SHIFT.faults(DRIVEN) == ()


def test_an_encoder_of_the_angle_cannot_see_it() -> None:
    assert SHIFT.changes() == {Invariance("angle_turns", "t")}
    assert SHIFT.changes() <= Periodic(fields=("t",)).invariances(DRIVEN)


def test_its_twin_takes_other_steps_and_shows() -> None:
    twin = SHIFT.twin()
    assert (twin.order(), twin.structure()) == (3, "C_3")
    assert not twin.has_canonical_form()
    assert twin.act(np.array([1]), times(4), DRIVEN).fields["t"] == pytest.approx([10 * GOLDEN + 4])
    assert not twin.changes() <= Periodic(fields=("t",)).invariances(DRIVEN)


def test_the_oracle_knows_the_symmetry_from_its_twin() -> None:
    world = ForcedOscillator(train=2, unlabelled=0, validation=2, test=100, settle=2.0)
    emits, drawn = world.emits(), world.sample("test")
    truth = drawn.target.astype(np.float64)
    for k in (1, 4):
        shift = PeriodShift(on="t", periods=5)
        element = np.full(100, k)
        moved = world.oracle(shift.act(element, drawn, emits))
        assert np.abs(moved - truth).max() < 1e-12
        change = world.oracle(shift.twin().act(element, drawn, emits)) - truth
        assert float(np.square(change).sum(axis=1).mean()) > 0.02 * world.spread()


def test_what_is_no_time_cannot_be_shifted() -> None:
    with pytest.raises(TypeError, match="`state` is State"):
        PeriodShift(on="state", periods=2).act(np.array([1]), times(1), DRIVEN)


@pytest.mark.parametrize("periods", ["1", "0", "-2", "2.0", "10001"])
def test_there_are_at_least_two_periods(periods: str) -> None:
    with pytest.raises(ValidationError):
        PeriodShift.model_validate_json(f'{{"on": "t", "periods": {periods}}}')
