"""Recorded answers in a world that records none, or such a world without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.fitting import PREDICTIONS_APART
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = PREDICTIONS_APART


def check(context: Context) -> Iterator[Diagnostic]:
    """Look whether the teacher's table and a world of recorded answers go together."""
    world, table = context.spec.world, context.spec.teacher.predictions
    if table is None and world.recorded:
        yield Diagnostic(
            CODE,
            f"world `{world.kind}` holds recorded answers, and `teacher.predictions` names none",
            context.at("world", "kind"),
            (context.key_at("teacher", text="needs `predictions`"),),
            ("`task: measure` with `teacher: {predictions: FILE}`",),
        )
    elif table is not None and not world.recorded:
        yield Diagnostic(
            CODE,
            f"world `{world.kind}` makes its own examples, and recorded answers bring theirs",
            context.at("world", "kind"),
            (context.at("teacher", "predictions"),),
            ("`world: {kind: table}` says what the columns of the table are",),
        )
    elif table is not None and world.model_dump().get("path") != table:
        yield Diagnostic(
            CODE,
            "`world.path` and `teacher.predictions` name two tables",
            context.at("world", "path"),
            (context.at("teacher", "predictions"),),
            ("leave `path` out of `world`",),
        )
