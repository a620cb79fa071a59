"""One spec that stands for several: what its `sweep` block expands into.

A cell is the same tree without the block, and with a few values written over it as `--set` would
write them. The values keep their spans, so that a fault of a cell points into the block.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from mezz.diag.codes import sweeping as codes
from mezz.diag.diagnostic import Diagnostic, Label
from mezz.diag.similar import listed
from mezz.diag.visible import shortened
from mezz.spec.node import Mapping, Scalar, Sequence, key_span, to_plain
from mezz.spec.setting import put

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mezz.diag.span import Span
    from mezz.spec.node import Node

MOST_CELLS = 200
LONGEST_NAME = 64
_OF_THE_FILE = ("mezz", "name", "extends", "sweep", "tune")
"""Keys of which a cell has none of its own."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a cell: its path, where the path was written, and the value as it was written."""

    path: str
    place: Span
    node: Node

    @property
    def setting(self) -> str:
        """Return what `--set` would be given."""
        plain = json.dumps(to_plain(self.node), ensure_ascii=False)
        return f"{self.path}={plain}"

    @property
    def shown(self) -> Span:
        """Return the span to point at: the value on one line, else its path."""
        span = self.node.span
        return span if span.line == span.end_line else self.place


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the specs: `tree` is what it says, `values` what it says otherwise than the file.

    `by` is what origins call whoever chose the values.
    """

    name: str
    values: tuple[Value, ...]
    tree: Mapping
    by: str = "sweep cell"

    def wrote(self, node: Node) -> bool:
        """Say whether a node of the tree is one of the values, or lies inside one."""
        return any(_within(node.span, value.node.span) for value in self.values)

    def with_values(self, values: Iterable[Value]) -> tuple[Cell, list[Diagnostic]]:
        """Return the cell with more values written over it, and what is wrong with their paths."""
        more = tuple(values)
        tree, faults = _written(self.tree, more)
        return replace(self, values=(*self.values, *more), tree=tree), faults


@dataclass(frozen=True, slots=True)
class _Draft:
    """The values of a cell, with a name and its place where the author has given it one."""

    values: tuple[Value, ...]
    name: str = ""
    place: Span | None = None


def expand(tree: Mapping) -> tuple[tuple[Cell, ...], list[Diagnostic]]:
    """Return the cells of a tree's `sweep` block, in the order of the report, and its faults.

    A tree without such a block has none. The block must have loaded: its form is not looked at.
    """
    block = tree.get("sweep")
    if not isinstance(block, Mapping):
        return (), []
    ways = [entry for entry in block.entries if to_plain(entry.value) is not None]
    if len(ways) != 1:
        return (), [_not_one_way(tree, [way.key for way in ways])]
    (way,) = ways
    if isinstance(way.value, Sequence):
        drafts = [_by_hand(item) for item in way.value.items]
        faults = _too_many(len(drafts), tree)
    else:
        drafts, faults = _combined(way.key, columns_of(way.value), tree)
    faults += _alike(drafts)
    return made(tree, drafts, faults)


def grid_of(tree: Mapping) -> tuple[tuple[Cell, ...], list[Diagnostic]]:
    """Return the cells among which a tree's `tune` block chooses, and its faults."""
    block = tree.get("tune")
    grid = block.get("grid") if isinstance(block, Mapping) else None
    assert isinstance(grid, Mapping)
    drafts, faults = _combined("grid", columns_of(grid), tree, "tune")
    cells, faults = made(tree, drafts, faults)
    return tuple(replace(cell, by="tune") for cell in cells), faults


def columns_of(block: Node) -> list[tuple[Value, ...]]:
    """Return the lists of a `grid` or a `zip`, each as the values that it stands for."""
    assert isinstance(block, Mapping)
    return [
        tuple(Value(entry.key, entry.key_span, item) for item in entry.value.items)
        for entry in block.entries
        if isinstance(entry.value, Sequence)
    ]


def made(
    tree: Mapping, drafts: Iterable[_Draft], faults: list[Diagnostic]
) -> tuple[tuple[Cell, ...], list[Diagnostic]]:
    """Name the drafts and write their values over the tree."""
    known = list(drafts)
    kept = tuple(entry for entry in tree.entries if entry.key not in {"sweep", "tune"})
    bare = replace(tree, entries=kept)
    cells = []
    for name, draft in zip(_names(known), known, strict=True):
        changed, wrong = _written(bare, draft.values)
        faults += wrong
        cells.append(Cell(name, draft.values, changed))
    return (() if faults else tuple(cells)), list(dict.fromkeys(faults))


def _not_one_way(tree: Mapping, ways: list[str]) -> Diagnostic:
    what = f"has {listed(ways, last='and')}" if ways else "says nothing"
    message = f"`sweep` {what}: it takes exactly one of `grid`, `zip` and `list`"
    place = key_span(tree, ("sweep", ways[1]) if ways else ("sweep",))
    return Diagnostic(codes.NOT_ONE_WAY, message, Label(place))


def _by_hand(item: Node) -> _Draft:
    """Read one entry of `list`."""
    assert isinstance(item, Mapping)
    values, name = item.get("set"), item.get("name")
    assert isinstance(values, Mapping)
    own = tuple(Value(entry.key, entry.key_span, entry.value) for entry in values.entries)
    if isinstance(name, Scalar) and isinstance(name.value, str):
        return _Draft(own, name.value, name.span)
    return _Draft(own)


def _combined(
    way: str, columns: list[tuple[Value, ...]], tree: Mapping, key: str = "sweep"
) -> tuple[list[_Draft], list[Diagnostic]]:
    """Return the cells of a grid, or of lists side by side."""
    lengths = [len(column) for column in columns]
    number = math.prod(lengths) if way == "grid" else max(lengths)
    if faults := _too_many(number, tree, key):
        return [], faults
    if way == "grid":
        repeated = [fault for column in columns for fault in _repeated(column)]
        drafts = [] if repeated else [_Draft(values) for values in product(*columns)]
        return drafts, repeated
    odd = next((column for column in columns if len(column) != lengths[0]), None)
    if odd is not None:
        first = columns[0][0]
        names = shortened(odd[0].path), shortened(first.path)
        message = f"`{names[0]}` has {len(odd)} values, and `{names[1]}` has {lengths[0]}"
        beside = (Label(first.place, f"{lengths[0]} values"),)
        label = Label(odd[0].place, f"{len(odd)} values")
        return [], [Diagnostic(codes.UNEVEN_LISTS, message, label, beside)]
    return [_Draft(values) for values in zip(*columns, strict=True)], []


def _too_many(number: int, tree: Mapping, key: str = "sweep") -> list[Diagnostic]:
    if number <= MOST_CELLS:
        return []
    message = f"`{key}` stands for {number:,} cells, and {MOST_CELLS} are the most"
    return [Diagnostic(codes.TOO_MANY_CELLS, message, Label(key_span(tree, (key,))))]


def _repeated(column: tuple[Value, ...]) -> Iterator[Diagnostic]:
    """Yield a fault for each value that stands in its list already."""
    seen: dict[str, Value] = {}
    for value in column:
        first = seen.setdefault(value.setting, value)
        if first is not value:
            message = f"`{shortened(value.path)}` has the same value twice"
            beside = (Label(first.shown, "first here"),)
            yield Diagnostic(codes.CELLS_ALIKE, message, Label(value.shown, "again here"), beside)


def _alike(drafts: list[_Draft]) -> list[Diagnostic]:
    """Return a fault for each cell that has the values, or the name, of one before it."""
    faults = []
    seen: dict[tuple[str, ...], _Draft] = {}
    named: dict[str, Span] = {}
    for draft in drafts:
        key = tuple(sorted(value.setting for value in draft.values))
        first = seen.setdefault(key, draft)
        if first is not draft:
            beside = (Label(first.values[0].shown, "first here"),)
            label = Label(draft.values[0].shown, "again here")
            message = "two cells have the same values"
            faults.append(Diagnostic(codes.CELLS_ALIKE, message, label, beside))
        if draft.place and named.setdefault(draft.name, draft.place) is not draft.place:
            beside = (Label(named[draft.name], "first here"),)
            message = f"two cells are called `{shortened(draft.name)}`"
            label = Label(draft.place, "again here")
            faults.append(Diagnostic(codes.CELLS_ALIKE, message, label, beside))
    return faults


def _written(tree: Mapping, values: Iterable[Value]) -> tuple[Mapping, list[Diagnostic]]:
    faults = []
    for value in values:
        tree, wrong = _put(tree, value)
        faults += wrong
    return tree, faults


def _put(tree: Mapping, value: Value) -> tuple[Mapping, list[Diagnostic]]:
    """Write one value over a tree, with the faults of its path as those of a sweep."""
    first = value.path.partition(".")[0]
    if first in _OF_THE_FILE:
        message = f"`{first}` belongs to the file, and no cell has its own"
        return tree, [Diagnostic(codes.NO_SUCH_PATH, message, Label(value.place))]
    changed, faults = put(tree, value.path, value.place, value.node)
    return changed, [replace(fault, code=codes.NO_SUCH_PATH) for fault in faults]


def _names(drafts: list[_Draft]) -> Iterator[str]:
    """Yield a name for each cell: its own, or the ends of its paths with their values."""
    tails = _tails({value.path for draft in drafts for value in draft.values})
    taken = {draft.name for draft in drafts if draft.name}
    for draft in drafts:
        if draft.name:
            yield draft.name
            continue
        words = (f"{tails[value.path]}-{_words(value.node)}" for value in draft.values)
        wanted = re.sub(r"[^a-z0-9.]+", "-", "-".join(words).lower()).strip("-.")
        wanted = name = wanted[:LONGEST_NAME].strip("-.")
        number = 1
        while name in taken:
            number += 1
            ending = f"-{number}"
            name = wanted[: LONGEST_NAME - len(ending)].rstrip("-.") + ending
        taken.add(name)
        yield name


def _tails(paths: Iterable[str]) -> dict[str, str]:
    """Return the fewest last keys that tell each path from the others; never a number alone."""
    split = {path: path.split(".") for path in paths}
    tails = {}
    for path, parts in split.items():
        length = 1
        while length < len(parts) and (
            parts[-length].isdecimal()
            or sum(other[-length:] == parts[-length:] for other in split.values()) > 1
        ):
            length += 1
        tails[path] = "-".join(parts[-length:])
    return tails


def _within(span: Span, outer: Span) -> bool:
    start, end = (span.line, span.column), (span.end_line, span.end_column)
    around = (outer.line, outer.column), (outer.end_line, outer.end_column)
    return span.source == outer.source and around[0] <= start and end <= around[1]


def _words(node: Node) -> str:
    """Write a value as words for a name: a block and a list by all that they hold."""
    if isinstance(node, Mapping):
        return "-".join(_words(entry.value) for entry in node.entries)
    if isinstance(node, Sequence):
        return "-".join(map(_words, node.items))
    return re.sub(r"^-(?=\d)", "minus-", node.written.strip("\"'"))
