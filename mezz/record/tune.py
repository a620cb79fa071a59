"""What was tried before a run: its pilots, and which of them was chosen."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, JsonValue  # noqa: TC002  the model needs it at run time

from mezz.record.model import Interval, Record  # noqa: TC001  the model needs it at run time


class PilotRecord(Record):
    """One pilot. `effect` is what the choice goes by."""

    name: str
    run: str
    values: dict[str, JsonValue]
    baseline: dict[str, Interval] = Field(description="expression of the band -> its estimate")
    within: bool
    effect: Interval
    chosen: bool


class PilotsRecord(Record):
    """`pilots.json`: every pilot of a tuned run. No row of the run is one of theirs."""

    schema_: Literal["mezz.pilots/1"] = Field("mezz.pilots/1", alias="schema")
    name: str
    pick: str
    band: dict[str, tuple[float, float]]
    seed: int = Field(description="seed of the pilots' world")
    seeds: tuple[int, ...] = Field(description="their training seeds")
    pilots: tuple[PilotRecord, ...]

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True
    )
