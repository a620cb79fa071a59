from __future__ import annotations

import pytest

from mezz.record.digits import places, spell, spell_interval


@pytest.mark.parametrize(
    ("value", "lower", "upper", "written"),
    [
        (6.43, 5.1, 8.0, "6 [5, 8]"),
        (17.28, 7.1, 27.4, "17 [7, 27]"),
        (0.9834, 0.958, 1.008, "0.98 [0.96, 1.01]"),
        (12345.0, 12200.0, 12490.0, "12300 [12200, 12500]"),
        (0.0000121, 0.0000112, 0.000013, "1.21 [1.12, 1.30] x 10^-5"),
        (-3.2e-4, -7e-4, 1e-4, "-3 [-7, 1] x 10^-4"),
        (0.25, 0.25, 0.25, "0.25"),
    ],
)
def test_the_interval_decides_how_many_digits_an_estimate_gets(
    value: float, lower: float | None, upper: float | None, written: str
) -> None:
    assert spell_interval(value, lower, upper) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (2.0, "2"),
        (0.5, "0.5"),
        (1234.5, "1230"),
        (0.12345, "0.123"),
        (3.1e-8, "3.1 x 10^-8"),
    ],
)
def test_a_number_without_an_interval_gets_three_digits_and_no_zeros_at_its_end(
    value: float, written: str
) -> None:
    assert spell_interval(value, None, None) == written


def test_a_unit_stands_beside_the_estimate_or_behind_the_power_of_ten() -> None:
    assert spell_interval(6.4, 5.1, 8.0, "%") == "6 % [5, 8]"
    assert spell_interval(2e-7, None, None, "rad") == "2 x 10^-7 rad"


def test_a_limit_that_is_not_zero_is_not_written_as_zero() -> None:
    assert spell_interval(-0.35, -0.7, -0.004) == "-0.350 [-0.700, -0.004]"
    assert places(-0.35, -0.7, -0.004) == 3


def test_the_rescue_of_a_limit_stops_after_two_more_digits() -> None:
    assert places(-0.35, -0.7, -1e-9) == 1


def test_nothing_is_written_as_minus_zero() -> None:
    assert spell(-0.0004, 2) == "0.00"
    assert spell(-0.0, 0) == "0"


def test_a_table_gets_one_digit_more_than_a_sentence() -> None:
    assert spell_interval(0.9834, 0.958, 1.008, digits=2) == "0.983 [0.958, 1.008]"
