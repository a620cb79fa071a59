from __future__ import annotations

import pytest
from pydantic import ValidationError

from mezz.component.types import Angle, Scalar, Series
from mezz.encoders.columns import Columns
from mezz.worlds.kepler import Kepler

WORLD = Kepler(train=2, unlabelled=0, validation=2, test=9)


def test_fields_are_columns_in_the_order_given() -> None:
    encoder, test = Columns(fields=("M", "e")), WORLD.sample("test")
    encoded = encoder.encode(test, WORLD.emits())
    assert encoded.shape == (9, encoder.width(WORLD.emits())) == (9, 2)
    assert encoded[:, 0].tolist() == test.fields["M"].tolist()
    assert encoded[:, 1].tolist() == test.fields["e"].tolist()


def test_it_reads_numbers_only() -> None:
    encoder = Columns(fields=("e",))
    assert encoder.accepts("e", Scalar())
    assert encoder.accepts("M", Angle())
    assert not encoder.accepts("series", Series(3, ("close",)))
    assert encoder.reads() == {"e"}


def test_it_hides_nothing_and_costs_nothing() -> None:
    encoder = Columns(fields=("e", "M"))
    assert encoder.invariances(WORLD.emits()) == frozenset()
    assert encoder.flops(WORLD.emits()) == 0
    assert encoder.faults(WORLD.emits()) == ()


@pytest.mark.parametrize("fields", ['["e", "e"]', "[]", '"e"'])
def test_fields_are_a_list_of_different_names(fields: str) -> None:
    with pytest.raises(ValidationError):
        Columns.model_validate_json(f'{{"fields": {fields}}}')
