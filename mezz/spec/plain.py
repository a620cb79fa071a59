"""What a plain (unquoted) scalar means: the core schema of YAML 1.2.2, section 10.3.2, and no more.

So `no`, `on`, `2020-01-01`, `1_000` and `0b11` are text; `012` is twelve; `0o17` and `0x1F` are
whole numbers; `1e3` is a decimal number.
"""

from __future__ import annotations

import math
import re

LARGEST = 2**53 - 1
"""Largest whole number that a JSON reader is sure to keep, and so the largest that a spec holds."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_NUMBER = re.compile(
    r"(?P<decimal>[-+]?[0-9]+)"
    r"|0o(?P<octal>[0-7]+)"
    r"|0x(?P<hexadecimal>[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<infinite>[-+]?\.(?:inf|Inf|INF))"
    r"|(?P<nan>\.(?:nan|NaN|NAN))"
)
_BASES = {"decimal": 10, "octal": 8, "hexadecimal": 16}
_DIGITS = 64
"""Longer whole numbers are refused unread: Python itself refuses some of them."""


class NoSuchNumberError(ValueError):
    """A number that a spec cannot hold; the message is one line of fact."""


def resolve(text: str) -> str | int | float | bool | None:
    """Return the value of a plain scalar.

    Raises:
        NoSuchNumberError: it is infinite, not a number, too large to be held exactly, or so small
            that it would silently become 0.
    """
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    found = _NUMBER.fullmatch(text)
    form = found.lastgroup if found else None
    if found is None or form is None:
        return text
    if form in _BASES:
        return _whole(found[form], _BASES[form])
    if form == "float":
        return _decimal(text)
    raise NoSuchNumberError("is infinite" if form == "infinite" else "is not a number")


def _whole(digits: str, base: int) -> int:
    value = int(digits, base) if len(digits) <= _DIGITS else LARGEST + 1
    if abs(value) > LARGEST:
        raise NoSuchNumberError("lies beyond 2^53 - 1, the largest whole number that JSON keeps")
    return value


def _decimal(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise NoSuchNumberError("is too large for a number of 64 bits")
    significand = text.lower().partition("e")[0]
    if value == 0 and significand.strip("+-0."):
        raise NoSuchNumberError("is too small for a number of 64 bits: it would become 0")
    return value
