"""The runs below a folder: which there are, and how to remove one."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.record.model import PlanRecord
from mezz.record.store import FILES, DamagedRecord, RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAN = FILES[PlanRecord]
_LEFT = (*FILES.values(), "spec.yml", "resolved.json", "events.jsonl", "report.html")


@dataclass(frozen=True, slots=True)
class FoundRun:
    """A run on disk: `word` is empty where it has no verdict, `changed` seconds since the epoch."""

    path: Path
    name: str
    id: str
    word: str
    reason: str
    changed: float
    size: int


def runs_below(folder: Path) -> list[FoundRun]:
    """Return the runs in `folder/<name>/<run-id>/`, the newest first."""
    found = (_found(path.parent) for path in folder.glob(f"*/*/{PLAN}"))
    return sorted(found, key=lambda run: (-run.changed, str(run.path)))


def keys_of(folder: Path) -> frozenset[str]:
    """Return the keys of all stages of the runs below a folder; a damaged plan names none."""
    keys: set[str] = set()
    for path in folder.glob(f"*/*/{PLAN}"):
        with suppress(DamagedRecord):
            plan = RunFolder(path.parent).read(PlanRecord)
            keys.update(stage.key for stage in plan.stages if plan)
    return frozenset(keys)


def remove(folder: Path) -> None:
    """Remove what a run leaves, and the folder if nothing else lies in it.

    Raises:
        OSError: something cannot be removed.
    """
    # The plan first: what is left of a removal that was cut short is no run any more.
    for name in (PLAN, *_LEFT):
        (folder / name).unlink(missing_ok=True)
        for draft in folder.glob(f".{name}.*"):
            draft.unlink()
    if (student := RunFolder(folder).student).is_dir():
        shutil.rmtree(student)
    with suppress(OSError):  # it holds what no run has left there
        folder.rmdir()


def _found(folder: Path) -> FoundRun:
    run = RunFolder(folder)
    verdict = run.verdict()
    with suppress(DamagedRecord):
        plan = run.read(PlanRecord)
        if plan is not None:
            return _told(folder, plan.name, plan.run, *_verdict_of(run))
    name, id_ = (verdict.name, verdict.run) if verdict else (folder.parent.name, folder.name)
    return _told(folder, name, id_, *_verdict_of(run))


def _verdict_of(run: RunFolder) -> tuple[str, str]:
    verdict = run.verdict()
    return (verdict.word, verdict.reason) if verdict else ("", "")


def _told(folder: Path, name: str, id_: str, word: str, reason: str) -> FoundRun:
    files = list(_stats(folder))
    changed = max((mtime for mtime, _ in files), default=0.0)
    return FoundRun(folder, name, id_, word, reason, changed, sum(size for _, size in files))


def _stats(folder: Path) -> Iterator[tuple[float, int]]:
    for path in folder.rglob("*"):
        if path.is_file():
            state = path.stat()
            yield state.st_mtime, state.st_size
