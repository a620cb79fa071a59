"""The JSON Schemas of what a run leaves, and of what the command line answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mezz.docgen.tidy import DRAFT, tidied
from mezz.record.model import Metrics, PlanRecord, VerdictRecord

if TYPE_CHECKING:
    from mezz.record.model import Record

RECORDS: dict[str, type[Record]] = {
    "metrics": Metrics,
    "verdict": VerdictRecord,
    "plan": PlanRecord,
}
"""The records whose schemas are published, by the name of their file."""


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one record, as it is written."""
    made = RECORDS[name].model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": DRAFT, "title": f"{name}.json of a mezz run", **tidied(made)}
