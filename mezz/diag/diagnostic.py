"""One fault as data: what is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mezz.diag.code import Code
    from mezz.diag.span import Span


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops, a warning is said, a note explains."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Label:
    """A marked range of source and the few words written beside it."""

    span: Span
    text: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault, rendered elsewhere.

    `primary` is the range with the carets and decides the order; `secondary` ranges show what it
    clashes with. `message` is one line of fact; each entry of `help` is one way out. A fault of a
    whole command (an unreadable file, an unknown option) has no `primary`.
    """

    code: Code
    message: str
    primary: Label | None = None
    secondary: tuple[Label, ...] = ()
    help: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR

    @property
    def position(self) -> tuple[str, int, int, str]:
        """Sort key: source, line, column, code."""
        span = self.primary.span if self.primary else None
        place = (span.source, span.line, span.column) if span else ("", 0, 0)
        return (*place, self.code.id)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by position and drop exact repeats."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: d.position))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Say whether any diagnostic is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)
