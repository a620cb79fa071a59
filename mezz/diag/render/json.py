"""Diagnostics as plain data, for the `diagnostics` of the JSON envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mezz.diag.diagnostic import in_order
from mezz.diag.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mezz.diag.diagnostic import Diagnostic, Label


def render(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Return one JSON-able mapping for each diagnostic; columns count code points from 1."""
    return [_plain(diagnostic) for diagnostic in in_order(diagnostics)]


def _plain(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code.id,
        "name": diagnostic.code.name,
        "severity": str(diagnostic.severity),
        "message": visible(diagnostic.message),
        "primary": _label(diagnostic.primary) if diagnostic.primary else None,
        "secondary": [_label(label) for label in diagnostic.secondary],
        "help": [visible(line) for line in diagnostic.help],
    }


def _label(label: Label) -> dict[str, Any]:
    span = label.span
    return {
        "source": visible(span.source),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "text": visible(label.text),
    }
