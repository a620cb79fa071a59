"""The JSON Schema of the experiment file, composed of the blocks' schemas and the components'.

A block that holds a component is first narrowed to the kinds there are, then, by its `kind`, to
that component's own closed schema. A spec that `extends` another may leave anything out: it is
checked by the same schema with nothing required (definitions named `partial.*`).
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from mezz.component.registry import BASES, SINGULAR, entries, load
from mezz.component.symmetry import COMPOSITIONS
from mezz.docgen.tidy import DRAFT, taken_apart, tidied
from mezz.spec.model import Spec

if TYPE_CHECKING:
    from mezz.component.registry import Group

_IN_BLOCKS: tuple[Group, ...] = ("worlds", "symmetries", "encoders", "models", "sinks")
_REFERENCE = "#/$defs/"
_BASES = frozenset(base.__name__ for base in BASES.values())


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a spec."""
    root, definitions = taken_apart(Spec.model_json_schema(by_alias=True))
    root["allOf"] = _by_task()
    for group in _IN_BLOCKS:
        definitions |= _components(group)
    partial = {f"partial.{name}": _loose(one) for name, one in definitions.items()}
    child = _loose(root)
    child["properties"]["extends"] = {
        "type": "string",
        "description": "The spec that this one builds on: a path, relative to this file.",
    }
    described = {"$schema": DRAFT, "title": "A mezz experiment", "description": root["description"]}
    rules = {
        "type": "object",
        "if": {"required": ["extends"]},
        "then": tidied(child),
        "else": tidied(root),
        "$defs": tidied(dict(sorted((definitions | partial).items()))),
    }
    return described | rules


def _by_task() -> list[dict[str, Any]]:
    """Return which blocks each task needs: it trains a teacher unless its answers are recorded."""
    block = {"type": "object"}
    teacher = {"required": ["model"], "properties": {"model": block}}
    taught = {"required": ["encoder"], "properties": {"encoder": block, "teacher": teacher}}
    student = {"required": ["student"], "properties": {"student": block}}
    recorded = {"properties": {"teacher": {"required": ["predictions"]}}}
    measured = {"required": ["task"], "properties": {"task": {"const": "measure"}}}
    return [
        {
            "if": measured,
            "then": {"if": recorded, "else": taught},
            "else": {"allOf": [taught, student]},
        }
    ]


def _components(group: Group) -> dict[str, Any]:
    """Return the definition of a group's base class, which branches by `kind`, and of each kind."""
    noun = SINGULAR[group]
    kinds = [kind for kind, entry in entries(group).items() if entry.distribution is None]
    found: dict[str, Any] = {
        BASES[group].__name__: {
            "description": inspect.getdoc(BASES[group]),
            "type": "object",
            "properties": {"kind": {"enum": kinds, "description": f"Which {noun}."}},
            **_needed(kinds),
            "allOf": [
                {"if": _is(kind), "then": {"$ref": f"{_REFERENCE}{noun}.{kind}"}} for kind in kinds
            ],
        }
    }
    for kind in kinds:
        template = f"{_REFERENCE}{noun}.{kind}.{{model}}"
        own, nested = taken_apart(
            load(group, kind).model_json_schema(by_alias=True, ref_template=template)
        )
        asked = [one for one in own.get("required", ()) if one != "kind"]
        own["required"] = asked if kind in COMPOSITIONS else ["kind", *asked]
        prefix = f"{noun}.{kind}."
        found[f"{noun}.{kind}"] = _shared(own, prefix)
        found |= {
            f"{prefix}{name}": _shared(one, prefix)
            for name, one in nested.items()
            if name not in _BASES
        }
    return found


def _needed(kinds: list[str]) -> dict[str, Any]:
    """Return that a block says its kind, or is a composition, which its own key names."""
    composed = [kind for kind in kinds if kind in COMPOSITIONS]
    if not composed:
        return {"required": ["kind"]}
    return {"anyOf": [{"required": [key]} for key in ("kind", *composed)]}


def _is(kind: str) -> dict[str, Any]:
    """Return what holds of a block of that kind."""
    said = {"properties": {"kind": {"const": kind}}, "required": ["kind"]}
    return {"anyOf": [said, {"required": [kind]}]} if kind in COMPOSITIONS else said


def _shared(schema: Any, prefix: str) -> Any:
    """Return the same schema, where what holds a component refers to the definition of them all."""
    if isinstance(schema, list):
        return [_shared(one, prefix) for one in schema]
    if not isinstance(schema, dict):
        return schema
    shared = {key: _shared(one, prefix) for key, one in schema.items()}
    name = str(shared.get("$ref", "")).removeprefix(f"{_REFERENCE}{prefix}")
    if name in _BASES:
        shared["$ref"] = f"{_REFERENCE}{name}"
    return shared


def _loose(schema: Any) -> Any:
    """Return the same schema with nothing required, except where a condition asks what is there."""
    if isinstance(schema, list):
        return [_loose(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    loose: dict[str, Any] = {}
    for key, one in schema.items():
        if key == "$ref":
            loose[key] = one.replace(_REFERENCE, f"{_REFERENCE}partial.")
        elif key == "if":
            loose[key] = one
        elif key == "properties":
            loose[key] = {name: _loose(each) for name, each in one.items()}
        elif key != "required":
            loose[key] = _loose(one)
    return loose
