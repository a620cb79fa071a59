"""The cells of a sweep, each examined as the spec that it is; what is wrong is said once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from mezz.check.check import check
from mezz.diag.diagnostic import Label, has_errors, in_order
from mezz.spec.cell import expand
from mezz.spec.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mezz.diag.diagnostic import Diagnostic
    from mezz.spec.cell import Cell
    from mezz.spec.model import Spec
    from mezz.spec.node import Mapping

_NAMED = 3
"""Cells that a fault names before it only counts."""


class CheckedCell(NamedTuple):
    """A cell, its spec where it could be loaded, and all that is wrong with it."""

    cell: Cell
    spec: Spec | None
    diagnostics: tuple[Diagnostic, ...]


def check_cells(
    tree: Mapping, allow: frozenset[str]
) -> tuple[tuple[CheckedCell, ...], list[Diagnostic]]:
    """Load and check every cell of a tree's sweep; the faults are those of `in_common`."""
    cells, faults = expand(tree)
    checked = tuple(examined(cell, allow) for cell in cells)
    return checked, [*faults, *in_common((one.cell, one.diagnostics) for one in checked)]


def in_common(found: Iterable[tuple[Cell | None, Iterable[Diagnostic]]]) -> list[Diagnostic]:
    """Return what is wrong with several cells, each fault once.

    Where not all of them have it, it names the cells, and points at the values that they have in
    common if it does not do so itself.
    """
    shared: dict[Diagnostic, list[Cell]] = {}
    number = 0
    for cell, faults in found:
        number += 1
        for one in dict.fromkeys(faults):
            shared.setdefault(one, []).extend([cell] if cell else [])
    return [_told(fault, having, number) for fault, having in shared.items()]


def examined(cell: Cell, allow: frozenset[str]) -> CheckedCell:
    """Load and check one cell."""
    spec, found = load(cell.tree)
    if spec is not None and not has_errors(found):
        found += check(spec, cell.tree, allow)
    return CheckedCell(cell, spec, in_order(found))


def _told(fault: Diagnostic, having: Sequence[Cell], number: int) -> Diagnostic:
    """Add to a fault which cells have it, unless all do."""
    if len(having) == number:
        return fault
    named = [f"`{cell.name}`" for cell in having[:_NAMED]]
    more = f" and {len(having) - _NAMED} more" if len(having) > _NAMED else ""
    noun = "cells" if len(having) > 1 else "cell"
    words = f"in {noun} {', '.join(named)}{more}"
    return replace(
        fault, secondary=(*fault.secondary, *_beside(fault, having)), help=(*fault.help, words)
    )


def _beside(fault: Diagnostic, having: Sequence[Cell]) -> Iterator[Label]:
    """Yield the values that all these cells have in common, unless the fault points there."""
    first, *others = having
    common = [value for value in first.values if all(value in one.values for one in others)]
    pointed = {label.span for label in (fault.primary, *fault.secondary) if label}
    if any(value.shown in pointed or value.place in pointed for value in common):
        return
    for value in common or first.values:
        yield Label(value.shown, "with this value")
