"""Diagnostics as text: for people, for grep, for programs, for GitHub.

Every renderer sorts by position, drops exact repeats, and spells out what cannot be seen. None
looks at the terminal: width and colour are arguments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mezz.diag.diagnostic import Diagnostic

Format = Literal["full", "concise", "github"]
"""The formats that are text; `mezz.diag.render.json` gives plain data for the `--json` envelope."""


def render(
    form: Format,
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, str],
    *,
    width: int = 100,
    colour: bool = False,
) -> str:
    """Render as text without a final line break; empty if there is nothing to say.

    Args:
        form: the format; only `full` quotes the sources and heeds `width` and `colour`.
        diagnostics: in any order.
        sources: the text behind every name that spans mention, as `assemble` returns them.
        width: columns of the terminal; longer source lines are shown in part.
        colour: whether to write ANSI colours.
    """
    from mezz.diag.render import concise, full, github

    if form == "full":
        return full.render(diagnostics, sources, width=width, colour=colour)
    return concise.render(diagnostics) if form == "concise" else github.render(diagnostics)
