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
    parameters that differ, every shared estimate with unpaired differences, and the curves over K. The
    folder of a sweep gives the page of the sweep.
    """
    folders = runs or _newest()
    if not folders:
        fact = "there is no complete run below runs/"
        return stopped([Diagnostic(NOT_A_RUN, fact, help=("start one with `mezz run SPEC`",))])
    wrong = [(folder, _why_not(folder, alone=len(folders) == 1)) for folder in folders]
    if any(why for _, why in wrong):
        return stopped(Diagnostic(NOT_A_RUN, f"{folder} {why}") for folder, why in wrong if why)
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


def _why_not(folder: Path, *, alone: bool) -> str:
    """Say why there is nothing to report on, if so."""
    if not _is_sweep(folder):
        return "" if (folder / "plan.json").is_file() else "holds no run"
    if not alone:
        return "holds a sweep, which has a page to itself"
    return "" if _cells(folder) else "is damaged: its list of cells cannot be read"


def _incomplete(folders: list[Path]) -> str:
    """Say which runs have no verdict."""
    from mezz.record.store import RunFolder

    runs = [
        one for folder in folders for one in (_cells(folder) if _is_sweep(folder) else [folder])
    ]
    stopped_runs = [str(folder) for folder in runs if not RunFolder(folder).completed]
    verb = "is" if len(stopped_runs) == 1 else "are"
    return f"{', '.join(stopped_runs)} {verb} incomplete: no verdict" if stopped_runs else ""


def _written(folders: list[Path], out: Path | None) -> Path:
    from mezz import api, sweep

    if _is_sweep(folders[0]):
        return sweep.report(folders[0], out)
    if len(folders) == 1:
        return api.report(folders[0], out)
    return api.compare(folders, out or _TOGETHER)


def _newest() -> list[Path]:
    """Return the folder whose verdict was written last, if there is one; of a cell, the sweep's."""
    verdicts = [*Path("runs").glob("*/*/verdict.json"), *Path("runs").glob("*/*/*/verdict.json")]
    newest = sorted(verdicts, key=lambda path: path.stat().st_mtime)[-1:]
    above = [path.parent.parent for path in newest]
    return [
        folder if _is_sweep(folder) else path.parent
        for folder, path in zip(above, newest, strict=True)
    ]


def _is_sweep(folder: Path) -> bool:
    return (folder / "sweep.json").is_file()


def _cells(folder: Path) -> list[Path]:
    """Return the folders of a sweep's cells; of a damaged sweep, none."""
    from mezz.record.store import DamagedRecord, RunFolder
    from mezz.record.sweep import SweepRecord

    try:
        record = RunFolder(folder).read(SweepRecord)
    except DamagedRecord:
        return []
    return [folder / cell.name for cell in record.cells] if record else []
