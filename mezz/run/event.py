"""What happens during a run: written to `events.jsonl`, and told to whoever listens."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mezz.diag.codes.planning import LOGGER_MISSING
from mezz.diag.codes.running import LOGGER_FAILED
from mezz.diag.diagnostic import Severity
from mezz.record.event import Event
from mezz.run.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from mezz.record.model import Metrics, VerdictRecord
    from mezz.record.store import RunFolder
    from mezz.run.logger import Failure, Loggers


class EventLog:
    """Writes events down and passes them on. Progress is passed on only.

    `faults` are warnings: the loggers that could not go on.
    """

    def __init__(
        self, folder: RunFolder, listener: Callable[[Event], None] | None, loggers: Loggers
    ) -> None:
        """Write to the run's log and tell `listener`, if there is one, and the spec's loggers."""
        self._folder = folder
        self._listener = listener
        self._loggers = loggers
        self.faults: list[Fault] = []

    def say(self, kind: str, stage: str = "", **data: Any) -> None:
        """Tell one event."""
        self._tell(kind, stage, data)
        self._say_failures()

    def learned(self, stage: str, folder: Path) -> None:
        """Tell the loggers of a fit whose artifact lies in `folder`."""
        self._loggers.learned(stage, folder)

    def concluded(self, metrics: Metrics, verdict: VerdictRecord, fits: Mapping[str, Path]) -> None:
        """Tell the loggers the results, and of the fits, by stage, that did not have to run."""
        self._loggers.concluded(metrics, verdict, fits)

    def close(self) -> None:
        """Wait a while for the loggers, and say which of them failed."""
        self._loggers.close()
        self._say_failures()

    def _tell(self, kind: str, stage: str, data: dict[str, Any]) -> None:
        event = Event.model_validate(
            {"kind": kind, "stage": stage, "time": time.time(), "data": data}
        )
        if kind != "stage-progress":
            self._folder.append_event(event)
        if self._listener:
            self._listener(event)
        self._loggers.hear(event)

    def _say_failures(self) -> None:
        for failure in self._loggers.failures():
            fault = _fault_of(failure)
            # What is not installed was said when the spec was checked.
            self.faults += [] if failure.missing else [fault]
            with suppress(OSError):  # a disk that stopped a logger may stop this line, not the run
                told = {"code": fault.code.id, "message": fault.message}
                self._tell("log-failed", "", told)


def _fault_of(failure: Failure) -> Fault:
    code = LOGGER_MISSING if failure.missing else LOGGER_FAILED
    return Fault(
        code,
        f"logger `{failure.kind}` was left out: {failure.reason}",
        ("log", failure.place),
        ("the run and its verdict do not depend on it",),
        Severity.WARNING,
    )
