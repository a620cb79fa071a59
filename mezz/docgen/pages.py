"""Every generated file: its place in the checkout, and its text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mezz.component.registry import SINGULAR, entries, load
from mezz.diag.codes import CODES
from mezz.docgen import block, command, component, error, experiment, records
from mezz.docgen.markdown import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.component.registry import Group

OWNED = ("docs/reference", "schemas")
"""Folders that hold generated files and nothing else: what is not generated does not belong there."""

_GROUPS: tuple[Group, ...] = ("worlds", "symmetries", "encoders", "models", "measures", "sinks")


def pages() -> dict[str, str]:
    """Return every generated file by its path from the top of the checkout.

    Components of plugins are left out: the files are the same wherever they are made.
    """
    found = {
        "schemas/experiment.schema.json": _json(experiment.schema()),
        **{f"schemas/{name}.schema.json": _json(records.schema(name)) for name in records.RECORDS},
        "docs/reference/spec.md": block.page(),
        "docs/reference/cli.md": command.page(),
        "docs/reference/errors/index.md": error.index(CODES.values()),
        **{f"docs/reference/errors/{id_}.md": error.page(code) for id_, code in CODES.items()},
    }
    return found | dict(_components())


def _components() -> Iterator[tuple[str, str]]:
    for group in _GROUPS:
        own = [kind for kind, entry in entries(group).items() if entry.distribution is None]
        rows = [(f"[`{kind}`]({kind}.md)", component.summary(load(group, kind))) for kind in own]
        head = (SINGULAR[group], "in a line")
        yield f"docs/reference/{group}/index.md", f"# {group.capitalize()}\n\n{table(head, rows)}\n"
        for kind in own:
            yield f"docs/reference/{group}/{kind}.md", component.page(group, kind)


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
