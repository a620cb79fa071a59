from __future__ import annotations

import pytest

from mezz.record.model import Interval
from mezz.report.number import (
    Scale,
    aligned,
    count,
    duration,
    estimate,
    fixed,
    p_value,
    percent,
    plain,
    power,
    quantity,
    times,
    typeset,
)


@pytest.mark.parametrize(
    ("text", "set_"),
    [
        ("-3 [-7, 1] x 10^-4", "\u22123\u00a0[\u22127,\u00a01]\u00a0\u00d7\u00a010⁻⁴"),
        ("6 % [5, 8]", "6\u00a0%\u00a0[5,\u00a08]"),
        ("the teacher's at 0.98", "the teacher\u2019s at 0.98"),
        ("error - gap is an identity", "error - gap is an identity"),
        ("2020-01-05, W-2", "2020-01-05, W-2"),
        ("a 1 - 2", "a 1 - 2"),
    ],
)
def test_plain_ascii_becomes_typography_and_words_stay(text: str, set_: str) -> None:
    assert typeset(text) == set_


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (9999, "9999"), (12345, "12\u202f345"), (1234567, "1\u202f234\u202f567")],
)
def test_large_counts_are_grouped_by_thin_spaces(number: int, written: str) -> None:
    assert count(number) == written


@pytest.mark.parametrize(
    ("number", "at", "written"),
    [
        (-0.04, 2, "\u22120.04"),
        (-0.004, 2, "0.00"),
        (12345.6, 1, "12\u202f345.6"),
        (1260, -2, "1300"),
    ],
)
def test_decimals_have_a_true_minus_and_never_a_negative_zero(
    number: float, at: int, written: str
) -> None:
    assert fixed(number, at) == written


@pytest.mark.parametrize(
    ("value", "lower", "upper", "written"),
    [
        (0.064, 0.05, 0.08, "6\u00a0%\u00a0[5,\u00a08]"),
        (0.667, None, None, "67\u00a0%"),
        (0.032, None, None, "3.2\u00a0%"),
        (0.0004, None, None, "0.04\u00a0%"),
        (-0.12, None, None, "\u221212\u00a0%"),
    ],
)
def test_ratios_are_percentages(
    value: float, lower: float | None, upper: float | None, written: str
) -> None:
    assert percent(value, lower, upper) == written


@pytest.mark.parametrize(
    ("number", "unit", "written"),
    [
        (134658, "FLOP", "135\u00a0kFLOP"),
        (1.23e12, "FLOP", "1.23\u00a0TFLOP"),
        (812e6, "B", "812\u00a0MB"),
        (5, "FLOP", "5\u00a0FLOP"),
        (0, "FLOP", "0\u00a0FLOP"),
    ],
)
def test_operations_and_bytes_have_a_decimal_prefix(number: float, unit: str, written: str) -> None:
    assert quantity(number, unit) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (4e-5, "40\u00a0µs"),
        (0.4, "400\u00a0ms"),
        (3.14, "3.1\u00a0s"),
        (59.9, "60\u00a0s"),
        (59.99, "1\u00a0min"),
        (72.4, "1\u00a0min 12\u00a0s"),
        (7500, "2\u00a0h 5\u00a0min"),
        (3599.9, "1\u00a0h"),
    ],
)
def test_times_are_written_as_people_say_them(seconds: float, written: str) -> None:
    assert duration(seconds) == written


def test_p_values_stop_where_they_stop_meaning_anything() -> None:
    assert p_value(1e-9) == "p\u00a0<\u00a00.001"
    assert p_value(0.0123) == "p\u00a0=\u00a00.012"
    assert p_value(0.31) == "p\u00a0=\u00a00.31"


@pytest.mark.parametrize(
    ("ratio", "written"), [(1.27, "1.3"), (12.7, "13"), (12712, "13\u202f000"), (0.51, "0.5")]
)
def test_factors_have_two_digits(ratio: float, written: str) -> None:
    assert times(ratio) == written


def test_a_pure_number_shows_no_unit() -> None:
    assert plain(0.5, "1") == "0.5"
    assert plain(0.5, "rad") == "0.5 rad"
    assert estimate(Interval(value=0.9834, lower=0.958, upper=1.008), "1") == (
        "0.983\u00a0[0.958,\u00a01.008]"
    )


def test_powers_of_ten_are_raised() -> None:
    assert power(-12) == "10⁻¹²"


@pytest.mark.parametrize(
    ("numbers", "unit", "factor", "shown"),
    [
        ([0.5, 0.9], "fraction", 100.0, "%"),
        ([135e3, 673e3], "FLOP", 1e-3, "kFLOP"),
        ([0.2, 0.0004], "1", 1e3, "10⁻³"),
        ([2e-7], "probability^2", 1e6, "10⁻⁶\u00a0probability²"),
        ([0.2, 0.3], "probability^2", 1.0, "probability²"),
        ([1, 5], "pass", 1.0, ""),
        ([0, 0], "1", 1.0, ""),
        ([], "rad", 1.0, "rad"),
    ],
)
def test_a_column_has_one_unit_in_which_its_typical_number_is_readable(
    numbers: list[float], unit: str, factor: float, shown: str
) -> None:
    scale = Scale.of(numbers, unit)
    assert scale.factor == pytest.approx(factor)
    assert scale.unit == shown


def test_a_column_writes_estimate_and_interval_with_equal_digits() -> None:
    scale = Scale(1e3, "10⁻³")
    found = Interval(value=0.00384, lower=0.00284, upper=0.00484)
    assert scale.written(found) == ("3.8", "[2.8, 4.8]")


def test_an_interval_without_width_is_not_shown() -> None:
    assert Scale(1.0, "").written(Interval(value=0.0, lower=0.0, upper=0.0)) == ("0", "")
    assert Scale(1.0, "").written(Interval(value=0.0)) == ("0", "")


def test_numbers_of_a_column_stand_with_their_points_below_each_other() -> None:
    assert aligned(["1.81", "0.0294", "0", "12"]) == (
        "1.81\u2007\u2007",
        "0.0294",
        "0\u2008\u2007\u2007\u2007\u2007",
        "12\u2008\u2007\u2007\u2007\u2007",
    )
    assert aligned(["1", "20"]) == ("1", "20")
    assert aligned([]) == ()
