"""Clocks as points on circles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.types import Angle, Emits, Scalar, State, Time, Value, Vector
from mezz.encoders.clock_harmonics import ClockHarmonics

EMITS = Emits(
    {"state": State(("x", "v")), "t": Time(4.0), "load": Scalar(), "path": Vector(3)},
    Value(("x",)),
)
IDS = np.arange(2)
SEEN = Examples(
    {
        "state": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "t": np.array([1.0, 2.5]),
        "load": np.array([7.0, 8.0]),
        "path": np.arange(6.0).reshape(2, 3),
    },
    np.zeros((2, 1)),
    IDS,
    IDS,
)


def test_it_hands_over_sines_and_cosines_of_each_harmonic_and_the_rest_as_it_is() -> None:
    encoder = ClockHarmonics(fields=("state", "t", "load", "path"), harmonics=2)
    found = encoder.encode(SEEN, EMITS)
    assert encoder.width(EMITS) == found.shape[1] == 10
    assert found[0] == pytest.approx([1, 2, 1, 0, 0, -1, 7, 0, 1, 2])
    turn = 2 * math.pi * 2.5 / 4
    due = [math.sin(turn), math.cos(turn), math.sin(2 * turn), math.cos(2 * turn)]
    assert found[1, 2:6] == pytest.approx(due)


def test_it_hides_nothing() -> None:
    encoder = ClockHarmonics(fields=("state", "t"))
    assert encoder.invariances(EMITS) == frozenset()
    assert encoder.flops(EMITS) == 8 * 41
    assert encoder.faults(EMITS) == ()


def test_an_angle_is_no_clock() -> None:
    encoder = ClockHarmonics(fields=("t",))
    assert encoder.accepts("t", Time(1.0))
    assert not encoder.accepts("t", Angle(1.0))


def test_each_field_is_read_once() -> None:
    with pytest.raises(ValidationError):
        ClockHarmonics(fields=("t", "t"))
