"""Setting a clock to another time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from mezz.component.examples import Examples
from mezz.component.symmetry import SymmetryType
from mezz.component.types import Emits, Invariance, Scalar, State, Time, Value
from mezz.symmetries.clock_rotation import ClockRotation
from mezz.worlds.lorenz import Lorenz

CLOCKS = Emits(
    {
        "state": State(("x", "y", "z")),
        "t": Time(2.0),
        "began": Time(2.0),
        "day": Time(24.0, "sun"),
    },
    Value(("x",)),
)
HALF = math.pi


def readings(t: list[float], began: float = 0.5) -> Examples:
    ids = np.arange(len(t))
    fields: dict[str, Any] = {
        "state": np.tile([3.0, 4.0, 5.0], (len(t), 1)),
        "t": np.array(t),
        "began": np.full(len(t), began),
        "day": np.full(len(t), 7.0),
    }
    return Examples(fields, np.zeros((len(t), 1)), ids, ids)


def test_half_a_turn_is_half_a_period_on_every_reading_of_the_clock() -> None:
    moved = ClockRotation(on="t").act(np.full(3, HALF), readings([0.0, 0.75, 1.5]), CLOCKS)
    assert moved.fields["t"] == pytest.approx([1.0, 1.75, 0.5])
    assert moved.fields["began"] == pytest.approx([1.5] * 3)
    assert moved.fields["day"].tolist() == [7.0] * 3
    assert ClockRotation(on="t").moves(CLOCKS) == {"t", "began"}


def test_the_canonical_clock_shows_nothing() -> None:
    symmetry, seen = ClockRotation(on="t"), readings([0.0, 0.3, 1.999999])
    form = symmetry.act(symmetry.canonical(seen, CLOCKS), seen, CLOCKS)
    assert np.abs(form.fields["t"].astype(np.float64)).max() < 1e-15


def test_or_it_shows_how_long_ago_it_began() -> None:
    symmetry, seen = ClockRotation(on="t", zero="began"), readings([0.5, 0.8, 0.3])
    form = symmetry.act(symmetry.canonical(seen, CLOCKS), seen, CLOCKS)
    assert form.fields["t"] == pytest.approx([0.0, 0.3, 1.8])
    assert form.fields["began"].tolist() == [0.0] * 3


@pytest.mark.parametrize("period", [1e-3, 2.0, 7.3, 1e4])
def test_a_clock_at_its_origin_comes_home_from_everywhere(period: float) -> None:
    emits = Emits({"state": State(("x", "y")), "t": Time(period)}, Value(("x",)))
    angles = np.linspace(0, 2 * math.pi, 1001, endpoint=False)
    ids = np.arange(1001)
    start = Examples({"t": np.zeros(1001)}, np.zeros((1001, 1)), ids, ids)
    symmetry = ClockRotation(on="t")
    there = symmetry.act(angles, start, emits)
    back = symmetry.act(symmetry.group().inverse(angles), there, emits)
    assert np.abs(back.fields["t"].astype(np.float64)).max() < 1e-12 * period
    form = symmetry.act(symmetry.canonical(there, emits), there, emits)
    assert np.abs(form.fields["t"].astype(np.float64)).max() < 1e-12 * period


def test_it_declares_a_circle_that_is_best_seen_on_a_grid() -> None:
    symmetry = ClockRotation(on="t")
    assert (symmetry.order(), symmetry.structure(), symmetry.design()) == (None, "SO(2)", "grid")
    assert symmetry.type is SymmetryType.COMPACT_GROUP
    assert symmetry.changes() == {Invariance("clock_rotation", "t")}
    assert not symmetry.carries_target(CLOCKS)
    assert symmetry.faults(CLOCKS) == ()


def test_a_reading_of_another_clock_cannot_be_made_zero() -> None:
    (fault,) = ClockRotation(on="t", zero="day").faults(CLOCKS)
    assert fault.path == ("zero",)
    assert fault.help == ("its readings: t, began",)


def test_a_clock_of_nothing_is_refused() -> None:
    (fault,) = ClockRotation(on="t").faults(Emits({"t": Time(2.0), "e": Scalar()}, Value(("x",))))
    assert fault.path == ("on",)


def test_what_is_no_clock_cannot_be_turned() -> None:
    with pytest.raises(TypeError, match="`state` is State"):
        ClockRotation(on="state").act(np.zeros(1), readings([0.0]), CLOCKS)


def test_the_twin_turns_the_clock_and_the_plane() -> None:
    twin = ClockRotation(on="t").twin()
    moved = twin.act(np.array([HALF / 2]), readings([0.25]), CLOCKS)
    assert moved.fields["t"] == pytest.approx([0.75])
    assert moved.fields["state"][0] == pytest.approx([-4.0, 3.0, 5.0][:3])
    assert twin.moves(CLOCKS) == {"state", "t", "began"}
    assert (twin.order(), twin.structure(), twin.design()) == (None, "SO(2)", "grid")
    assert not twin.has_canonical_form()


def test_the_oracle_knows_the_symmetry_from_its_twin() -> None:
    world = Lorenz(train=2, unlabelled=0, validation=2, test=200, settle=2.0)
    emits, drawn = world.emits(), world.sample("test")
    angles = np.random.default_rng(0).uniform(0, 2 * math.pi, 200)
    symmetry = ClockRotation(on="t")
    assert np.array_equal(world.oracle(symmetry.act(angles, drawn, emits)), drawn.target)
    change = world.oracle(symmetry.twin().act(angles, drawn, emits)) - drawn.target.astype(
        np.float64
    )
    assert float(np.square(change).sum(axis=1).mean()) > 0.5 * world.spread()
