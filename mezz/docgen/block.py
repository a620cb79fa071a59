"""The reference of the spec's blocks: every key, its type, its default and its meaning."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from mezz.component.registry import BASES, SINGULAR
from mezz.docgen.markdown import parameters
from mezz.spec.model import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = """\
# The spec, block by block

One file holds one experiment. It is closed at every depth: a key that is not listed here is an error.
A key with a default may be left out. Blocks named `World`, `Symmetry`, `Encoder` and `Model` hold a
component: their `kind` says which, and its own page says what else they take.

`extends: base.yml` starts from another spec: mappings are merged key by key, lists and single values
replace, and a block whose `kind` changes is replaced whole.
"""


def page() -> str:
    """Return the Markdown page of the spec's blocks."""
    schema = Spec.model_json_schema(by_alias=True)
    return "\n".join((_OPENING, *_sections(schema))).rstrip() + "\n"


def _sections(schema: dict[str, Any]) -> Iterator[str]:
    components = {base.__name__: group for group, base in BASES.items()}
    yield f"## Spec\n\n{inspect.getdoc(Spec)}\n\n{_table(schema, schema)}\n"
    for name in dict.fromkeys(_named(schema["properties"], schema["$defs"])):
        one = schema["$defs"][name]
        if name in components:
            group = components[name]
            where = f"Every {SINGULAR[group]} has a page of its own: [{group}]({group}/index.md)."
            yield f"## {name}\n\n{one['description']}\n\n{where}\n"
        elif one.get("type") == "object":
            yield f"## {name}\n\n{one['description']}\n\n{_table(one, schema)}\n"


def _named(schema: Any, definitions: dict[str, Any]) -> Iterator[str]:
    """Return the definitions that a schema refers to, in the order a reader meets them."""
    if isinstance(schema, list):
        for one in schema:
            yield from _named(one, definitions)
    elif isinstance(schema, dict):
        for key, one in schema.items():
            if key == "$ref":
                name = one.rpartition("/")[2]
                yield name
                yield from _named(definitions[name], definitions)
            else:
                yield from _named(one, definitions)


def _table(one: dict[str, Any], schema: dict[str, Any]) -> str:
    return parameters(one["properties"], frozenset(one.get("required", ())), schema)
