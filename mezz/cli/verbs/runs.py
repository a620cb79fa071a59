"""`mezz runs`: which runs there are, and the end of one."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mezz.cli.outcome import Outcome, stopped
from mezz.cli.quantity import amount
from mezz.cli.table import columns
from mezz.diag.codes.command import BAD_USAGE, NOT_A_RUN
from mezz.diag.codes.planning import OUTPUT_UNWRITABLE
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.record.runs import FoundRun

EXAMPLES = (
    "mezz runs ls",
    "mezz runs rm 1f3c9a0b42d7                     by its id, wherever below runs/ it lies",
    "mezz runs rm runs/kepler-turns/1f3c9a0b42d7 --yes",
)

_HOME = Path("runs")
_LISTED = "`mezz runs ls` lists them; a folder names one"

What = Literal["ls", "rm"]


def command(
    context: typer.Context,
    what: Annotated[What, typer.Argument(metavar="WHAT", help="What to do: ls or rm.")],
    runs: Annotated[
        list[str] | None,
        typer.Argument(metavar="RUN", help="rm: folders of runs, or their ids."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="rm: do not ask.")] = False,
) -> Outcome:
    """List the runs below runs/, newest first, or remove some.

    A run without a verdict was stopped or has failed: the same command goes on with it. `rm` takes
    away the records and the report of a run, after asking, and nothing else that lies in its folder;
    what was computed stays in the cache (see `mezz cache gc`).
    """
    named = runs or []
    if what == "ls":
        return _refused("`runs ls` takes no name") if named else _listed()
    if not named:
        return _refused("`runs rm` names no run")
    folders = {name: _folders(name) for name in named}
    unclear = [
        Diagnostic(NOT_A_RUN, f"{name} names {len(found) or 'no'} runs", help=(_LISTED,))
        for name, found in folders.items()
        if len(found) != 1
    ]
    if unclear:
        return stopped(unclear)
    chosen = list(dict.fromkeys(folder for (folder,) in folders.values()))
    if not yes:
        if context.obj.json or not sys.stdin.isatty():
            return _refused("nobody can be asked here: say `--yes`")
        if not typer.confirm(f"Remove {', '.join(map(str, chosen))}?", err=True):
            return Outcome(words="nothing was removed", data={"removed": []})
    return _removed(chosen)


def _listed() -> Outcome:
    from mezz.record.runs import runs_below

    found = runs_below(_HOME)
    head = ("name", "id", "verdict", "date", "size")
    rows = [
        (run.name, run.id, run.word or "none", _date(run), amount(run.size, "B")) for run in found
    ]
    return Outcome(
        text=columns([head, *rows], right=frozenset({4})) if rows else "",
        words="" if rows else f"there is no run below {_HOME}/",
        data=[_plain(run) for run in found],
    )


def _removed(folders: Sequence[Path]) -> Outcome:
    from mezz.record.runs import remove

    for folder in folders:
        try:
            remove(folder)
        except OSError as error:
            fact = f"{folder} cannot be removed: {error.strerror or type(error).__name__}"
            return stopped([Diagnostic(OUTPUT_UNWRITABLE, fact)])
    named = [str(folder) for folder in folders]
    return Outcome(words=f"removed {', '.join(named)}", data={"removed": named})


def _folders(name: str) -> list[Path]:
    """Return the folder of a run: the path itself, else every run of that id below runs/."""
    from mezz.record.runs import PLAN, runs_below

    if (Path(name) / PLAN).is_file():
        return [Path(name)]
    return [run.path for run in runs_below(_HOME) if name in {run.id, run.path.name}]


def _refused(fact: str) -> Outcome:
    return stopped([Diagnostic(BAD_USAGE, fact, help=("see `mezz runs --help`",))])


def _date(run: FoundRun) -> str:
    return datetime.fromtimestamp(run.changed, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _plain(run: FoundRun) -> dict[str, Any]:
    return {
        "path": str(run.path),
        "name": run.name,
        "id": run.id,
        "verdict": run.word or None,
        "reason": run.reason,
        "date": datetime.fromtimestamp(run.changed, UTC).isoformat(timespec="seconds"),
        "size": run.size,
    }
