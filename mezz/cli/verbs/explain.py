"""`mezz explain`: a code, a component, or what a spec's symmetry is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mezz.cli.outcome import Outcome, stopped
from mezz.cli.subject import checked
from mezz.diag.codes.command import NOTHING_OF_THAT_NAME
from mezz.diag.diagnostic import Diagnostic
from mezz.diag.similar import similar

if TYPE_CHECKING:
    from mezz.cli.settings import Settings

EXAMPLES = (
    "mezz explain MZ204",
    "mezz explain angle_turns",
    "mezz explain world:kepler        where one word names several things",
    "mezz explain my.yml#symmetry     its structure, and its laws on the data",
)

_CODE = re.compile(r"mz\d{3}", re.IGNORECASE)


def command(
    context: typer.Context,
    topic: Annotated[
        str,
        typer.Argument(metavar="TOPIC", help="A code, a kind, group:kind, or SPEC#symmetry."),
    ],
) -> Outcome:
    """Explain an error code, a component with its parameters, or the symmetry of a spec."""
    if _CODE.fullmatch(topic):
        return _code(topic.upper())
    spec, mark, part = topic.rpartition("#")
    if mark:
        return _part(spec, part, context.obj)
    return _component(topic)


def _code(id_: str) -> Outcome:
    from mezz.diag.codes import CODES
    from mezz.docgen.error import page

    if id_ not in CODES:
        return _nothing(f"there is no code {id_}", ())
    code = CODES[id_]
    data = {"code": code.id, "name": code.name, "title": code.title, "page": page(code)}
    return Outcome(text=page(code), data=data)


def _component(topic: str) -> Outcome:
    from mezz.component.registry import BASES, SINGULAR, BrokenComponent, kinds
    from mezz.docgen.component import page

    wanted, _, kind = topic.rpartition(":")
    groups = [group for group in BASES if wanted in {"", group, SINGULAR[group]}]
    found = [group for group in groups if kind in kinds(group)]
    if not found:
        every = [name for group in groups or BASES for name in kinds(group)]
        return _nothing(f"nothing is called `{topic}`", similar(kind, every))
    try:
        pages = {group: page(group, kind) for group in found}
    except BrokenComponent as broken:
        return _nothing(f"`{topic}` cannot be used here: {broken}", ())
    data = [{"group": group, "kind": kind, "page": text} for group, text in pages.items()]
    return Outcome(text="\n".join(pages.values()), data=data)


def _part(name: str, part: str, settings: Settings) -> Outcome:
    """Explain one block of a spec. The symmetry is the one that has more to say than its YAML."""
    if part != "symmetry":
        return _nothing(f"`#{part}` cannot be explained", ("#symmetry",))
    found = checked(name, settings, None, None)
    if found.spec is None or not found.ok:
        return stopped(found.diagnostics, found.sources)
    from mezz import api
    from mezz.docgen.component import of_symmetry

    symmetry, emits = found.spec.symmetry, found.spec.world.emits()
    measured = {} if found.spec.world.recorded else api.study(found.spec)
    data = {
        "kind": symmetry.kind,
        "type": str(symmetry.family()),
        "parts": [
            {"kind": part.kind, "on": part.on, "domain": str(emits.fields.get(part.on, ""))}
            for part in symmetry.parts()
        ],
        "structure": symmetry.structure(),
        "order": symmetry.order(),
        "moves": sorted(symmetry.moves(emits)),
        "target": "transported" if symmetry.carries_target(emits) else "invariant",
        "canonical_form": symmetry.has_canonical_form(),
        "measured": measured,
    }
    text = f"# {symmetry.structure()} in {name}\n\n{of_symmetry(symmetry, emits)}"
    return Outcome(text=f"{text}\n\n{_measured(measured)}" if measured else text, data=data)


def _measured(found: dict[str, Any]) -> str:
    """Return what a symmetry does to a sample of the world's examples."""
    from mezz.docgen.markdown import table

    orbit = found["orbit"]
    of = "elements" if orbit["whole"] else "random elements"
    sizes = [("distinct images of an example", f"{orbit['size']:.4g} under {orbit['of']:.0f} {of}")]
    if "stabiliser" in orbit:
        sizes.append(("elements that leave it in place", f"{orbit['stabiliser']:.4g}"))
    laws = {**found["axioms"], **({"target": found["label"]} if found["label"] else {})}
    rows = [
        (name, f"{one['value']:.2e}", f"{one['value'] / (one['scale'] or 1.0):.2e}")
        for name, one in laws.items()
    ]
    tests = [(name, f"p = {one['p']:.3g}", "") for name, one in found["tests"].items()]
    heads = ("law", "defect", "relative")
    return (
        f"Measured on {found['rows']} examples.\n\n{table(('', ''), sizes)}\n\n"
        f"{table(heads, [*rows, *tests])}"
    )


def _nothing(fact: str, close: tuple[str, ...]) -> Outcome:
    help_ = f"did you mean {' or '.join(f'`{one}`' for one in close)}?" if close else ""
    ways = (
        (help_,) if help_ else ("`mezz list codes` (or worlds, symmetries, ...) prints the names",)
    )
    return stopped([Diagnostic(NOTHING_OF_THAT_NAME, fact, help=ways)])
