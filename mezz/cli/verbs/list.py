"""`mezz list`: what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mezz.cli.outcome import Outcome
from mezz.cli.table import columns

if TYPE_CHECKING:
    from mezz.component.registry import Group

EXAMPLES = ("mezz list worlds", "mezz list specs", "mezz list codes --json")

What = Literal["worlds", "symmetries", "encoders", "models", "measures", "sinks", "specs", "codes"]


def command(
    context: typer.Context,
    what: Annotated[What, typer.Argument(metavar="WHAT", help="What to list.")],
) -> Outcome:
    """List the components a spec can name, the shipped specs, or the error codes.

    WHAT is one of worlds, symmetries, encoders, models, measures, sinks, specs, codes. `mezz explain`
    has a page on each of them.
    """
    if what == "specs":
        rows = _specs()
    elif what == "codes":
        rows = _codes()
    else:
        rows = _components(what)
    return Outcome(
        text=columns(rows) if rows else "",
        data=[{"name": name, "summary": summary} for name, summary in rows],
    )


def _components(group: Group) -> list[tuple[str, str]]:
    from mezz.component.registry import BrokenComponent, kinds, load
    from mezz.docgen.component import summary

    found: list[tuple[str, str]] = []
    for kind in kinds(group):
        try:
            found.append((kind, summary(load(group, kind))))
        except BrokenComponent as broken:
            found.append((kind, f"cannot be used here: {broken}"))
    return found


def _specs() -> list[tuple[str, str]]:
    from mezz.spec.extends import assemble
    from mezz.spec.node import to_plain
    from mezz.spec.shipped import shipped_specs

    trees = {name: assemble(path).tree for name, path in shipped_specs().items()}
    return [(name, to_plain(tree).get("title", "")) for name, tree in trees.items() if tree]


def _codes() -> list[tuple[str, str]]:
    from mezz.diag.codes import CODES

    return [(code.id, code.title) for code in CODES.values()]
