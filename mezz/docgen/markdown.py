"""Tables of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mezz.docgen.words import spelt, type_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; cells hold one line each."""
    lines = [_row(head), _row(["---"] * len(head)), *map(_row, rows)]
    return "\n".join(lines)


def parameters(
    properties: Mapping[str, Any], required: frozenset[str], schema: Mapping[str, Any]
) -> str:
    """Return the table of a block's parameters, from the `properties` of its JSON Schema."""
    rows = [
        (
            f"`{name}`",
            type_in_words(_resolved(one, schema)),
            "required" if name in required else spelt(one.get("default")),
            _meaning(one, schema),
        )
        for name, one in properties.items()
    ]
    return table(("name", "type", "default", "meaning"), rows)


def _target(one: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the definition that a property refers to, or the property itself."""
    found = schema.get("$defs", {}).get(str(one.get("$ref", "")).rpartition("/")[2], one)
    return dict(found)


def _resolved(one: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference to a simple type; a block stays a reference."""
    target = _target(one, schema)
    return one if target.get("type") == "object" else target


def _meaning(one: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return a property's description; pydantic leaves out one that its block says too."""
    own = one.get("description") or _target(one, schema).get("description", "")
    return str(own).partition("\n\n")[0]


def _row(cells: Iterable[str]) -> str:
    plain = (cell.replace("\n", " ").replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(plain)} |"
