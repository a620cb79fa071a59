from __future__ import annotations

import pytest
from pydantic import ValidationError

from mezz.component.types import Emits, Invariance, Matrix, Scalar, Signal, Value, Vector
from mezz.encoders.columns import Columns
from mezz.encoders.power_spectrum import PowerSpectrum
from mezz.learn.deep_sets import DeepSetsShape
from mezz.models.deep_sets import DeepSets

OFF = Value(("energy",))
FIELDS = {
    "A": Matrix(4, "i"),
    "b": Vector(4, "i"),
    "c": Vector(4, "i"),
    "d": Vector(4, "j"),
    "s": Scalar(),
    "t": Scalar(),
}
THINGS = Emits(fields=FIELDS, target=OFF)
SOLVED = Emits(fields=FIELDS, target=Value(("x1", "x2", "x3", "x4"), axis="i"))
RING = Emits(fields={"u": Signal((4,), "x"), "v": Vector(4, "x")}, target=OFF)
SETS = DeepSets(items=4, phi=(3,), rho=())
APART = DeepSets(items=4, phi=(3,), rho=(), layout="by_feature")
RENAMED = {Invariance("conjugation", "A")}


def columns(*fields: str) -> Columns:
    return Columns(fields=fields)


def test_its_network_is_the_one_of_its_config() -> None:
    model = DeepSets(items=4, phi=(3, 5), rho=(7,), pool="sum", layout="by_feature")
    assert model.shape(8, 2) == DeepSetsShape(8, 4, (3, 5), (7,), 2, "sum", apart=True)
    assert model.layers() == (3, 5, 7)
    assert SETS.parameters(8, 2) == (2 * 3 + 3) + (3 * 2 + 2)
    assert SETS.flops(8, 2) == 4 * (2 * 6 + 3) + 4 * 3 + (3 + 1) * 3 + (2 * 6 + 2)


def test_the_order_of_entries_of_vectors_on_one_axis_is_hidden() -> None:
    assert SETS.invariances(THINGS, columns("b")) == RENAMED
    assert APART.invariances(THINGS, columns("b", "c")) == RENAMED
    shifts = {Invariance("circular_shift", "u")}
    assert SETS.invariances(RING, columns("u")) == shifts
    assert APART.invariances(RING, columns("u", "v")) == shifts
    # No symmetry of this world renames j.
    assert SETS.invariances(THINGS, columns("d")) == frozenset()


def test_nothing_is_hidden_behind_a_matrix_or_two_axes_or_in_another_layout() -> None:
    assert SETS.invariances(THINGS, columns("A")) == frozenset()
    assert APART.invariances(THINGS, columns("A", "b")) == frozenset()
    assert APART.invariances(THINGS, columns("b", "d")) == frozenset()
    assert SETS.invariances(THINGS, columns("b", "c")) == frozenset()
    assert DeepSets(items=2).invariances(THINGS, columns("b")) == frozenset()
    assert SETS.invariances(RING, PowerSpectrum(fields=("u",))) == frozenset()


def test_a_target_that_is_renamed_along_is_not_met_by_a_pool() -> None:
    assert SETS.invariances(SOLVED, columns("b")) == frozenset()


def test_columns_that_are_no_items_are_a_fault() -> None:
    for encoder in (columns("A"), columns("b")):
        assert SETS.faults(THINGS, encoder) == ()
        assert APART.faults(THINGS, encoder) == ()
    (fault,) = DeepSets(items=3).faults(THINGS, columns("A"))
    assert (fault.code, fault.path) == ("MZ275", ("items",))
    assert fault.help == ("items: one of 2, 4, 8, 16",)
    assert DeepSets(items=2).faults(THINGS, columns("s", "t")) == ()


def test_fields_one_after_another_are_one_feature_each_or_one_item_each() -> None:
    assert APART.faults(THINGS, columns("b", "c")) == ()
    (fault,) = SETS.faults(THINGS, columns("b", "c"))
    assert (fault.code, fault.path) == ("MZ275", ("layout",))
    assert fault.help == ("layout: by_feature, or one field alone",)
    pair = DeepSets(items=2)  # each vector is one item
    assert pair.faults(THINGS, columns("b", "c")) == ()
    for model in (SETS, APART):
        assert [one.path for one in model.faults(THINGS, columns("A", "b"))] == [("layout",)]


@pytest.mark.parametrize(
    "wrong",
    [
        "{}",
        '{"items": 1}',
        '{"items": 4, "phi": []}',
        '{"items": 4, "rho": [0]}',
        '{"items": 4, "pool": "max"}',
        '{"items": 4, "layout": "rows"}',
    ],
)
def test_absurd_settings_are_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        DeepSets.model_validate_json(wrong)
