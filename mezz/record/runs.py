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
    """Return the runs in `folder/<name>/<run-id>/`, and the cells of sweeps, the newest first."""
    found = (_found(path.parent) for path in _plans(folder))
    return sorted(found, key=lambda run: (-run.changed, str(run.path)))


def keys_of(folder: Path) -> frozenset[str]:
    """Return the keys of all stages of the runs below a folder; a damaged plan names none."""
    keys: set[str] = set()
    for path in _plans(folder):
        with suppress(DamagedRecord):
            plan = RunFolder(path.parent).read(PlanRecord)
            keys.update(stage.key for stage in (plan.stages if plan else ()))
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


def _plans(folder: Path) -> Iterator[Path]:
    """Yield the plan of every run, and of every cell of a sweep."""
    yield from folder.glob(f"*/*/{PLAN}")
    yield from folder.glob(f"*/*/*/{PLAN}")


def _found(folder: Path) -> FoundRun:
    run = RunFolder(folder)
    verdict = run.verdict()
    try:
        plan = run.read(PlanRecord)
    except DamagedRecord:
        plan = None
    files = list(_stats(folder))
    return FoundRun(
        folder,
        name=plan.name if plan else folder.parent.name,
        id=plan.run if plan else folder.name,
        word=verdict.word if verdict else "",
        reason=verdict.reason if verdict else "",
        changed=max((changed for changed, _ in files), default=0.0),
        size=sum(size for _, size in files),
    )


def _stats(folder: Path) -> Iterator[tuple[float, int]]:
    """Yield when each file was last changed, and its size in bytes."""
    for path in folder.rglob("*"):
        if path.is_file():
            state = path.stat()
            yield state.st_mtime, state.st_size
