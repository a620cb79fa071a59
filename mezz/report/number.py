"""Numbers as a careful author sets them: the digits their interval warrants, and their unit.

Rounding is decided in `mezz.record.digits`; here it becomes typography: a true minus, thin spaces
between thousands, superscripts, one unit along a column.
"""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.record.digits import magnitude, places, readable, spell, spell_interval

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mezz.record.model import Interval

NO_BREAK = "\u00a0"
THIN = "\u202f"
MINUS = "\u2212"
TIMES = "\u00d7"
NOTHING = "\u2013"
"""What stands in a table where there is no number."""
_FIGURE_SPACE = "\u2007"
_POINT_SPACE = "\u2008"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PREFIXES = ((1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_PREFIXED = {"FLOP", "B"}


def power(exponent: int) -> str:
    """Write `10⁻³`."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def typeset(text: str) -> str:
    """Turn the ASCII of a headline or a spelled number into typography; words stay as they are."""
    text = re.sub(
        r" x 10\^(-?\d+)", lambda m: f"{NO_BREAK}{TIMES}{NO_BREAK}{power(int(m[1]))}", text
    )
    text = re.sub(r"(?<![\w`.\-])-(?=\d)", MINUS, text)
    text = re.sub(r"(?<=\w)'(?=\w|\s|$)", "\u2019", text)
    text = re.sub(r"(?<=\d) (?=%|\[)", NO_BREAK, text)
    text = re.sub(r"(?<=%) (?=\[)", NO_BREAK, text)
    return re.sub(r"(\[[^\s,\]]+,) (?=[^\s,\]]+\])", rf"\1{NO_BREAK}", text)


def count(number: int) -> str:
    """Write a whole number, in groups of three from 10 000 on."""
    return f"{number:,}".replace(",", THIN) if abs(number) >= 10_000 else str(number)


def fixed(number: float, at: int) -> str:
    """Write a number with `at` decimal places, a true minus, and grouped thousands."""
    whole, dot, rest = spell(number, at).partition(".")
    sign = MINUS if whole.startswith("-") else ""
    return sign + count(int(whole.lstrip("-"))) + dot + rest


def plain(number: float, unit: str = "") -> str:
    """Write a number that has no interval, with three significant digits and its unit."""
    return typeset(spell_interval(number, None, None, "" if unit == "1" else unit))


def estimate(found: Interval, unit: str = "") -> str:
    """Write an estimate, its unit and its interval for a table: `0.983 [0.958, 1.008]`."""
    shown = "" if unit == "1" else unit
    return typeset(spell_interval(found.value, found.lower, found.upper, shown, digits=2))


def percent(ratio: float, lower: float | None = None, upper: float | None = None) -> str:
    """Write a ratio as a percentage, with its interval if there is one."""
    low, high = (None if limit is None else 100 * limit for limit in (lower, upper))
    if low is None and abs(ratio) < 1e-3:
        return f"{fixed(100 * ratio, 2)}{NO_BREAK}%"
    if low is None:
        return f"{fixed(100 * ratio, 0 if abs(ratio) >= 0.1 else 1)}{NO_BREAK}%"
    return typeset(spell_interval(100 * ratio, low, high, "%"))


def times(ratio: float) -> str:
    """Write how many times larger something is, with two or three digits."""
    if ratio >= 100:
        return count(int(float(f"{ratio:.2g}")))
    return fixed(ratio, 0 if ratio >= 10 else 1)


def quantity(number: float, unit: str) -> str:
    """Write a count of operations or bytes with a decimal prefix: `1.33 MFLOP`."""
    factor, prefix = next(((f, p) for f, p in _PREFIXES if abs(number) >= f), (1.0, ""))
    scaled = number / factor
    at = max(places(scaled), 0) if scaled != int(scaled) or prefix else 0
    return f"{fixed(scaled, at)}{NO_BREAK}{prefix}{unit}"


def duration(seconds: float) -> str:
    """Write a wall time as people say it: `0.8 s`, `1 min 12 s`, `2 h 5 min`."""
    if seconds < 1e-3:
        return f"{fixed(seconds * 1e6, 0)}{NO_BREAK}µs"
    if seconds < 1:
        return f"{fixed(seconds * 1e3, 0)}{NO_BREAK}ms"
    if seconds < 59.95:
        return f"{fixed(seconds, 1 if seconds < 10 else 0)}{NO_BREAK}s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}{NO_BREAK}min" + (f" {rest}{NO_BREAK}s" if rest else "")
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}{NO_BREAK}h" + (f" {minutes}{NO_BREAK}min" if minutes else "")


def p_value(p: float) -> str:
    """Write a p-value; it always stands beside the effect it belongs to."""
    if p < 1e-3:
        return f"p{NO_BREAK}<{NO_BREAK}0.001"
    return f"p{NO_BREAK}={NO_BREAK}{spell(p, 3 if p < 0.1 else 2)}"


@dataclass(frozen=True, slots=True)
class Scale:
    """One unit for a whole column: numbers are multiplied by `factor` and read in `unit`."""

    factor: float
    unit: str

    @classmethod
    def of(cls, numbers: Iterable[float], unit: str) -> Scale:
        """Choose the unit in which the typical number of a column is easy to read."""
        if unit == "fraction":
            return cls(100.0, "%")
        sizes = sorted(abs(number) for number in numbers if number)
        typical = statistics.median_low(sizes) if sizes else 0.0
        if unit in _PREFIXED:
            factor, prefix = next(((f, p) for f, p in _PREFIXES if typical >= f), (1.0, ""))
            return cls(1 / factor, prefix + unit)
        exponent = 0 if readable(typical) else 3 * round(magnitude(typical) / 3)
        shown = {"1": "", "pass": "", "probability^2": "probability²"}.get(unit, unit)
        if not exponent:
            return cls(1.0, shown)
        return cls(10.0**-exponent, f"{power(exponent)}{NO_BREAK}{shown}".rstrip(NO_BREAK))

    def written(self, found: Interval) -> tuple[str, str]:
        """Return the estimate and its interval (or an empty text), both in this unit."""
        value = found.value * self.factor
        if found.lower is None or found.upper is None or found.lower == found.upper:
            return fixed(value, max(places(value), 0) if value != int(value) else 0), ""
        lower, upper = found.lower * self.factor, found.upper * self.factor
        at = places(value, lower, upper, digits=2)
        return fixed(value, at), f"[{fixed(lower, at)}, {fixed(upper, at)}]"


def aligned(texts: Iterable[str]) -> tuple[str, ...]:
    """Pad numbers on the right with spaces as wide as digits, so that their points align."""
    written = tuple(texts)
    rests = [text.partition(".")[2] for text in written]
    most = max(map(len, rests), default=0)
    return tuple(
        text + (_FIGURE_SPACE * (most - len(rest)) if rest else _blank(most))
        for text, rest in zip(written, rests, strict=True)
    )


def _blank(digits: int) -> str:
    return _POINT_SPACE + _FIGURE_SPACE * digits if digits else ""
