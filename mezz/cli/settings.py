"""The global options: what they mean, and how they may stand anywhere on the line."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

Format = Literal["full", "concise", "json", "github"]
Colour = Literal["auto", "always", "never"]

FLAGS = frozenset({"--json", "--version"})
VALUED = frozenset({"--format", "--color", "--cache", "--root"})

_WIDEST = 120


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options of one command."""

    json: bool = False
    format: Format = "full"
    colour: Colour = "auto"
    cache: Path | None = None
    root: Path | None = None

    def colours(self, stream: TextIO) -> bool:
        """Say whether to write ANSI colours to a stream.

        An explicit `--color` decides; then `NO_COLOR` and `FORCE_COLOR`, set to anything but the
        empty string (no-color.org, force-color.org); then whether the stream is a terminal.
        """
        if self.colour != "auto":
            return self.colour == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return stream.isatty() and os.environ.get("TERM") != "dumb"


@dataclass(frozen=True, slots=True)
class Line:
    """A command line, its global options (`ours`) set apart from the rest.

    `fault` is what is wrong already: a global option that stands last and lacks its value.
    """

    ours: tuple[str, ...]
    rest: tuple[str, ...]
    fault: str = ""

    @property
    def verb(self) -> str:
        """Return the word in the verb's place, or the empty string."""
        return next((one for one in self.rest[:1] if not one.startswith("-")), "")

    def wants_json(self, environment: Mapping[str, str]) -> bool:
        """Say whether the answer must be an envelope, before the line is parsed."""
        asked = environment.get("MEZZ_JSON", "").lower()
        return "--json" in self.ours or asked in {"1", "true", "yes", "on", "t", "y"}


def hoist(arguments: Sequence[str]) -> Line:
    """Set the global options of a command line apart, wherever they stand.

    People write `mezz validate spec.yml --json` as often as `mezz --json validate spec.yml`. What
    follows a bare `--` is left alone.
    """
    ours: list[str] = []
    rest: list[str] = []
    fault = ""
    pending = iter(arguments)
    for argument in pending:
        name = argument.partition("=")[0]
        if argument == "--":
            rest += [argument, *pending]
        elif argument in FLAGS or (name in VALUED and "=" in argument):
            ours.append(argument)
        elif argument in VALUED:
            value = next(pending, None)
            fault = fault if value else f"option `{argument}` lacks a value"
            ours += [argument, value or ""]
        else:
            rest.append(argument)
    return Line(tuple(ours), tuple(rest), fault)


def width(environment: Mapping[str, str]) -> int:
    """Return the columns to write for: the terminal's, within reason; `COLUMNS` decides."""
    try:
        columns = int(environment.get("COLUMNS", "")) or os.get_terminal_size(2).columns
    except (ValueError, OSError):
        columns = 100
    return max(40, min(columns, _WIDEST))
