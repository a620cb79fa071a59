"""The tree a text is read into: plain values, and the span of every key and value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.diag.span import Span

NodePath = tuple[str | int, ...]
"""Keys and indices from the root to a node: `("criteria", "make", 0)`."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `written` is its token as it stands in the text, quotes included.

    `broken` says that the reader has already reported it and that `value` means nothing. The span
    of a value that was left out (`key:`) is empty and lies behind the colon.
    """

    value: str | int | float | bool | None
    span: Span
    written: str
    broken: bool = False

    def clip(self, start: int, stop: int) -> Span:
        """Return the span of the characters `start:stop` of a text value.

        Exact for what stands on one line as it is (plain, or quoted without escapes); for anything
        else the characters cannot be told apart, and the whole scalar is returned.
        """
        for quotes in (0, 1):
            if self.written[quotes : len(self.written) - quotes] == self.value:
                return self.span.clip(start + quotes, stop + quotes)
        return self.span


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping and its value."""

    key: str
    key_span: Span
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order written; no key twice.

    `broken` says that the reader dropped an entry that it has reported, so that a key which seems
    to be missing may have been meant.
    """

    entries: tuple[Entry, ...]
    span: Span
    broken: bool = False

    def entry(self, key: str | int) -> Entry | None:
        """Return the entry of a key, or None."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def get(self, key: str | int) -> Node | None:
        """Return the value of a key, or None."""
        entry = self.entry(key)
        return entry.value if entry else None

    def __contains__(self, key: object) -> bool:
        return any(entry.key == key for entry in self.entries)

    def __iter__(self) -> Iterator[str]:
        return (entry.key for entry in self.entries)


Node = Scalar | Sequence | Mapping


def find(node: Node, path: NodePath) -> Node | None:
    """Return the node at a path, or None where the path leads nowhere."""
    found: Node | None = node
    for step in path:
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, Sequence) and isinstance(step, int):
            found = found.items[step] if 0 <= step < len(found.items) else None
        else:
            return None
    return found


def at(node: Node, path: NodePath) -> Node:
    """Return the node at a path.

    Raises:
        LookupError: there is none.
    """
    found = find(node, path)
    if found is None:
        raise LookupError(name_of(path))
    return found


def key_span(node: Node, path: NodePath) -> Span:
    """Return the span of the key a path ends in, or of the value where it ends in an index.

    The root has no key: its span is empty and lies at its beginning.

    Raises:
        LookupError: the path leads nowhere.
    """
    if not path:
        span = node.span
        return type(span)(span.source, span.line, span.column, span.line, span.column)
    parent = at(node, path[:-1])
    entry = parent.entry(path[-1]) if isinstance(parent, Mapping) else None
    return entry.key_span if entry else at(node, path).span


def mark(node: Node, path: NodePath) -> Span:
    """Return the span to put carets under: the value on one line, else its key.

    Where the path leads nowhere, the nearest key above it is marked.
    """
    while path and find(node, path) is None:
        path = path[:-1]
    span = at(node, path).span
    visible = span.line == span.end_line and span.column < span.end_column
    return span if path and visible else key_span(node, path)


def to_plain(node: Node) -> Any:
    """Return the tree as plain dicts, lists and values."""
    if isinstance(node, Mapping):
        return {entry.key: to_plain(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [to_plain(item) for item in node.items]
    return node.value


def name_of(path: NodePath) -> str:
    """Write a path as `--set` takes it: `criteria.make.0`."""
    return ".".join(map(str, path))
