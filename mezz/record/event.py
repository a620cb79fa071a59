"""What happened in a run, one line of `events.jsonl` each."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue  # noqa: TC002  the model needs it at run time

from mezz.record.model import Record


class Event(Record):
    """One thing that happened. `stage-progress` and `cell-started` are shown, never written."""

    kind: Literal[
        "cell-started",
        "run-started",
        "stage-cached",
        "stage-damaged",
        "stage-started",
        "stage-progress",
        "stage-done",
        "stage-failed",
        "run-done",
        "log-failed",
    ]
    stage: str = Field("", description="The stage's id; empty for the run as a whole.")
    time: float = Field(description="Seconds since the epoch.")
    data: dict[str, JsonValue] = Field(
        default={}, description="What the event says: seconds, message, code, ..."
    )
