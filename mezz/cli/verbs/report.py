"""`mezz report`: the page of a finished run, made again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mezz.cli.outcome import Outcome, stopped
from mezz.diag.codes.command import BAD_USAGE, NOT_A_RUN
from mezz.diag.codes.planning import OUTPUT_UNWRITABLE
from mezz.diag.diagnostic import Diagnostic, has_errors

EXAMPLES = (
    "mezz report                                 of the newest run below runs/",
    "mezz report runs/kepler-turns/1f3c9a",
    "mezz report runs/kepler-turns/1f3c9a --out kepler.html",
)


def command(
    context: typer.Context,
    runs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="RUN", help="Folders of runs. Default: the newest complete one."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write. Default: report.html inside."),
    ] = None,
) -> Outcome:
    """Write the report of runs again, from what they left; nothing is computed.

    The page is one HTML file that needs no network, to be read, printed or mailed. The page of a run
    that was stopped says how far it came.
    """
    folders = runs or _newest()
    if not folders:
        fact = "there is no complete run below runs/"
        return stopped([Diagnostic(NOT_A_RUN, fact, help=("start one with `mezz run SPEC`",))])
    if out is not None and len(folders) > 1:
        return stopped(
            [Diagnostic(BAD_USAGE, "`--out` names one file, and there are several runs")]
        )
    written: dict[Path, Path] = {}
    diagnostics: list[Diagnostic] = []
    for folder in folders:
        made = _made(folder, out)
        if isinstance(made, Diagnostic):
            diagnostics.append(made)
        else:
            written[folder] = made
    data = [{"run": str(run), "report": str(page)} for run, page in written.items()]
    if has_errors(diagnostics):
        return stopped(diagnostics, data=data)
    return Outcome(text="\n".join(map(str, written.values())), data=data)


def _newest() -> list[Path]:
    """Return the folder whose verdict was written last, if there is one."""
    verdicts = Path("runs").glob("*/*/verdict.json")
    return [path.parent for path in sorted(verdicts, key=lambda path: path.stat().st_mtime)[-1:]]


def _made(folder: Path, out: Path | None) -> Path | Diagnostic:
    from mezz import api

    if not (folder / "plan.json").is_file():
        return Diagnostic(NOT_A_RUN, f"{folder} holds no run")
    try:
        return api.report(folder, out)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Diagnostic(OUTPUT_UNWRITABLE, f"the report cannot be written: {reason}")
