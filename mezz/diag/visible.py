"""User text made safe to print: what cannot be seen, or would act on the terminal, is spelled out."""

from __future__ import annotations

import unicodedata

_WIDE = frozenset("WF")
_ZERO = frozenset(("Mn", "Me"))


def visible(text: str) -> str:
    r"""Spell out control, format and unassigned characters, and every space but the plain one.

    Escape sequences, bidirectional overrides, zero-width characters and line breaks come out as
    `\x1b`, `\u202e`, `\u200b` and `\n`, so that what is printed is what is there, on one line.
    """
    return text if text.isprintable() else "".join(map(_spelled, text))


def shortened(text: str, most: int = 40) -> str:
    """Return a text, or its beginning and `...` where it is longer than `most` characters."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def cells(text: str) -> int:
    """Return the columns of a terminal that a visible text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _spelled(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")


def _width(character: str) -> int:
    if unicodedata.category(character) in _ZERO:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
