"""`mezz validate`: is the spec sound?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mezz.cli.exit import of_diagnostics
from mezz.cli.outcome import Outcome
from mezz.cli.subject import Allowed, Sets, checked
from mezz.diag.diagnostic import Severity, has_errors

if TYPE_CHECKING:
    from mezz.api import Checked

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
        typer.Argument(metavar="SPEC", help="Files, or names of shipped specs."),
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
    sound = [_sound(name, each) for name, each in found.items() if not has_errors(each.diagnostics)]
    return Outcome(
        exit=of_diagnostics(diagnostics),
        words="\n".join(sound),
        data=[
            {
                "spec": name,
                "ok": not has_errors(each.diagnostics),
                "name": each.spec.name if each.spec else None,
            }
            for name, each in found.items()
        ],
        diagnostics=diagnostics,
        sources={name: text for each in found.values() for name, text in each.sources.items()},
    )


def _sound(name: str, checked_: Checked) -> str:
    warnings = sum(one.severity is Severity.WARNING for one in checked_.diagnostics)
    more = f", with {warnings} warning{'' if warnings == 1 else 's'}" if warnings else ""
    return f"{name}: valid{more}"
