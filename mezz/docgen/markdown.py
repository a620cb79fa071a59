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
            str(one.get("description", "")),
        )
        for name, one in properties.items()
    ]
    return table(("name", "type", "default", "meaning"), rows)


def _resolved(one: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference to a simple type; a block stays a reference."""
    target = schema.get("$defs", {}).get(str(one.get("$ref", "")).rpartition("/")[2], one)
    return one if target.get("type") == "object" else target


def _row(cells: Iterable[str]) -> str:
    plain = (cell.replace("\n", " ").replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(plain)} |"
