"""JSON Schemas without the noise: pydantic's made-up titles, and definitions nested in definitions."""

from __future__ import annotations

from typing import Any

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def tidied(schema: Any) -> Any:
    """Drop the titles that pydantic makes up from names. A property called `title` stays."""
    if isinstance(schema, list):
        return [tidied(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: one for key, one in schema.items() if key != "title" or not isinstance(one, str)}
    return {
        key: {name: tidied(each) for name, each in one.items()}
        if key in {"properties", "$defs"}
        else tidied(one)
        for key, one in kept.items()
    }


def taken_apart(schema: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a schema without its definitions, and the definitions."""
    rest = dict(schema)
    return rest, rest.pop("$defs", {})
