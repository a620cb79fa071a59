"""The whole orbit is asked for where it cannot be listed, or is to be drawn at random."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mezz.diag.codes.meaning import NO_EXACT_VIEWS
from mezz.diag.diagnostic import Diagnostic
from mezz.groups.plan import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = NO_EXACT_VIEWS

_READABLE = 10**12


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
        order = symmetry.order() if context.acts else 1
        if order is None or order > LARGEST:
            fact = (
                f"`{symmetry.kind}` has no list of elements that `{key}: exact` could take"
                if order is None
                else f"`{key}: exact` takes at most {LARGEST:,} elements, and `{symmetry.kind}` has "
                f"{_many(order)}"
            )
            yield Diagnostic(
                CODE,
                fact,
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


def _many(order: int) -> str:
    """Write a number of elements; that of a large group has too many digits."""
    return f"{order:,}" if order < _READABLE else f"about 1e{math.floor(math.log10(order))}"
