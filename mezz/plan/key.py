"""Content keys: what a stage's result depends on, as one digest, and why a key has changed.

A key is the SHA-256 of canonical JSON (RFC 8785) over the stage's verb, parameters, the keys of its
inputs, the code and library versions that compute it, and the digest of data from outside. Its id,
its place in the spec and its cost leave no trace.
"""

from __future__ import annotations

import importlib.metadata
import json
from functools import cache
from graphlib import TopologicalSorter
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import rfc8785

from mezz.plan.code import code_digests
from mezz.plan.stage import Keyed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mezz.plan.stage import Stage

NEVER = "never run before"
GONE = "artifact missing or damaged"
ABSENT = "not installed"
MOST = 3
"""Differences that one reason spells out."""


def keyed(stages: Sequence[Stage], content: Mapping[str, str]) -> dict[str, Keyed]:
    """Return every stage with its key, by id, in the order given.

    `content` is the digest of the data behind a stage, by stage id; empty or missing where a stage
    reads nothing from outside.

    Raises:
        ValueError: an id occurs twice, an input is unknown, inputs run in a circle, or a parameter
            has no canonical JSON (NaN, an infinity, an integer from 2**53 on); the message names it.
        ModuleNotFoundError: a stage names a module that does not exist.
    """
    by_id = {stage.id: stage for stage in stages}
    if len(by_id) < len(stages):
        raise ValueError("two stages have the same id")
    done: dict[str, Keyed] = {}
    for name in TopologicalSorter({stage.id: stage.inputs for stage in stages}).static_order():
        if name not in by_id:
            raise ValueError(f"stage {name} is an input, and no stage of the plan")
        done[name] = _keyed(by_id[name], content.get(name) or None, done)
    return {name: done[name] for name in by_id}


def reason(new: Mapping[str, Any], old: Mapping[str, Any] | None) -> str:
    """Say why a stage with the ingredients `new` must run, when `old` were those of its last time.

    What changed in the stage itself comes first, then which of its inputs did.
    """
    if old is None:
        return NEVER
    changed = [
        field
        for field in dict.fromkeys((*new, *old))
        if (field in new) != (field in old)
        or rfc8785.dumps(new.get(field)) != rfc8785.dumps(old[field])
    ]
    if not changed:
        reordered = _inputs(new) != _inputs(old)
        return "its inputs come in another order" if reordered else GONE
    said = [_difference(field, new, old) for field in sorted(changed, key=_rank)]
    more = [f"and {len(said) - MOST} more"] if len(said) > MOST else []
    return "; ".join(said[:MOST] + more)


def _keyed(stage: Stage, content: str | None, done: Mapping[str, Keyed]) -> Keyed:
    params = dict(_leaves(stage, "params", stage.params))
    inputs = {name: done[name].key for name in stage.inputs}
    code = {
        name: digest for module in stage.modules for name, digest in code_digests(module).items()
    }
    libraries = {name: _version(name) for name in stage.libraries}
    whole = {
        "verb": stage.verb,
        "params": stage.params,
        "inputs": [done[name].key for name in stage.inputs],
        "code": code,
        "libraries": libraries,
        "content": content,
    }
    ingredients = {
        "verb": stage.verb,
        **params,
        **({} if content is None else {"content": content}),
        **{f"code.{name}": digest for name, digest in sorted(code.items())},
        **{f"library.{name}": version for name, version in sorted(libraries.items())},
        **{f"input.{name}": key for name, key in inputs.items()},
    }
    return Keyed(stage, sha256(rfc8785.dumps(whole)).hexdigest(), ingredients)


def _leaves(stage: Stage, field: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield dotted names and values as JSON has them; lists of plain values stay whole."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(stage, f"{field}.{name}", inner)
    elif isinstance(value, list | tuple) and any(isinstance(inner, dict) for inner in value):
        for index, inner in enumerate(value):
            yield from _leaves(stage, f"{field}.{index}", inner)
    elif field != "params":
        try:
            yield field, json.loads(rfc8785.dumps(value))
        except rfc8785.CanonicalizationError as error:
            raise ValueError(
                f"stage {stage.id}, {field}: {value!r} has no canonical JSON"
            ) from error


@cache
def _version(distribution: str) -> str | None:
    """Return the installed version, or None: whether it is needed is not decided here."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _inputs(ingredients: Mapping[str, Any]) -> list[str]:
    return [field for field in ingredients if field.startswith("input.")]


def _rank(field: str) -> int:
    """Order causes by how close they are to the stage: its parameters first, its inputs last."""
    groups = ("verb", "params", "content", "code", "library", "input")
    return groups.index(field.partition(".")[0])


def _difference(field: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> str:
    """Describe how one ingredient differs."""
    group, _, name = field.partition(".")
    if group in ("params", "verb"):
        return f"{name or group}: {_shown(old, field)} -> {_shown(new, field)}"
    if field not in new or field not in old:
        subject = group if group == "content" else f"{group} {name}"
        return f"{subject} {'added' if field in new else 'removed'}"
    match group:
        case "library":
            return f"{name} {old[field] or ABSENT} -> {new[field] or ABSENT}"
        case "code":
            return f"{name} changed"
        case _:
            return f"{group} {name}".strip() + " changed"


def _shown(ingredients: Mapping[str, Any], field: str) -> str:
    """Write a parameter short enough for a line; one that is not there has its default."""
    if field not in ingredients:
        return "default"
    value = ingredients[field]
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."
