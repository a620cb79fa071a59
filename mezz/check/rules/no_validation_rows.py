"""A fit is to be stopped by validation rows that do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.fitting import NO_VALIDATION_ROWS
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = NO_VALIDATION_ROWS


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at both fits."""
    spec = context.spec
    if spec.world.sizes()["validation"] != 0:
        return
    for role, taught in (("teacher", spec.teacher), ("student", spec.student)):
        if taught and taught.fit.stop == "validation":
            yield Diagnostic(
                CODE,
                f"the {role} is to stop by validation rows, and world `{spec.world.kind}` has none",
                context.at(role, "fit", "stop"),
                (context.at("world", "kind", text="no validation rows"),),
                ("`stop: none` trains for all steps",),
            )
