"""Text from outside, made fit to be shown: nothing hidden in it, nothing in it is markup."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

from mezz.report.number import typeset

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def visible(text: str) -> str:
    """Spell out what would act on the page instead of being read.

    Control characters (but line ends and tabs), direction overrides and code points that no
    document may hold are written as `<U+202E>`, in angle brackets that HTML does not know.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"⟨U+{ord(c):04X}⟩" if _acts(c) else c for c in text)


def prose(text: str) -> Markup:
    """Return a sentence as HTML: escaped, typeset, what stands between backticks as code."""
    parts = re.split(r"`([^`]*)`", visible(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else escape(typeset(part))
        for at, part in enumerate(parts)
    )


def shortened(text: str, most: int) -> str:
    """Cut a long text at a word, with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text.rfind(" ", 0, most)
    return text[: cut if cut > most // 2 else most] + "…"


def word(name: str) -> str:
    """Write an identifier as words; leave alone what is words already."""
    return name.replace("_", " ") if name.isidentifier() else name


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def _acts(character: str) -> bool:
    if character in "\n\t":
        return False
    if character in _BIDI or unicodedata.category(character) in {"Cc", "Cs"}:
        return True
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
