"""What pydantic says about a block, as diagnostics: our words, at the token, with a way out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mezz.diag.codes import form as codes
from mezz.diag.diagnostic import Diagnostic, Label
from mezz.diag.similar import did_you_mean, listed, similar
from mezz.diag.visible import shortened
from mezz.spec.either import OUT_OF_RANGE, WRONG_TYPE
from mezz.spec.keys import fields, keys_at, meaning_of, owner_of
from mezz.spec.model import Spec
from mezz.spec.node import Mapping, Scalar, Sequence, find, key_span, mark, name_of
from mezz.spec.plain import NoSuchNumberError, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pydantic import BaseModel, ValidationError

    from mezz.diag.code import Code
    from mezz.spec.node import Node, NodePath

Expected = Literal["a whole number", "a number", "text", "true or false", "a list", "a block"]

_TYPES: dict[str, Expected] = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "string_type": "text",
    "string_unicode": "text",
    "path_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "iterable_type": "a list",
    "dict_type": "a block",
    "mapping_type": "a block",
    "model_type": "a block",
    "model_attributes_type": "a block",
    "dataclass_type": "a block",
}
"""pydantic's error types that mean "not that kind of value"."""

_BOUNDS = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
    "multiple_of": ("multiple_of", "a multiple of"),
}
_LENGTHS = {
    "too_short": ("min_length", "at least", "entries"),
    "too_long": ("max_length", "at most", "entries"),
    "string_too_short": ("min_length", "at least", "characters"),
    "string_too_long": ("max_length", "at most", "characters"),
}
_TRUTH = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


@dataclass(frozen=True, slots=True)
class _Found:
    """One of pydantic's errors, with the place and the value it is about."""

    fault: str
    path: NodePath
    node: Node | None
    context: dict[str, Any]
    said: str
    model: type[BaseModel]
    inner: NodePath

    @property
    def name(self) -> str:
        """Return the value's name as diagnostics write it."""
        return f"`{shortened(name_of(self.path), 80)}`"


@dataclass(frozen=True, slots=True)
class _Said:
    """What to say about it."""

    code: Code
    message: str
    text: str = ""
    help: tuple[str, ...] = ()


def faults(
    error: ValidationError,
    model: type[BaseModel],
    tree: Mapping,
    path: NodePath,
    failed: Collection[NodePath] = (),
) -> list[Diagnostic]:
    """Return a diagnostic for each of pydantic's errors that the reader has not reported itself.

    Args:
        error: what validating the block at `path` raised.
        model: the class it was validated by.
        tree: the whole spec.
        path: the place of the block in it.
        failed: places of components that could not be had, which has been said elsewhere.
    """
    found = [_found(raw, model, tree, path) for raw in error.errors(include_url=False)]
    meant = {each.path[:-1] + name for each in found for name in _meant(each)}
    return [
        _diagnostic(each, tree)
        for each in found
        if each.path not in failed
        and not _reported(each, tree)
        and not (each.fault == "missing" and each.path in meant)
    ]


def described(node: Node | None) -> str:
    """Say what was written, as it was written."""
    if isinstance(node, Mapping):
        return "a block of keys"
    if isinstance(node, Sequence):
        return "a list"
    if node is None or not node.written:
        return "nothing"
    written = f"`{shortened(node.written)}`"
    if node.value is None or isinstance(node.value, bool):
        return written
    if isinstance(node.value, str):
        return f"the text {written}"
    return f"the {'decimal ' if isinstance(node.value, float) else ''}number {written}"


def wrong_type(name: str, expected: str, node: Node | None) -> tuple[str, tuple[str, ...]]:
    """Return the message that a value is of the wrong type, and the help that fits."""
    return f"`{name}` must be {expected}, not {described(node)}", tuple(_mended(expected, node))


def _found(raw: Any, model: type[BaseModel], tree: Mapping, path: NodePath) -> _Found:
    context = dict(raw.get("ctx", {}))
    inner = tuple(raw["loc"]) + ((context["at"],) if "at" in context else ())
    full = path + inner
    return _Found(raw["type"], full, find(tree, full), context, raw["msg"], model, inner)


def _reported(found: _Found, tree: Mapping) -> bool:
    """Say whether the reader has already said what is wrong at this place."""
    if found.fault == "missing":
        parent = find(tree, found.path[:-1])
        return isinstance(parent, Mapping) and parent.broken
    if found.fault == "too_short" and isinstance(found.node, Sequence):
        # pydantic counts the entries that passed; each that did not has its own error.
        return len(found.node.items) >= int(found.context["min_length"])
    return isinstance(found.node, Scalar) and found.node.broken


def _meant(found: _Found) -> Iterable[NodePath]:
    """Return the missing key that an unknown one was probably meant to be."""
    if found.fault != "extra_forbidden":
        return []
    key, above = str(found.path[-1]), found.inner[:-1]
    if owner_of(key, found.model, above):
        return []
    return [(name,) for name in similar(key, keys_at(found.model, above), limit=1)]


def _diagnostic(found: _Found, tree: Mapping) -> Diagnostic:
    said = _said(found, tree)
    of_key = said.code in (codes.MISSING_KEY, codes.UNKNOWN_KEY)
    where = found.path[:-1] if said.code is codes.MISSING_KEY else found.path
    span = key_span(tree, where) if of_key else mark(tree, where)
    return Diagnostic(said.code, said.message, Label(span, said.text), help=said.help)


def _said(found: _Found, tree: Mapping) -> _Said:
    """Find the words for an error by its type; an unforeseen type speaks for itself."""
    if found.fault == "missing":
        return _of_missing(found, tree)
    return _WORDS.get(found.fault, _of_refusal)(found)


def _of_type(found: _Found) -> _Said:
    expected = str(found.context.get("expected", _TYPES.get(found.fault)))
    message, help_ = wrong_type(name_of(found.path), expected, found.node)
    return _Said(codes.WRONG_TYPE, message, f"expected {expected}", help_)


def _mended(expected: str, node: Node | None) -> Iterable[str]:
    """Return how to write the same thing in the expected form, where that is plain."""
    words = re.findall(r"`(\w+)`", expected)
    if isinstance(node, Scalar) and isinstance(node.value, str) and similar(node.value, words):
        yield f"did you mean {listed(similar(node.value, words))}?"
    elif isinstance(node, Scalar) and node.written:
        if expected.startswith(("a whole number", "a number", "a count")):
            yield from _as_number(expected, node)
        elif expected == "true or false" and str(node.value).lower() in _TRUTH:
            yield f"write {_TRUTH[str(node.value).lower()]}"
        elif expected == "text":
            yield f'put it in quotes: "{shortened(node.written)}"'
        elif expected.startswith("a list"):
            yield f"put it in brackets: [{shortened(node.written)}]"


def _as_number(expected: str, node: Scalar) -> Iterable[str]:
    value = node.value
    if isinstance(value, str):
        try:
            value = resolve(value.replace("_", "").replace(",", "").strip())
        except NoSuchNumberError:
            return
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    if isinstance(value, float) and expected != "a number":
        if not value.is_integer() or abs(value) >= 2**53:
            return
        value = int(value)
    yield f"write {value}" + (" without quotes" if node.written[:1] in "\"'" else "")


def _of_bound(found: _Found) -> _Said:
    if found.fault == OUT_OF_RANGE:
        bound = str(found.context["expected"])
    else:
        key, words = _BOUNDS[found.fault]
        bound = f"{words} {_number(found.context[key])}"
    return _Said(codes.OUT_OF_RANGE, f"{found.name} must be {bound}{_but(found.node)}", bound)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _but(node: Node | None) -> str:
    return f", not `{shortened(node.written)}`" if isinstance(node, Scalar) and node.written else ""


def _of_length(found: _Found) -> _Said:
    key, words, unit = _LENGTHS[found.fault]
    bound = found.context[key]
    node = found.node
    has: Any = found.context.get("actual_length")
    if isinstance(node, Sequence):
        has = len(node.items)
    elif isinstance(node, Scalar) and isinstance(node.value, str):
        has = len(node.value)
    noun = unit if bound != 1 else {"entries": "entry", "characters": "character"}[unit]
    message = f"{found.name} must have {words} {bound} {noun}, and has {has}"
    return _Said(codes.WRONG_LENGTH, message, f"{words} {bound}")


def _of_choice(found: _Found) -> _Said:
    quoted = re.findall(r"'([^']*)'|(-?[\w.]+)(?=, | or |\Z)", str(found.context["expected"]))
    choices = [word or number for word, number in quoted]
    value = found.node.value if isinstance(found.node, Scalar) else None
    alike = similar(value, choices) if isinstance(value, str) else ()
    help_ = (f"did you mean {listed(alike)}?",) if alike else ()
    if value in choices and isinstance(found.node, Scalar):
        help_ = (f"write {value} without quotes",)
    message = f"{found.name} must be {listed(choices)}, not {described(found.node)}"
    return _Said(codes.NOT_ONE_OF, message, f"expected {listed(choices)}", help_)


def _of_missing(found: _Found, tree: Mapping) -> _Said:
    *above, last = found.path
    parent = find(tree, tuple(above))
    block = f"`{name_of(tuple(above))}`" if above else "the spec"
    if isinstance(parent, Sequence):
        noun = "entry" if len(parent.items) == 1 else "entries"
        message = f"{block} must have more than {len(parent.items)} {noun}"
        return _Said(codes.WRONG_LENGTH, message, f"entry {last} is missing")
    meaning = meaning_of(found.model, found.inner)
    help_ = (f"{last}: {meaning}",) if meaning else ()
    return _Said(codes.MISSING_KEY, f"{block} lacks the key `{last}`", f"needs `{last}`", help_)


def _of_unknown(found: _Found) -> _Said:
    *above, last = found.path
    key = str(last)
    block = f"`{name_of(tuple(above))}`" if above else "the spec"
    owner = owner_of(key, found.model, found.inner[:-1])
    if owner:
        help_: tuple[str, ...] = (f"it belongs to `{name_of((*above, owner))}`",)
    elif above and key in fields(Spec):
        help_ = (f"`{key}` belongs to the top level: mind the indentation",)
    else:
        help_ = did_you_mean(key, keys_at(found.model, found.inner[:-1]), otherwise="its keys")
    message = f"{block} has no key `{shortened(key)}`"
    return _Said(codes.UNKNOWN_KEY, message, "unknown key", help_)


def _of_pattern(found: _Found) -> _Said:
    pattern = str(found.context["pattern"])
    value = found.node.value if isinstance(found.node, Scalar) else ""
    slug = re.sub(r"[^a-z0-9]+", "-", str(value).lower()).strip("-")
    help_ = (f"write {slug}",) if slug and re.search(pattern, slug) else ()
    message = f"{found.name} must match `{pattern}`, and is {described(found.node)}"
    return _Said(codes.WRONG_PATTERN, message, "not of this form", help_)


def _of_refusal(found: _Found) -> _Said:
    reason = str(found.context.get("error") or found.said).strip().splitlines()
    said = reason[0] if reason else found.said
    name = found.name if found.path else "the spec"
    return _Said(codes.REFUSED_VALUE, f"{name}: {said[:1].lower()}{said[1:]}", "refused")


_WORDS: dict[str, Callable[[_Found], _Said]] = {
    **dict.fromkeys((*_TYPES, WRONG_TYPE), _of_type),
    **dict.fromkeys((*_BOUNDS, OUT_OF_RANGE), _of_bound),
    **dict.fromkeys(_LENGTHS, _of_length),
    **dict.fromkeys(("literal_error", "enum"), _of_choice),
    "extra_forbidden": _of_unknown,
    "string_pattern_mismatch": _of_pattern,
}
"""Who finds the words for each of pydantic's error types."""
