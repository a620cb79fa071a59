"""Where output goes: data to stdout, words to stderr, and silence when nobody reads."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

from mezz.cli.settings import width
from mezz.diag.diagnostic import has_errors

if TYPE_CHECKING:
    from mezz.cli.outcome import Outcome
    from mezz.cli.settings import Settings

SCHEMA = "mezz.cli/1"


def prepare() -> None:
    """Let no character that a stream cannot encode end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def out(text: str) -> None:
    """Write data, and a line break after it."""
    _write(sys.stdout, text)


def say(text: str) -> None:
    """Write words for people, and a line break after them."""
    _write(sys.stderr, text)


def envelope(command: str, outcome: Outcome) -> dict[str, Any]:
    """Return what `--json` prints, the same shape for every verb and every fault."""
    from mezz.diag.render import json as plain

    return {
        "schema": SCHEMA,
        "command": command,
        "ok": not has_errors(outcome.diagnostics),
        "data": outcome.data,
        "diagnostics": plain.render(outcome.diagnostics),
    }


def show(command: str, outcome: Outcome, settings: Settings) -> None:
    """Print what a command answers, in the form the settings ask for."""
    if settings.json:
        import json

        out(json.dumps(envelope(command, outcome), indent=2, allow_nan=False))
        return
    if outcome.diagnostics:
        _diagnostics(outcome, settings)
    if outcome.text:
        out(outcome.text)
    if outcome.words:
        say(outcome.words)


def close() -> None:
    """Flush both streams; quietly where the reader has gone."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            _silence(stream)


def _diagnostics(outcome: Outcome, settings: Settings) -> None:
    """Print diagnostics: for people to stderr, for programs to stdout."""
    if settings.format == "json":
        import json

        from mezz.diag.render import json as plain

        out(json.dumps(plain.render(outcome.diagnostics), indent=2))
        return
    from mezz.diag.render import render

    text = render(
        settings.format,
        outcome.diagnostics,
        outcome.sources,
        width=width(os.environ),
        colour=settings.colours(sys.stderr),
    )
    (out if settings.format == "github" else say)(text)


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text if text.endswith("\n") else text + "\n")
        stream.flush()
    except BrokenPipeError:
        _silence(stream)


def _silence(stream: TextIO) -> None:
    """Send the rest of a stream nowhere, so that Python does not complain when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
