"""`mezz cache`: what is kept, whether it is sound, and what may go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from mezz.cli.outcome import Outcome, stopped
from mezz.cli.quantity import amount, duration
from mezz.cli.table import columns
from mezz.diag.codes.planning import CACHE_UNWRITABLE
from mezz.diag.codes.running import ARTIFACT_DAMAGED
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mezz.cache.stock import Entry
    from mezz.cache.store import Cache

EXAMPLES = (
    "mezz cache ls",
    "mezz cache verify                            read everything, and say what is damaged",
    "mezz cache gc                                remove what no run used for 30 days",
    "mezz cache gc --older-than 7 --keep-runs     but nothing that a run below runs/ is made of",
)

_DAY = 24 * 3600.0
_SHOWN = 12

What = Literal["ls", "verify", "gc"]


def command(
    context: typer.Context,
    what: Annotated[What, typer.Argument(metavar="WHAT", help="What to do: ls, verify or gc.")],
    older_than: Annotated[
        float,
        typer.Option("--older-than", min=0, metavar="DAYS", help="gc: unused for so many days."),
    ] = 30.0,
    keep_runs: Annotated[
        bool, typer.Option("--keep-runs", help="gc: keep what the runs below runs/ are made of.")
    ] = False,
) -> Outcome:
    """List what the cache holds, verify it, or remove what was not used for long.

    `ls` prints every artifact with its size and the time since a run last used it. `verify` reads
    every file and compares its digest; it exits 3 where something is damaged. `gc` never touches
    what a run is at. Whatever is removed, or damaged, is computed again when it is needed.
    """
    from mezz.cache.store import Cache, default_root

    cache = Cache(context.obj.cache or default_root())
    if what == "ls":
        return _listed(cache)
    return _verified(cache) if what == "verify" else _collected(cache, older_than, keep_runs)


def _listed(cache: Cache) -> Outcome:
    from mezz.cache.stock import entries

    found = entries(cache)
    rows = [
        (entry.key[:_SHOWN], entry.verb, amount(entry.size, "B"), _ago(entry), _stage(entry))
        for entry in found
    ]
    head = ("key", "verb", "size", "used", "stage")
    return Outcome(
        text=columns([head, *rows], right=frozenset({2, 3})) if rows else "",
        words=f"{_together(found)} in {cache.root}",
        data={"root": str(cache.root), "artifacts": _plain(found)},
    )


def _verified(cache: Cache) -> Outcome:
    from mezz.cache.stock import entries

    found = entries(cache)
    faults = {entry: cache.damage(entry.key) for entry in found}
    damaged = {entry: problems for entry, problems in faults.items() if problems}
    said = [
        Diagnostic(
            ARTIFACT_DAMAGED,
            f"{entry.key[:_SHOWN]} ({_stage(entry)}): {'; '.join(problems)}",
            help=("the next run that needs it makes it again",),
        )
        for entry, problems in damaged.items()
    ]
    data = {
        "root": str(cache.root),
        "verified": len(found),
        "damaged": [{**one, "problems": damaged[entry]} for entry, one in _paired(list(damaged))],
    }
    if said:
        return stopped(said, data=data)
    return Outcome(words=f"{_together(found)} in {cache.root}: all as written", data=data)


def _collected(cache: Cache, older_than: float, keep_runs: bool) -> Outcome:
    from mezz.cache.failure import CacheUnwritable
    from mezz.cache.stock import collect
    from mezz.record.runs import keys_of

    keep = keys_of(Path("runs")) if keep_runs else frozenset()
    try:
        gone = collect(cache, older_than * _DAY, keep)
    except CacheUnwritable as error:
        return stopped([Diagnostic(CACHE_UNWRITABLE, str(error))])
    return Outcome(
        words=f"removed {_together(gone)} from {cache.root}",
        data={"root": str(cache.root), "removed": _plain(gone)},
    )


def _together(found: Sequence[Entry]) -> str:
    plural = "" if len(found) == 1 else "s"
    return f"{len(found)} artifact{plural}, {amount(sum(entry.size for entry in found), 'B')},"


def _stage(entry: Entry) -> str:
    return entry.stage or "damaged"


def _ago(entry: Entry) -> str:
    days = entry.idle / _DAY
    return f"{days:.0f} days ago" if days >= 2 else f"{duration(max(entry.idle, 0.0))} ago"


def _plain(found: Sequence[Entry]) -> list[dict[str, Any]]:
    return [one for _, one in _paired(found)]


def _paired(found: Sequence[Entry]) -> list[tuple[Entry, dict[str, Any]]]:
    from dataclasses import asdict

    return [(entry, asdict(entry)) for entry in found]
