"""Exit statuses, and the one place that catches everything."""

from __future__ import annotations

import os
import signal
import sys
from enum import IntEnum
from typing import TYPE_CHECKING, Literal, NoReturn

from mezz.diag.codes.command import BUG
from mezz.diag.codes.planning import PRECONDITIONS, STALE_PLAN
from mezz.diag.diagnostic import Diagnostic, Severity, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import FrameType


class Exit(IntEnum):
    """How a command ended, for scripts."""

    DONE = 0
    """Done. A run that completes exits so whatever its verdict."""
    BREAK = 1
    """`gate` or `run --gate`, and the verdict is BREAK."""
    INVALID = 2
    """The command line or the spec is wrong; budgets, rows and splits included."""
    STAGE_FAILED = 3
    """A stage failed while it ran; a full disk too."""
    INCONCLUSIVE = 4
    """`gate` or `run --gate`, and the verdict is INCONCLUSIVE."""
    PRECONDITION = 5
    """An extra, a device, data or a writable place is missing."""
    STALE = 6
    """The saved plan is not the plan of this spec."""
    DISAGREES = 7
    """A repeat ran and disagrees with the original."""
    BUG = 70
    """A fault of mezz itself."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C (SIGINT)."""
    TERMINATED = 143
    """Stopped by SIGTERM."""


class Terminated(BaseException):
    """SIGTERM has arrived. No handler of ordinary errors may swallow it."""


def of_diagnostics(diagnostics: Iterable[Diagnostic]) -> Exit:
    """Return the status of a command that ended with these: the first error decides."""
    errors = (one.code for one in in_order(diagnostics) if one.severity is Severity.ERROR)
    first = next(errors, None)
    if first is None:
        return Exit.DONE
    if first in PRECONDITIONS:
        return Exit.PRECONDITION
    if first.id.startswith("MZ4"):
        return Exit.STAGE_FAILED
    return {STALE_PLAN: Exit.STALE, BUG: Exit.BUG}.get(first, Exit.INVALID)


def of_verdict(word: Literal["MAKE", "BREAK", "INCONCLUSIVE"]) -> Exit:
    """Return the status of `gate` and of `run --gate`."""
    return {"BREAK": Exit.BREAK, "INCONCLUSIVE": Exit.INCONCLUSIVE}.get(word, Exit.DONE)


def guarded(command: Callable[[], int], report: Callable[[Diagnostic], None]) -> int:
    """Run a command; turn signals into their statuses and a bug into one line.

    `report` prints the diagnostic of a bug. The traceback goes to a file, since few people can read
    one; with `MEZZ_DEBUG` set it is printed.
    """
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        return command()
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Terminated:
        return Exit.TERMINATED
    except Exception as error:  # noqa: BLE001  the one place where a bug ends
        report(_bug(error))
        return Exit.BUG
    finally:
        signal.signal(signal.SIGTERM, before)


def _bug(error: Exception) -> Diagnostic:
    import tempfile
    import traceback

    story = "".join(traceback.format_exception(error))
    if os.environ.get("MEZZ_DEBUG"):
        sys.stderr.write(story)
        where = "The traceback stands above."
    else:
        handle, path = tempfile.mkstemp(prefix="mezz-bug-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(story)
        where = f"The traceback lies in {path}; MEZZ_DEBUG=1 prints it."
    first = str(error).partition("\n")[0]
    return Diagnostic(BUG, f"{type(error).__name__}: {first}", help=(where,))


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated
