from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from mezz.spec.either import OUT_OF_RANGE, WRONG_TYPE, count_or_seeds, lines_or_word, number_or_word

FORMS = {
    "views": number_or_word("exact"),
    "seeds": count_or_seeds(100),
    "lines": lines_or_word("standard"),
}


@pytest.mark.parametrize(
    ("form", "value", "result"),
    [
        ("views", 1, 1),
        ("views", "exact", "exact"),
        ("seeds", 1, 1),
        ("seeds", 100, 100),
        ("seeds", [0, 7], (0, 7)),
        ("seeds", (3,), (3,)),
        ("lines", "standard", "standard"),
        ("lines", ["a < b"], ("a < b",)),
        ("lines", [], ()),
    ],
)
def test_both_forms_are_accepted(form: str, value: object, result: object) -> None:
    assert FORMS[form](value, None) == result


@pytest.mark.parametrize(
    ("form", "value", "error", "expected", "at"),
    [
        ("views", 0, OUT_OF_RANGE, "at least 1", None),
        ("views", True, WRONG_TYPE, "a whole number or `exact`", None),
        ("views", 2.0, WRONG_TYPE, "a whole number or `exact`", None),
        ("views", "4", WRONG_TYPE, "a whole number or `exact`", None),
        ("seeds", 0, OUT_OF_RANGE, "between 1 and 100", None),
        ("seeds", 101, OUT_OF_RANGE, "between 1 and 100", None),
        ("seeds", "5", WRONG_TYPE, "a count or a list of seeds", None),
        ("seeds", [], OUT_OF_RANGE, "a list of at least one seed", None),
        ("seeds", [1, "x"], WRONG_TYPE, "a whole number", 1),
        ("seeds", [1, 2, -1], OUT_OF_RANGE, "at least 0", 2),
        ("lines", "a < b", WRONG_TYPE, "a list of lines, or `standard`", None),
        ("lines", ["a", 3], WRONG_TYPE, "text", 1),
    ],
)
def test_anything_else_is_one_fault_at_its_place(
    form: str, value: object, error: str, expected: str, at: int | None
) -> None:
    with pytest.raises(PydanticCustomError) as raised:
        FORMS[form](value, None)
    assert raised.value.type == error
    assert raised.value.context == {"expected": expected} | ({} if at is None else {"at": at})
