"""A measurement without a line to judge it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import NO_CRITERION
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = NO_CRITERION


def check(context: Context) -> Iterator[Diagnostic]:
    """Look where no student is asked for, since `make: standard` is all about one."""
    if context.spec.task != "measure" or any(line.role == "make" for line in context.lines):
        return
    fact = "`make: standard` speaks of a student" if context.spec.criteria.make else "it is empty"
    yield Diagnostic(
        CODE,
        f"`make` holds no line to judge a measurement by: {fact}",
        context.key_at("criteria", "make"),
        help=("say how much the answer may move: `teacher.gap <= 0.01`",),
    )
