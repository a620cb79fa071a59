"""What the views of a table are, by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from mezz.component.examples import Examples
from mezz.component.symmetry import SymmetryType
from mezz.component.types import Answers, Emits, Value
from mezz.symmetries.named import Named

EMITS = Emits(fields={"answers": Answers()}, target=Value(("x",)))


def named(**block: Any) -> Named:
    return Named.model_validate({"kind": "named", **block})


@pytest.mark.parametrize(
    ("word", "type_", "structure"),
    [
        ("group", SymmetryType.FINITE_GROUP, "turns"),
        ("window", SymmetryType.WINDOW, "turns (window)"),
        ("nuisance", SymmetryType.NUISANCE, "turns (nuisance)"),
    ],
)
def test_what_is_no_group_says_so_wherever_it_is_named(
    word: str, type_: SymmetryType, structure: str
) -> None:
    one = named(type=word, order=4, name="turns")
    assert SymmetryType(one.type) is type_
    assert one.structure() == structure
    assert one.model_dump()["type"] == word


def test_it_reads_back_what_it_writes_under_the_keys_of_a_spec() -> None:
    one = named(type="window", order=3)
    assert one.model_dump(exclude_defaults=True) == {"type": "window", "order": 3}
    assert Named.model_validate_json(one.model_dump_json(by_alias=True)) == one
    with pytest.raises(ValidationError, match="Extra inputs"):
        named(type="window", views=3)


def test_views_without_an_order_are_a_sample() -> None:
    one = named(type="nuisance")
    assert one.order() is None
    assert one.group().order is None


def test_an_element_says_with_which_view_the_list_begins() -> None:
    answers = np.arange(12.0).reshape(2, 3, 2)
    ids = np.arange(2)
    examples = Examples({"answers": answers}, np.zeros((2, 1)), ids, ids)
    moved = named(type="group", order=3).act(np.array([0, 2]), examples, EMITS).fields["answers"]
    assert np.array_equal(moved[0], answers[0])
    assert np.array_equal(moved[1], answers[1, [2, 0, 1]])


def test_nothing_says_which_view_is_the_plain_one() -> None:
    assert not named(type="group", order=3).has_canonical_form()
