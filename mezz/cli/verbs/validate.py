"""`mezz validate`: is the spec sound?"""

from __future__ import annotations

from typing import Annotated

import typer

from mezz.cli.exit import of_diagnostics
from mezz.cli.outcome import Outcome
from mezz.cli.subject import Allowed, Sets, checked
from mezz.diag.diagnostic import Diagnostic, Severity

EXAMPLES = (
    "mezz validate my.yml",
    "mezz validate kepler sp500_volatility    shipped specs, by name",
    "mezz validate my.yml --set world.test=2000",
    "mezz validate specs/*.yml --format github",
)


def command(
    context: typer.Context,
    specs: Annotated[
        list[str],
        typer.Argument(metavar="SPEC...", help="Files, or names of shipped specs."),
    ],
    sets: Sets = None,
    allow: Allowed = None,
) -> Outcome:
    """Check specs: their form, their meaning, and that a verdict can mean anything.

    Nothing runs and no data is read. Every fault is shown in one pass, with its place in the file
    and a way out.
    """
    found = {name: checked(name, context.obj, sets, allow) for name in specs}
    diagnostics = tuple(one for each in found.values() for one in each.diagnostics)
    return Outcome(
        exit=of_diagnostics(diagnostics),
        words="\n".join(_said(name, each.diagnostics) for name, each in found.items()),
        data=[
            {"spec": name, "ok": each.ok, "name": each.spec.name if each.spec else None}
            for name, each in found.items()
        ],
        diagnostics=diagnostics,
        sources={name: text for each in found.values() for name, text in each.sources.items()},
    )


def _said(name: str, diagnostics: tuple[Diagnostic, ...]) -> str:
    errors = sum(one.severity is Severity.ERROR for one in diagnostics)
    warnings = sum(one.severity is Severity.WARNING for one in diagnostics)
    counts = [
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    return f"{name}: {', '.join(counts) or 'valid'}"
