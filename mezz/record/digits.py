"""How many digits a number is worth, and how it is written: plain ASCII, the same everywhere."""

from __future__ import annotations

import math

_SIGNIFICANT = 3
_RESCUE = 2
_COARSE = 1.3


def places(
    value: float, lower: float | None = None, upper: float | None = None, digits: int = 1
) -> int:
    """Return the decimal places that an estimate and its interval are worth.

    The last place kept is the `digits`-th significant digit of half the interval's width: one in a
    sentence (two if that one is barely 1), two in a table. Up to two more are kept where a limit would otherwise be written as 0
    while it is not: on which side of 0 a limit lies is the very thing a reader looks for. A number
    without an interval is given three significant digits. Negative places round to tens, hundreds.
    """
    if lower is None or upper is None or upper <= lower:
        return _SIGNIFICANT - 1 - magnitude(value) if value else 0
    half = (upper - lower) / 2
    # Rounding to one digit moves a half-width of 1.1 by half of itself: such a one is given two.
    coarse = digits == 1 and half / 10.0 ** magnitude(half) < _COARSE
    wanted = digits + coarse - 1 - magnitude(half)
    shown = [limit for limit in (value, lower, upper) if limit != 0]
    for extra in range(_RESCUE + 1):
        if all(round(number, wanted + extra) != 0 for number in shown):
            return wanted + extra
    return wanted


def spell(number: float, at: int) -> str:
    """Write a number with `at` decimal places (rounded to tens and hundreds if negative)."""
    text = f"{round(number, at):.{max(at, 0)}f}"
    return text.lstrip("-") if float(text) == 0 else text


def spell_interval(
    value: float, lower: float | None, upper: float | None, unit: str = "", digits: int = 1
) -> str:
    """Write `6 % [5, 8]`: the estimate, its unit, and its interval in the same unit.

    Numbers too small or too large to read are written with one common power of ten:
    `1.21 [1.12, 1.30] x 10^-5`. A number without an interval loses the zeros at its end.
    """
    largest = max(abs(one) for one in (value, lower, upper) if one is not None)
    exponent = 0 if readable(largest) else magnitude(largest)
    factor = 10.0**-exponent
    scaled = value * factor
    if lower is None or upper is None or lower == upper:
        text = spell(scaled, places(scaled))
        text = (text.rstrip("0").rstrip(".") if "." in text else text) + _with(unit, exponent)
    else:
        low, high = lower * factor, upper * factor
        at = places(scaled, low, high, digits)
        text = spell(scaled, at) + _with(unit, exponent) + f" [{spell(low, at)}, {spell(high, at)}]"
    return text + (f" x 10^{exponent}" + _with(unit, 0) if exponent else "")


def readable(number: float) -> bool:
    """Say whether a number of this size needs no power of ten."""
    return number == 0 or 1e-3 <= abs(number) < 1e5


def magnitude(number: float) -> int:
    """Return the power of ten of a number's first significant digit."""
    return math.floor(math.log10(abs(number)))


def _with(unit: str, exponent: int) -> str:
    return f" {unit}" if unit and not exponent else ""
