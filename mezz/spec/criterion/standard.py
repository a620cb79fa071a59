"""What `make: standard` stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.spec.criterion.parse import Criterion, parse
from mezz.spec.criterion.tree import quantities

if TYPE_CHECKING:
    from collections.abc import Collection

STANDARD: tuple[str, ...] = (
    "student.gap <= 0.5 * teacher.gap",
    "student.error <= 0.5 * teacher.error + 0.5 * teacher_K.error",
    "student.gap <= 0.9 * student_copy.gap",
    "student.gap <= recalibrated.gap",
)
"""The gap is halved, at least half of what K views gain in error is kept, and neither plain
distillation nor a shrunken output explains it."""


def standard(arms: Collection[str]) -> tuple[str, ...]:
    """Return the standard lines whose arms all exist."""
    return tuple(line for line in STANDARD if arms_of(line) <= set(arms))


def arms_of(line: str) -> frozenset[str]:
    """Return the arms that a line speaks of; none where it cannot be read."""
    criterion = parse(line)
    if not isinstance(criterion, Criterion):
        return frozenset()
    return frozenset(quantity.arm for side in criterion.sides for quantity in quantities(side))
