"""Diagnostics as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.diagnostic import Severity, in_order
from mezz.diag.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mezz.diag.diagnostic import Diagnostic

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """Return `::error file=...,line=...,title=MZ204::message` for each diagnostic.

    A span outside a file (an option of the command line) has no place in a pull request, and its
    name goes into the message instead.
    """
    return "\n".join(map(_command, in_order(diagnostics)))


def _command(diagnostic: Diagnostic) -> str:
    properties: dict[str, str | int] = {}
    words = [visible(diagnostic.message), *(f"help: {visible(line)}" for line in diagnostic.help)]
    if diagnostic.primary is not None:
        span = diagnostic.primary.span
        if span.source.startswith("--"):
            words[0] = f"{visible(span.source)}: {words[0]}"
        else:
            properties = {
                "file": visible(span.source),
                "line": span.line,
                "col": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            }
    properties["title"] = diagnostic.code.id
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {named}::{_data(chr(10).join(words))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str | int) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
