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
    """Return the JSON Schema (draft 2020-12) of one record, as it is written: with every key."""
    made = RECORDS[name].model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": DRAFT, "title": f"{name}.json of a mezz run", **_whole(tidied(made))}


def _whole(schema: Any) -> Any:
    """Require every key of every object: records are written whole, defaults included."""
    if isinstance(schema, list):
        return [_whole(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {key: _whole(one) for key, one in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        whole["required"] = list(schema["properties"])
    return whole
