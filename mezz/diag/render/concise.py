"""One diagnostic a line, for grep and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.diagnostic import in_order
from mezz.diag.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mezz.diag.diagnostic import Diagnostic


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """Return `path:line:column: error[MZ204]: message` for each diagnostic."""
    return "\n".join(map(_line, in_order(diagnostics)))


def _line(diagnostic: Diagnostic) -> str:
    said = f"{diagnostic.severity}[{diagnostic.code.id}]: {visible(diagnostic.message)}"
    if diagnostic.primary is None:
        return said
    span = diagnostic.primary.span
    return f"{visible(span.source)}:{span.line}:{span.column}: {said}"
