"""The page of one component: what it is, what it takes, what it does, and how a spec names it."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING, Any

from mezz.component.base import Encoder, Measure, Model, World
from mezz.component.registry import SINGULAR, load
from mezz.component.symmetry import COMPOSITIONS, Symmetry
from mezz.docgen.markdown import parameters, table
from mezz.docgen.yaml import block

if TYPE_CHECKING:
    from mezz.component.base import Component
    from mezz.component.registry import Group
    from mezz.component.types import Emits

PLACES: dict[Group, tuple[str | int, ...]] = {
    "worlds": ("world",),
    "symmetries": ("symmetry",),
    "encoders": ("encoder",),
    "models": ("teacher", "model"),
    "sinks": ("log", 0),
}
"""Where a spec holds a component of each group; criteria name measures, no block holds one."""


def summary(cls: type[Component]) -> str:
    """Return the first line of a component's own account of itself."""
    return (inspect.getdoc(cls) or "").partition("\n")[0]


def page(group: Group, kind: str) -> str:
    """Return the Markdown page of one component.

    Raises:
        UnknownKind: the group has no such kind.
        BrokenComponent: it cannot be imported.
    """
    cls = load(group, kind)
    parts = [f"# `{kind}`", f"A{_n(SINGULAR[group])} {SINGULAR[group]}.", inspect.getdoc(cls) or ""]
    schema = cls.model_json_schema(by_alias=True)
    taken = {name: one for name, one in schema["properties"].items() if name != "kind"}
    if taken:
        required = frozenset(schema.get("required", ()))
        parts += ["## Parameters", parameters(taken, required, schema), *_nested(schema)]
    declared = _declared(cls)
    parts += ["## What it declares", declared] if declared else []
    if group in PLACES:
        # A composition is named by its own key.
        example: Any = cls.minimal if kind in COMPOSITIONS else {"kind": kind, **cls.minimal}
        for key in reversed(PLACES[group]):
            example = {key: example} if isinstance(key, str) else [example]
        parts += ["## In a spec", f"```yaml\n{block(example)}```"]
    if cls.extra:
        parts += ["## Needs", f'```\npython -m pip install "mezz[{cls.extra}]"\n```']
    return "\n\n".join(part for part in parts if part) + "\n"


def _nested(schema: dict[str, Any]) -> list[str]:
    """Return a section for each block inside the component's own."""
    return [
        f"### {name}\n\n{one['description']}\n\n"
        + parameters(one["properties"], frozenset(one.get("required", ())), schema)
        for name, one in schema.get("$defs", {}).items()
        if one.get("type") == "object"
    ]


def _n(noun: str) -> str:
    return "n" if noun[0] in "aeiou" else ""


def _declared(cls: type[Component]) -> str:
    """Return what a component says of itself; parameters as in its minimal block."""
    if issubclass(cls, Measure):
        return _of_measure(cls)
    kind = cls.model_fields["kind"].default
    one = cls.model_validate_json(json.dumps({"kind": kind, **cls.minimal}))
    if isinstance(one, World):
        return _of_world(one)
    if isinstance(one, Symmetry):
        return of_symmetry(one)
    if isinstance(one, Encoder):
        return f"Reads, as written below: {_code(one.reads()) or 'whatever the world emits'}."
    if isinstance(one, Model):
        layers = one.layers()
        return f"Hidden layers, as written below: {', '.join(map(str, layers)) or 'none'}."
    return ""


def of_symmetry(one: Symmetry, emits: Emits | None = None) -> str:
    """Return a symmetry's structure and order, and on a world what it moves and carries along."""
    order = one.order()
    acts = (f"{part.acts_on.word()} (here `{part.on}`)" for part in one.parts())
    rows = [
        ("is a", str(one.family())),
        ("acts on", ", ".join(dict.fromkeys(acts))),
        ("structure", f"`{one.structure()}`"),
        ("order", str(order) if order is not None else "not enumerable"),
        ("elementary changes", _code({f"{each.change} on {each.on}" for each in one.changes()})),
        ("K views are chosen", _DESIGNS[one.design()]),
        ("canonical form", "yes" if one.has_canonical_form() else "no"),
    ]
    if emits is not None:
        moves = one.carries_target(emits)
        rows.insert(4, ("moves", _code(one.moves(emits))))
        rows.insert(5, ("target", "carried along" if moves else "stays as it is"))
    return table(("", ""), rows)


_DESIGNS = {
    "none": "without replacement from an orbit that can be listed, else independently",
    "grid": "on a grid with a random offset",
    "williams": "in row-complete (Williams) squares",
    "factorial": "as a crossing of designs, one for each factor",
}


def _of_world(one: World) -> str:
    emits = one.emits()
    fields = [(f"`{name}`", str(type_)) for name, type_ in emits.fields.items()]
    facts = [
        ("target", str(emits.target)),
        ("split by", emits.unit),
        ("examples follow in time", "yes" if emits.ordered else "no"),
        ("exact target of a moved example", "known" if emits.oracle else "not known"),
        ("simple predictors", _code(emits.baselines) or "none"),
        ("measures of its own", _code(emits.measures) or "none"),
    ]
    return f"{table(('field', 'type'), fields)}\n\n{table(('', ''), facts)}"


def _of_measure(cls: type[Measure]) -> str:
    applies = ", ".join(one.__name__ for one in cls.applies) or "any target"
    rows = [
        ("name in reports", cls.title),
        ("unit", "that of the error" if cls.unit == "error" else str(cls.unit)),
        ("better", cls.direction),
        ("applies to", applies),
        ("in a criterion", f"`student.{cls.model_fields['kind'].default} <= ...`"),
    ]
    return table(("", ""), rows)


def _code(names: object) -> str:
    listed = sorted(names) if isinstance(names, frozenset | set) else names
    return ", ".join(f"`{one}`" for one in listed) if isinstance(listed, list | tuple) else ""
