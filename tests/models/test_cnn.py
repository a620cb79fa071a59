from __future__ import annotations

import pytest
from pydantic import ValidationError

from mezz.component.types import Emits, Field, Invariance, Label, Signal, Value, Vector
from mezz.encoders.columns import Columns
from mezz.encoders.power_spectrum import PowerSpectrum
from mezz.learn.cnn import CnnShape
from mezz.models.cnn import Cnn

OFF = Value(("area",))
AT_POINTS = Value(tuple(f"u{at}" for at in range(8)), axis="x")
RING = Emits(
    fields={"u": Signal((8,), "x"), "v": Signal((8,), "x"), "w": Signal((8,), "y")}, target=OFF
)
ALONG = Emits(fields=RING.fields, target=AT_POINTS)
SHEET = Emits(fields={"h": Field((2, 4), "xy"), "g": Field((4, 2), "z")}, target=OFF)
POOLED = Cnn(grid=(8,), channels=(5,), kernel=3, head=())
POINTWISE = Cnn(grid=(8,), channels=(5,), kernel=3, head=(4,), pool="none")
U = Columns(fields=("u",))
SHIFTS = {Invariance("circular_shift", "u"), Invariance("circular_shift", "v")}


def test_its_network_is_the_one_of_its_config() -> None:
    assert POOLED.shape(16, 3) == CnnShape(16, (8,), (5,), 3, (), 3, "mean")
    assert POINTWISE.shape(8, 8) == CnnShape(8, (8,), (5,), 3, (4,), 8, "none")
    assert POINTWISE.layers() == (5, 4)
    # Three points of one channel to five, and one product at each of eight points for each.
    assert POOLED.parameters(8, 1) == (3 * 5 + 5) + (5 + 1)
    assert POOLED.flops(8, 1) == 8 * (2 * 15 + 5) + 8 * 5 + (7 + 1) * 5 + (2 * 5 + 1)


def test_the_mean_over_the_grid_hides_shifts_where_the_target_stays() -> None:
    assert POOLED.invariances(RING, U) == SHIFTS
    assert POOLED.invariances(RING, Columns(fields=("v", "u"))) == SHIFTS
    assert POOLED.invariances(ALONG, U) == frozenset()


def test_values_at_every_point_hide_shifts_where_the_target_moves_along() -> None:
    assert POINTWISE.invariances(ALONG, U) == SHIFTS
    assert POINTWISE.invariances(RING, U) == frozenset()


def test_what_is_not_raw_or_lies_on_two_axes_or_another_grid_hides_nothing() -> None:
    assert POOLED.invariances(RING, Columns(fields=("u", "w"))) == frozenset()
    assert POOLED.invariances(RING, PowerSpectrum(fields=("u",))) == frozenset()
    square = Cnn(grid=(2, 4), channels=(5,), kernel=1)
    assert square.invariances(RING, U) == frozenset()
    assert square.invariances(SHEET, Columns(fields=("h",))) == {Invariance("circular_shift", "h")}
    assert square.invariances(SHEET, Columns(fields=("g",))) == frozenset()
    vector = Emits(fields={"u": Vector(8, "x")}, target=OFF)
    assert POOLED.invariances(vector, U) == frozenset()


def test_a_grid_that_is_not_there_is_a_fault() -> None:
    assert POOLED.faults(RING, Columns(fields=("u", "w"))) == ()
    (seven,) = Cnn(grid=(7,), kernel=3).faults(RING, U)
    assert (seven.code, seven.path, seven.help) == ("MZ275", ("grid",), ("grid: [8]",))
    (turned,) = Cnn(grid=(2, 4), kernel=1).faults(SHEET, Columns(fields=("g",)))
    assert (turned.path, turned.help) == (("grid",), ("grid: [4, 2]",))


def test_a_target_without_a_value_for_each_point_is_a_fault() -> None:
    assert POINTWISE.faults(ALONG, U) == ()
    names = tuple("abcdefgh")
    for target in (OFF, Label(names)):
        (fault,) = POINTWISE.faults(Emits(fields=RING.fields, target=target), U)
        assert (fault.code, fault.path) == ("MZ275", ("pool",))
        assert POOLED.faults(Emits(fields=RING.fields, target=target), U) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        "{}",
        '{"grid": []}',
        '{"grid": [8, 8, 8]}',
        '{"grid": [1]}',
        '{"grid": [8], "kernel": 4}',
        '{"grid": [8], "kernel": 9}',
        '{"grid": [8, 3], "kernel": 5}',
        '{"grid": [8], "kernel": 3, "channels": []}',
        '{"grid": [8], "kernel": 3, "head": [0]}',
        '{"grid": [8], "kernel": 3, "pool": "max"}',
    ],
)
def test_absurd_settings_are_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Cnn.model_validate_json(wrong)
