"""What happens during a run: written to `events.jsonl`, and told to whoever listens."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from mezz.record.event import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.store import RunFolder


class EventLog:
    """Writes events down and passes them on. Progress is passed on only."""

    def __init__(self, folder: RunFolder, listener: Callable[[Event], None] | None) -> None:
        """Write to the run's log and tell `listener`, if there is one."""
        self._folder = folder
        self._listener = listener

    def say(self, kind: str, stage: str = "", **data: Any) -> None:
        """Tell one event."""
        event = Event.model_validate(
            {"kind": kind, "stage": stage, "time": time.time(), "data": data}
        )
        if kind != "stage-progress":
            self._folder.append_event(event)
        if self._listener:
            self._listener(event)
