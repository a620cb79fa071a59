from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mezz.spec.plain import LARGEST, NoSuchNumberError, resolve


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "on",
        "y",
        "Yes",
        "2020-01-01",
        "1_000",
        "0b11",
        "1:30",
        "-0x1F",
        "0o8",
        "NaN",
        "inf",
        "+",
        ".",
        "e5",
        "1e",
        "tRue",
        "nULL",
        "1 2",
        "\u0661",
        "0x",
        "--1",
        ".Nan",
    ],
)
def test_what_the_core_schema_does_not_name_is_text(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("Null", None),
        ("TRUE", True),
        ("false", False),
        ("012", 12),
        ("-7", -7),
        ("+7", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("9007199254740991", LARGEST),
        ("1e-3", 0.001),
        ("1e4", 10000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5E+2", -150.0),
        ("0e999", 0.0),
    ],
)
def test_the_core_schema_gives_its_types(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (".nan", "is not a number"),
        ("-.Inf", "is infinite"),
        ("1e400", "too large"),
        ("-1e-400", "too small"),
        ("9007199254740992", "2\\^53"),
        ("0xffffffffffffffff", "2\\^53"),
        ("9" * 10_000, "2\\^53"),
    ],
)
def test_numbers_that_cannot_be_kept_are_refused(text: str, reason: str) -> None:
    with pytest.raises(NoSuchNumberError, match=reason):
        resolve(text)


@given(st.integers(-LARGEST, LARGEST))
def test_whole_numbers_come_back(number: int) -> None:
    assert resolve(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_decimal_numbers_come_back(number: float) -> None:
    found = resolve(repr(number))
    assert isinstance(found, float)
    assert math.copysign(1, found) == math.copysign(1, number)
    assert found == number
