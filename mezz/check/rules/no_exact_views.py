"""The whole orbit is asked for where it cannot be listed, or is to be drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.meaning import NO_EXACT_VIEWS
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = NO_EXACT_VIEWS


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at both places that can say `exact`, or leave it as the default."""
    symmetry, teacher, evaluate = context.spec.symmetry, context.spec.teacher, context.spec.evaluate
    if teacher.predictions:
        return
    for block, key, views, plan in (
        ("teacher", "K", teacher.K, teacher.plan),
        ("evaluate", "views", evaluate.views, evaluate.plan),
    ):
        if views != "exact":
            continue
        if context.acts and symmetry.order() is None:
            yield Diagnostic(
                CODE,
                f"`{symmetry.kind}` has no list of elements that `{key}: exact` could take",
                context.at(block, key),
                (context.at("symmetry", "kind", text=f"{symmetry.structure()}"),),
                (f"give a number of views: `{key}: 8`",),
            )
        elif plan == "iid":
            yield Diagnostic(
                CODE,
                f"`{key}: exact` takes every element once, and `plan: iid` draws independently",
                context.at(block, "plan"),
                (context.at(block, key),) if context.written(block, key) else (),
                ("leave `plan` out", f"or give a number of draws: `{key}: 8`"),
            )
