"""What a `tune` block chooses by: a band for the baseline, and what is to be largest or smallest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.spec.criterion import Criterion, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mezz.spec.criterion import Linear
    from mezz.spec.tune import Tune

_PICK = re.compile(r"(largest|smallest)\s+(\S.*)", re.DOTALL)
_WORD = re.compile(r"[a-z]\w*")


class Unclear(Exception):  # noqa: N818  it says what cannot be read
    """A band or a choice that is not understood."""

    def __init__(self, path: tuple[str, ...], message: str) -> None:
        """Hold the place inside the block, and one line of fact."""
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True)
class Limits:
    """One line of the band: between which limits an expression must lie."""

    text: str
    expression: Linear
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The band, and the expression whose `largest` (or smallest) value wins."""

    band: tuple[Limits, ...]
    text: str
    expression: Linear
    largest: bool

    @classmethod
    def of(cls, tune: Tune) -> Choice:
        """Read a block.

        Raises:
            Unclear: some of it is not understood.
        """
        band = tuple(_limits(text, lower, upper) for text, (lower, upper) in tune.band.items())
        found = _PICK.fullmatch(tune.pick.strip())
        if found is None:
            message = "`pick` is `largest` or `smallest` and an expression: largest teacher.gap"
            raise Unclear(("pick",), message)
        which, text = found[1], found[2]
        text = f"teacher.{text}" if _WORD.fullmatch(text) else text
        return cls(band, text, _read(text, ("pick",)), which == "largest")

    @property
    def expressions(self) -> tuple[tuple[tuple[str, ...], Linear], ...]:
        """Return every expression with its place inside the block."""
        of_band = ((("band", one.text), one.expression) for one in self.band)
        return (*of_band, (("pick",), self.expression))

    def within(self, measured: Mapping[tuple[str, str], float]) -> bool:
        """Say whether a pilot lies in the band."""
        return all(one.lower <= one.expression.value(measured) <= one.upper for one in self.band)

    def rank(self, measured: Mapping[tuple[str, str], float]) -> float:
        """Return the number of which the largest wins."""
        value = self.expression.value(measured)
        return value if self.largest else -value


def _limits(text: str, lower: float, upper: float) -> Limits:
    if not lower < upper:
        message = f"the band of `{text}` is empty: {lower:g} is not below {upper:g}"
        raise Unclear(("band", text), message)
    return Limits(text, _read(text, ("band", text)), lower, upper)


def _read(text: str, path: tuple[str, ...]) -> Linear:
    """Read an expression, as the left side of a criterion."""
    read = parse(f"{text} <= 0")
    if not isinstance(read, Criterion) or read.right.terms or read.right.constant:
        flaw = "" if isinstance(read, Criterion) else f": {read[0].message}"
        raise Unclear(path, f"`{text}` is no expression of measures{flaw}")
    if not read.left.terms:
        raise Unclear(path, f"`{text}` names no measure")
    return read.left
