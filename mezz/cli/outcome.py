"""What a verb answers, before anything is printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mezz.cli.exit import Exit, of_diagnostics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mezz.diag.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of one command.

    `text` goes to stdout, `words` to stderr. With `--json` both give way to one envelope that holds
    `data`. `sources` are the texts that the diagnostics' spans point into.
    """

    exit: Exit = Exit.DONE
    text: str = ""
    words: str = ""
    data: Any = None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


def stopped(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, str] | None = None, data: Any = None
) -> Outcome:
    """Return the outcome of a command that diagnostics brought to a stop."""
    found = tuple(diagnostics)
    return Outcome(of_diagnostics(found), data=data, diagnostics=found, sources=sources or {})
