"""What ended a run, or went wrong beside it, as data: a code, a line of fact, and the place of the spec that asked for it."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.cache.failure import CacheUnwritable, Damaged
from mezz.component.failure import BadData, Unavailable
from mezz.diag.codes import planning, running
from mezz.diag.diagnostic import Severity
from mezz.learn.fit import Diverged

if TYPE_CHECKING:
    from pathlib import Path

    from mezz.diag.code import Code
    from mezz.run.execute import StageFailed


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `spec_path` leads to the block that asked for the stage; empty if none did."""

    code: Code
    message: str
    spec_path: tuple[str | int, ...] = ()
    help: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR


def of_stage(failed: StageFailed) -> Fault:
    """Say which stage failed and why; what was finished before is kept."""
    cause = failed.cause
    code = _code_of(cause)
    said = _said(cause) if code is not running.STAGE_FAILED else f"{type(cause).__name__}: {cause}"
    kept = "everything finished before is kept: the same command goes on from there"
    help_ = (cause.help,) if isinstance(cause, Unavailable) and cause.help else ()
    message = f"stage {failed.stage.id} failed: {said}"
    return Fault(code, message, failed.stage.spec_path, (*help_, kept))


def _said(cause: BaseException) -> str:
    """Return what happened, in the system's words without its number where it was the system."""
    return cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)


def _code_of(cause: BaseException) -> Code:
    by_type: dict[type[BaseException], Code] = {
        Diverged: running.DIVERGED,
        BadData: running.BAD_DATA_IN_STAGE,
        Damaged: running.ARTIFACT_DAMAGED,
        MemoryError: running.OUT_OF_MEMORY,
    }
    for kind, code in by_type.items():
        if isinstance(cause, kind):
            return code
    full = isinstance(cause, CacheUnwritable) and cause.full
    if full or (isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT)):
        return running.DISK_FULL
    if isinstance(cause, CacheUnwritable):
        return planning.CACHE_UNWRITABLE
    return planning.DATA_UNAVAILABLE if isinstance(cause, Unavailable) else running.STAGE_FAILED


def of_cache(error: CacheUnwritable) -> Fault:
    """Say that the cache cannot be written."""
    code = running.DISK_FULL if error.full else planning.CACHE_UNWRITABLE
    return Fault(code, str(error), help=("name another folder with `--cache` or `MEZZ_CACHE`",))


def of_output(path: Path, error: OSError) -> Fault:
    """Say that the run's folder cannot be written."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    code = running.DISK_FULL if full else planning.OUTPUT_UNWRITABLE
    reason = error.strerror or type(error).__name__
    return Fault(code, f"{path}: {reason}", help=("name another folder with `--out`",))


def of_device(device: str) -> Fault:
    """Say that models cannot be trained on a device."""
    return Fault(
        planning.UNKNOWN_DEVICE,
        f"models are trained on the CPU in this version, and not on `{device}`",
        help=("leave `--device` out to run on the CPU",),
    )
