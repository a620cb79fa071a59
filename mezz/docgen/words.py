"""The type of a value in words, from its JSON Schema: `whole number (1 to 100)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN = {
    "integer": "whole number",
    "number": "number",
    "string": "text",
    "boolean": "true or false",
    "null": "nothing",
    "object": "block",
    "array": "list",
}


def type_in_words(schema: Mapping[str, Any]) -> str:
    """Describe what a value may be, on one line of Markdown."""
    choices = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if choices:
        return " or ".join(map(spelt, choices))
    if "anyOf" in schema:
        return " or ".join(map(type_in_words, schema["anyOf"]))
    if "$ref" in schema:
        return f"block `{schema['$ref'].rpartition('/')[2]}`"
    return _of_one_type(schema)


def _of_one_type(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if kind in {"integer", "number"}:
        return _PLAIN[kind] + _range(schema)
    if kind == "array":
        return _list(schema)
    if kind == "string" and "pattern" in schema:
        return f"text that matches `{schema['pattern']}`"
    return _PLAIN.get(str(kind), "anything")


def spelt(value: Any) -> str:
    """Write a value as a spec would, in code marks."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f"`{value}`" if value else "empty"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, list | tuple):
        return f"`[{', '.join(str(one) for one in value)}]`"
    if isinstance(value, dict):
        return "as below" if value else "empty"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _range(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if low is not None and high is not None:
        return f" ({_number(low)} to {_number(high)})"
    parts = [
        f"{words} {_number(bound)}"
        for words, bound in (
            ("at least", low),
            ("above", above),
            ("at most", high),
            ("below", below),
        )
        if bound is not None
    ]
    return f" ({' and '.join(parts)})" if parts else ""


def _number(bound: float) -> str:
    return f"{bound:,}".replace(",", " ") if isinstance(bound, int) else f"{bound:g}"


def _list(schema: Mapping[str, Any]) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(type_in_words(one) for one in schema['prefixItems'])}]"
    items = schema.get("items")
    return f"list of {type_in_words(items)}" if items else "list"
