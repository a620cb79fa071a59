"""Where every value of a spec comes from: a line of a file, a setting, or a default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mezz.spec.load import resolved
from mezz.spec.node import Mapping, Sequence, find, key_span, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.diag.span import Span
    from mezz.spec.cell import Cell
    from mezz.spec.model import Spec
    from mezz.spec.node import Node, NodePath

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Origin:
    """One value of the resolved spec; `origin` is `file:line:col`, `--set ...` or `default`."""

    path: str
    value: Any
    origin: str


def origins(spec: Spec, tree: Mapping, cell: Cell | None = None) -> list[Origin]:
    """Return every value with its origin, in the order of the resolved spec.

    A list is one value, unless settings have changed some of its entries: then each is its own.
    What a cell of a sweep has of its own says so behind its place.
    """
    return list(_Places(tree, cell).below(resolved(spec), ()))


@dataclass(frozen=True, slots=True)
class _Places:
    """Finds where the values of one tree were written."""

    tree: Mapping
    cell: Cell | None

    def below(self, value: Any, path: NodePath) -> Iterator[Origin]:
        node = find(self.tree, path)
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from self.below(inner, (*path, key))
        elif isinstance(value, list) and isinstance(node, Sequence) and len(_sources(node)) > 1:
            for index, inner in enumerate(value):
                yield from self.below(inner, (*path, index))
        else:
            yield Origin(name_of(path), value, self._place(path, node))

    def _place(self, path: NodePath, node: Node | None) -> str:
        if node is None:
            return DEFAULT
        by = f" ({self.cell.by})" if self.cell and self.cell.wrote(node) else ""
        span: Span = node.span
        if span.line != span.end_line:
            span = key_span(self.tree, path)
        if span.source.startswith("--"):
            return f"{span.source}{by}"
        return f"{span.source}:{span.line}:{span.column}{by}"


def _sources(node: Node) -> set[str]:
    """Return the names of all texts that a node is made of."""
    if isinstance(node, Mapping):
        inner: Iterator[Node] = (entry.value for entry in node.entries)
    else:
        inner = iter(node.items if isinstance(node, Sequence) else ())
    return {node.span.source}.union(*map(_sources, inner))
