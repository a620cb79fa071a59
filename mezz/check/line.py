"""The lines of the criteria, read, typed, and with their place in the spec."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.spec.criterion import Criterion, parse, standard, typed
from mezz.spec.criterion.tree import quantities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mezz.spec.criterion import Flaw, MeasureInfo
    from mezz.spec.criterion.tree import Quantity
    from mezz.spec.criterion.typed import Role
    from mezz.spec.model import Spec
    from mezz.spec.node import NodePath


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion. `written` is false for a line that `make: standard` stands for."""

    text: str
    path: NodePath
    role: Role
    written: bool
    criterion: Criterion | None
    flaws: tuple[Flaw, ...]

    def quantities(self) -> Iterator[Quantity]:
        """Yield the measures it mentions, from left to right."""
        for side in self.criterion.sides if self.criterion else ():
            yield from quantities(side)


def lines_of(
    spec: Spec, arms: Mapping[str, str], measures: Mapping[str, MeasureInfo]
) -> tuple[Line, ...]:
    """Read and type every criterion of a spec."""
    criteria = spec.criteria
    found: list[tuple[str, NodePath, Role, bool]] = []
    if criteria.make == "standard":
        found += [(text, ("criteria", "make"), "make", False) for text in standard(arms)]
    else:
        found += [
            (text, ("criteria", "make", at), "make", True) for at, text in enumerate(criteria.make)
        ]
    found += [
        (text, ("criteria", "break", at), "break", True) for at, text in enumerate(criteria.break_)
    ]
    return tuple(_line(*entry, arms, measures) for entry in found)


def _line(
    text: str,
    path: NodePath,
    role: Role,
    written: bool,
    arms: Mapping[str, str],
    measures: Mapping[str, MeasureInfo],
) -> Line:
    read = parse(text)
    if not isinstance(read, Criterion):
        return Line(text, path, role, written, None, read)
    return Line(text, path, role, written, read, typed(read, arms, measures, role))
