"""How many digits a number is worth, and how it is written: plain ASCII, the same everywhere."""

from __future__ import annotations

import math

_SIGNIFICANT = 3
_RESCUE = 2


def places(value: float, lower: float | None = None, upper: float | None = None) -> int:
    """Return the decimal places that an estimate and its interval are worth.

    The last digit kept is the first significant digit of half the interval's width. Up to two more
    are kept where a limit would otherwise be written as 0 while it is not: on which side of 0 a
    limit lies is the very thing a reader looks for. A number without an interval is given three
    significant digits. Negative places round to tens, hundreds, ...
    """
    if lower is None or upper is None or upper <= lower:
        return _SIGNIFICANT - 1 - _magnitude(value) if value else 0
    wanted = -_magnitude((upper - lower) / 2)
    shown = [limit for limit in (value, lower, upper) if limit != 0]
    for extra in range(_RESCUE + 1):
        if all(round(number, wanted + extra) != 0 for number in shown):
            return wanted + extra
    return wanted


def spell(number: float, at: int) -> str:
    """Write a number with `at` decimal places (rounded to tens and hundreds if negative)."""
    text = f"{round(number, at):.{max(at, 0)}f}"
    return text.lstrip("-") if float(text) == 0 else text


def spell_interval(value: float, lower: float | None, upper: float | None, unit: str = "") -> str:
    """Write `6 % [5, 8]`: the estimate, its unit, and its interval in the same unit.

    Numbers too small or too large to read are written with one common power of ten:
    `1.21e-05 [1.14e-05, 1.3e-05]` becomes `12.1 [11.4, 13.0] x 10^-6`.
    """
    exponent = engineering(value, lower, upper)
    factor = 10.0**-exponent
    numbers = [None if one is None else one * factor for one in (value, lower, upper)]
    at = places(numbers[0] or 0.0, numbers[1], numbers[2])
    text = spell(numbers[0] or 0.0, at) + (f" {unit}" if unit and not exponent else "")
    if numbers[1] is not None and numbers[2] is not None:
        text += f" [{spell(numbers[1], at)}, {spell(numbers[2], at)}]"
    if exponent:
        text += f" x 10^{exponent}" + (f" {unit}" if unit else "")
    return text


def engineering(*numbers: float | None) -> int:
    """Return the power of ten, a multiple of 3, to factor out of these numbers; 0 for readable."""
    largest = max((abs(number) for number in numbers if number is not None), default=0.0)
    if largest == 0 or 1e-3 <= largest < 1e5:
        return 0
    return 3 * math.floor(_magnitude(largest) / 3)


def _magnitude(number: float) -> int:
    """Return the power of ten of the first significant digit."""
    return math.floor(math.log10(abs(number)))
