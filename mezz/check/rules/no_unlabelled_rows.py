"""The orbit mean is to be distilled on a pool that the world does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.fitting import NO_UNLABELLED_ROWS
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = NO_UNLABELLED_ROWS


def check(context: Context) -> Iterator[Diagnostic]:
    """Look where the spec asks for the pool by name."""
    world, teacher = context.spec.world, context.spec.teacher
    wanted = context.spec.student and teacher.targets == "unlabelled"
    if wanted and world.sizes()["unlabelled"] == 0:
        place = ("world", "unlabelled")
        at = place if context.written(*place) else ("world", "kind")
        yield Diagnostic(
            CODE,
            f"targets are to come from unlabelled rows, and world `{world.kind}` gives none",
            context.at("teacher", "targets"),
            (context.at(*at, text="no unlabelled rows"),),
            ("`targets: out_of_fold` distils on the labelled rows", "or ask the world for a pool"),
        )
