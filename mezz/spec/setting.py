"""One `--set a.b.0=value`: a small file of its own, written over the tree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mezz.diag.codes import source as codes
from mezz.diag.diagnostic import Diagnostic, Label
from mezz.diag.lines import Lines
from mezz.diag.visible import shortened
from mezz.spec.compose import DEEPEST, HIDDEN
from mezz.spec.merge import merge
from mezz.spec.node import Entry, Mapping, Scalar, Sequence
from mezz.spec.source import parse_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.diag.span import Span
    from mezz.spec.node import Node

_FORM = "write --set KEY.KEY=VALUE"
_PATH = "write KEY.KEY, such as world.test"


def name(setting: str) -> str:
    """Return the name under which spans speak of a setting."""
    return f"--set {setting}"


def apply(tree: Mapping, setting: str) -> tuple[Mapping, list[Diagnostic]]:
    """Return the tree with one value replaced or added, or as it was if that is not possible.

    A key that is not there is added: whether the language knows it is for the loader to say. A
    number addresses an entry that a list already has.

    Args:
        tree: the tree so far.
        setting: `world.test=2000`, as it was given behind `--set`.
    """
    path, equals, text = setting.partition("=")
    lines = Lines.of(name(setting), setting)
    steps = _steps(path, lines.span)
    wrong = _malformed(path, equals, steps)
    if wrong:
        return tree, [_refused(wrong, lines.span(0, len(path)), _FORM)]
    # Blanks in place of the path let the reader count columns as the user sees them.
    value, faults = parse_value(" " * (len(path) + 1) + text, name(setting))
    if faults and value is None:
        return tree, faults
    if value is None or (isinstance(value, Scalar) and not value.written):
        help_ = "quote a text that begins with `#`; `null` takes a value away"
        return tree, [_refused("no value behind `=`", lines.span(0, len(setting)), help_)]
    changed, astray = _written(tree, steps, value)
    return changed, [*faults, *astray]


def put(tree: Mapping, path: str, place: Span, value: Node) -> tuple[Mapping, list[Diagnostic]]:
    """Return the tree with a value that was written elsewhere at a path, as `apply` would set it.

    Args:
        tree: the tree so far.
        path: `world.test`, as `--set` takes it.
        place: where the path was written: faults of the path point there.
        value: the value, with its own spans.
    """
    visible = place.line == place.end_line and place.end_column - place.column == len(path)
    steps = _steps(path, place.clip if visible else lambda _start, _stop: place)
    wrong = _malformed(path, "=", steps)
    return (tree, [_refused(wrong, place, _PATH)]) if wrong else _written(tree, steps, value)


@dataclass(frozen=True, slots=True)
class _Step:
    """One key or index of the path."""

    word: str
    span: Span


class _Astray(Exception):  # noqa: N818  it carries the fault
    """The path leads nowhere."""

    def __init__(self, message: str, span: Span, help_: str) -> None:
        super().__init__(message)
        self.diagnostic = _refused(message, span, help_)


def _steps(path: str, span: Callable[[int, int], Span]) -> list[_Step]:
    steps: list[_Step] = []
    start = 0
    for word in path.split("."):
        steps.append(_Step(word, span(start, start + len(word))))
        start += len(word) + 1
    return steps


def _malformed(path: str, equals: str, steps: list[_Step]) -> str:
    """Say what is wrong with the path as such, or nothing."""
    if not equals:
        return f"`--set {shortened(path)}` has no `=`"
    if not all(step.word for step in steps) or HIDDEN.search(path):
        return f"`{shortened(path)}` is no path of keys"
    if len(steps) > DEEPEST // 2:
        return f"a path of more than {DEEPEST // 2} keys"
    return "`extends` cannot be set" if steps[0].word == "extends" else ""


def _written(tree: Mapping, steps: list[_Step], value: Node) -> tuple[Mapping, list[Diagnostic]]:
    try:
        changed = _placed(tree, steps, value)
    except _Astray as error:
        return tree, [error.diagnostic]
    return (changed if isinstance(changed, Mapping) else tree), []


def _placed(node: Node | None, steps: list[_Step], value: Node) -> Node:
    """Return `node` with `value` at the end of `steps`."""
    if not steps:
        both = isinstance(node, Mapping) and isinstance(value, Mapping)
        return merge(node, value) if both else value  # type: ignore[arg-type]
    step, rest = steps[0], steps[1:]
    if isinstance(node, Sequence):
        items = list(node.items)
        index = _index(step, len(items))
        items[index] = _placed(items[index], rest, value)
        return replace(node, items=tuple(items))
    if not isinstance(node, Mapping):
        if step.word.isdecimal():
            help_ = "set the whole list: --set key=[...]"
            raise _Astray(f"there is no list for `{step.word}` to address", step.span, help_)
        node = Mapping((), step.span)
    below = node.entry(step.word)
    child = _placed(below.value if below else None, rest, value)
    key_span = below.key_span if below and rest else step.span
    over = Mapping((Entry(step.word, key_span, child),), step.span)
    return replace(merge(node, over), span=node.span)


def _index(step: _Step, length: int) -> int:
    if step.word.isascii() and step.word.isdecimal() and int(step.word) < length:
        return int(step.word)
    has = f"its entries are 0 to {length - 1}" if length else "it is empty"
    help_ = f"{has}; to change its length, set the whole list"
    raise _Astray(f"`{shortened(step.word)}` is no entry of this list", step.span, help_)


def _refused(message: str, span: Span, help_: str) -> Diagnostic:
    return Diagnostic(codes.BAD_SETTING, message, Label(span), help=(help_,))
