"""Where every value of a spec comes from: a line of a file, a setting, or a default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mezz.spec.load import resolved
from mezz.spec.node import Mapping, Sequence, find, key_span, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.diag.span import Span
    from mezz.spec.model import Spec
    from mezz.spec.node import Node, NodePath

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Origin:
    """One value of the resolved spec; `origin` is `file:line:col`, `--set ...` or `default`."""

    path: str
    value: Any
    origin: str


def origins(spec: Spec, tree: Mapping) -> list[Origin]:
    """Return every value with its origin, in the order of the resolved spec.

    A list is one value, unless settings have changed some of its entries: then each is its own.
    """
    return list(_origins(resolved(spec), tree, ()))


def _origins(value: Any, tree: Mapping, path: NodePath) -> Iterator[Origin]:
    node = find(tree, path)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _origins(inner, tree, (*path, key))
    elif isinstance(value, list) and isinstance(node, Sequence) and len(_sources(node)) > 1:
        for index, inner in enumerate(value):
            yield from _origins(inner, tree, (*path, index))
    else:
        yield Origin(name_of(path), value, _place(tree, path, node))


def _sources(node: Node) -> set[str]:
    """Return the names of all texts that a node is made of."""
    if isinstance(node, Mapping):
        inner: Iterator[Node] = (entry.value for entry in node.entries)
    else:
        inner = iter(node.items if isinstance(node, Sequence) else ())
    return {node.span.source}.union(*map(_sources, inner))


def _place(tree: Mapping, path: NodePath, node: Node | None) -> str:
    if node is None:
        return DEFAULT
    span: Span = node.span
    if span.line != span.end_line:
        span = key_span(tree, path)
    if span.source.startswith("--"):
        return span.source
    return f"{span.source}:{span.line}:{span.column}"
