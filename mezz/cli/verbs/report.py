"""`mezz report`: the page of a run, made again; or one page about several."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mezz.cli.outcome import Outcome, stopped
from mezz.diag.codes.command import NOT_A_RUN
from mezz.diag.codes.planning import OUTPUT_UNWRITABLE
from mezz.diag.diagnostic import Diagnostic

EXAMPLES = (
    "mezz report                                 of the newest run below runs/",
    "mezz report runs/kepler-turns/1f3c9a",
    "mezz report runs/kepler-turns/1f3c9a --out kepler.html",
    "mezz report runs/kepler-turns/*             side by side, in comparison.html",
)

_TOGETHER = Path("comparison.html")


def command(
    context: typer.Context,
    runs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="RUN", help="Folders of runs. Default: the newest complete one."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where to write. Default: report.html inside; comparison.html for several.",
        ),
    ] = None,
) -> Outcome:
    """Write the report of a run again, from what it left; nothing is computed.

    The page is one HTML file that needs no network, to be read, printed or mailed. The page of a run
    that was stopped says how far it came. Several runs share one page: their verdicts, the
    parameters that differ, every shared estimate with unpaired differences, and the curves over K.
    """
    folders = runs or _newest()
    if not folders:
        fact = "there is no complete run below runs/"
        return stopped([Diagnostic(NOT_A_RUN, fact, help=("start one with `mezz run SPEC`",))])
    missing = [
        Diagnostic(NOT_A_RUN, f"{folder} holds no run")
        for folder in folders
        if not (folder / "plan.json").is_file()
    ]
    if missing:
        return stopped(missing)
    try:
        page = _written(folders, out)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return stopped([Diagnostic(OUTPUT_UNWRITABLE, f"the report cannot be written: {reason}")])
    return Outcome(
        text=str(page),
        words=_incomplete(folders),
        data={"runs": list(map(str, folders)), "report": str(page)},
    )


def _incomplete(folders: list[Path]) -> str:
    """Say which runs have no verdict."""
    from mezz.record.store import RunFolder

    stopped_runs = [str(folder) for folder in folders if not RunFolder(folder).completed]
    verb = "is" if len(stopped_runs) == 1 else "are"
    return f"{', '.join(stopped_runs)} {verb} incomplete: no verdict" if stopped_runs else ""


def _written(folders: list[Path], out: Path | None) -> Path:
    from mezz import api

    if len(folders) == 1:
        return api.report(folders[0], out)
    return api.compare(folders, out or _TOGETHER)


def _newest() -> list[Path]:
    """Return the folder whose verdict was written last, if there is one."""
    verdicts = Path("runs").glob("*/*/verdict.json")
    return [path.parent for path in sorted(verdicts, key=lambda path: path.stat().st_mtime)[-1:]]
