"""`mezz show`: the spec as mezz understands it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mezz.cli.outcome import Outcome, stopped
from mezz.cli.subject import Sets, SpecName, checked
from mezz.cli.table import columns
from mezz.diag.visible import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.spec.model import Spec
    from mezz.spec.node import Node, NodePath

EXAMPLES = (
    "mezz show my.yml",
    "mezz show small/kepler --origin      which file or option every value comes from",
    "mezz show my.yml --set teacher.K=3 > fixed.yml",
)


def command(
    context: typer.Context,
    spec: SpecName,
    sets: Sets = None,
    origin: Annotated[
        bool, typer.Option("--origin", help="Say where every value comes from.")
    ] = False,
) -> Outcome:
    """Print a spec as it is understood: `extends` and `--set` merged, every default filled in.

    The output is a spec of its own and means the same. With `--origin` it is a table of paths,
    values, and the file and line, option or default that each value comes from.
    """
    found = checked(spec, context.obj, sets, None)
    if found.spec is None or found.tree is None:
        return stopped(found.diagnostics, found.sources)
    from mezz.docgen import yaml

    values = resolved(found.spec)
    rows = list(_rows(values, found.tree))
    table = [(path, shortened(value), where) for path, value, where in rows]
    text = columns(table) if origin else yaml.block(values)
    origins = {path: where for path, _, where in rows}
    return Outcome(
        text=text,
        data={"spec": values, "origins": origins},
        diagnostics=found.diagnostics,
        sources=found.sources,
    )


def resolved(spec: Spec) -> dict[str, Any]:
    """Return a spec as plain data, defaults included, `kind` first in every component."""
    plain = spec.model_dump(mode="json", by_alias=True)
    return {key: _kind_first(one) for key, one in plain.items()}


def _kind_first(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    head = {"kind": value["kind"]} if "kind" in value else {}
    return head | {key: _kind_first(one) for key, one in value.items()}


def _rows(value: Any, node: Node | None, path: NodePath = ()) -> Iterator[tuple[str, str, str]]:
    """Return path, value and origin of every single value, and of every list as a whole."""
    from mezz.docgen import yaml
    from mezz.spec.node import find, name_of

    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _rows(one, node, (*path, key))
        return
    found = find(node, path) if node else None
    where = f"{found.span.source}:{found.span.line}" if found else "default"
    if found and found.span.source.startswith("--"):
        where = found.span.source
    yield name_of(path), yaml.flow(value), where
