"""Text to tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import CRITERION_UNREADABLE
from mezz.spec.criterion.flaw import Flaw, Flawed

if TYPE_CHECKING:
    from collections.abc import Iterator


class TokenKind(StrEnum):
    """What a token is."""

    NUMBER = "number"
    NAME = "name"
    COMPARISON = "comparison"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a criterion and its place, half open."""

    kind: TokenKind
    text: str
    start: int
    stop: int


_PATTERN = re.compile(
    r"(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<comparison><=|>=|<|>)"
    r"|(?P<sign>[-+*/().])"
    r"|(?P<space>[ \t\r\n]+)"
)
_FOREIGN: dict[str, str] = {
    "==": "an interval never decides equality: write two lines, one with <= and one with >=",
    "!=": "an interval never decides equality: use <= or >=",
    "**": "a criterion is linear: powers are not part of it",
    "^": "a criterion is linear: powers are not part of it",
    "=": "an interval never decides equality: use <= or >=",
    "≤": "write <=",
    "≥": "write >=",
    "\N{MULTIPLICATION SIGN}": "write *",
    "·": "write *",
    "÷": "write /",
    "\N{MINUS SIGN}": "write - (the ASCII hyphen)",
    "%": "write the percentage as a number: 0.05",
    "&": "write one condition a line: all of them must hold",
    "|": "write one condition a line: all of them must hold",
    ",": "write one condition a line, and numbers with a point",
}
"""What people bring from elsewhere, longest first where one begins another."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a criterion, then one of kind END.

    Raises:
        Flawed: a character has no part in the language.
    """
    place = 0
    while place < len(text):
        _refuse_foreign(text, place)
        match = _PATTERN.match(text, place)
        if match is None:
            raise Flawed(_flaw(text, place, place + 1, ()))
        if match.lastgroup != "space":
            yield Token(TokenKind(str(match.lastgroup)), match.group(), place, match.end())
        place = match.end()
    yield Token(TokenKind.END, "", len(text), len(text))


def _refuse_foreign(text: str, place: int) -> None:
    for sign, advice in _FOREIGN.items():
        if text.startswith(sign, place):
            raise Flawed(_flaw(text, place, place + len(sign), (advice,)))


def _flaw(text: str, start: int, stop: int, advice: tuple[str, ...]) -> Flaw:
    message = f"{text[start:stop]!r} has no meaning in a criterion"
    return Flaw(CRITERION_UNREADABLE, start, stop, message, advice)
