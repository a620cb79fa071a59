"""Names that were probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAST = 0.7
"""Ratio of `difflib` below which two names are not alike."""

_SHORTEST = 3
"""A beginning counts as similar from this many characters on."""


def similar(name: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return the known names most like `name`, best first, whatever their case, `_` and `-`."""
    wanted = _folded(name)
    scores = {other: _likeness(wanted, _folded(other)) for other in known}
    alike = [other for other, score in scores.items() if score >= _LEAST]
    return tuple(sorted(alike, key=lambda other: (-scores[other], other))[:limit])


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "known") -> tuple[str, ...]:
    """Return one line of help: the similar names, or all of them after the word `otherwise`."""
    known = tuple(known)
    alike = similar(name, known)
    if alike:
        return (f"did you mean {listed(alike)}?",)
    return (f"{otherwise}: {', '.join(known)}",) if known else ()


def listed(names: Iterable[str], last: str = "or") -> str:
    """Write names as prose: `a`, `b` or `c`."""
    *most, final = [f"`{name}`" for name in names] or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _likeness(wanted: str, other: str) -> float:
    from difflib import SequenceMatcher

    if wanted == other:
        return 2.0
    if min(len(wanted), len(other)) >= _SHORTEST and _begins(wanted, other):
        return 1.0
    matcher = SequenceMatcher(None, other, wanted)
    return matcher.ratio() if matcher.quick_ratio() >= _LEAST else 0.0
