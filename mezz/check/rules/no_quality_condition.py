"""The criteria would be met by a student that always gives the same answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import NO_QUALITY_CONDITION
from mezz.diag.diagnostic import Diagnostic
from mezz.spec.criterion.typed import asks_for_quality

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = NO_QUALITY_CONDITION


def check(context: Context) -> Iterator[Diagnostic]:
    """Look for one line of `make` that a constant answer misses, once all of them can be read."""
    if context.spec.task == "measure":
        return
    lines = [line for line in context.lines if line.role == "make"]
    if any(line.flaws for line in lines):
        return
    read = [line.criterion for line in lines if line.criterion]
    if any(asks_for_quality(criterion, context.measures) for criterion in read):
        return
    fact = "no line of `make` asks" if lines else "`make` is empty, so nothing asks"
    yield Diagnostic(
        CODE,
        f"{fact} for a quality that a constant answer does not reach",
        context.key_at("criteria", "make"),
        help=("add a line such as `student.error <= teacher.error`",),
    )
