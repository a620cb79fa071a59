from __future__ import annotations

import pytest

from mezz.cli.quantity import amount, duration


@pytest.mark.parametrize(
    ("number", "unit", "wanted"),
    [
        (0, "", "0"),
        (57, "", "57"),
        (999, "B", "999 B"),
        (1000, "B", "1 kB"),
        (999_600, "", "1 M"),
        (1_234_567, "FLOP", "1.23 MFLOP"),
        (0.5, "", "0.5"),
        (3e30, "FLOP", "3e+12 EFLOP"),
    ],
)
def test_amounts_have_three_digits_and_a_prefix(number: float, unit: str, wanted: str) -> None:
    assert amount(number, unit) == wanted


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (42.4, "42 s"), (185, "3 min 5 s"), (8040, "2 h 14 min")],
)
def test_durations_read_as_people_say_them(seconds: float, wanted: str) -> None:
    assert duration(seconds) == wanted
