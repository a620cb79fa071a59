"""More distinct views are asked for than the orbit has elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.meaning import MORE_VIEWS_THAN_ORBIT
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = MORE_VIEWS_THAN_ORBIT


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare both numbers of views with the order of an enumerable orbit."""
    symmetry, teacher, evaluate = context.spec.symmetry, context.spec.teacher, context.spec.evaluate
    if teacher.predictions:
        return
    order = symmetry.order() if context.acts else None
    for path, views, plan in (
        (("teacher", "K"), teacher.K, teacher.plan),
        (("evaluate", "views"), evaluate.views, evaluate.plan),
    ):
        if views == "exact" or plan == "iid" or order is None or views <= order:
            continue
        yield Diagnostic(
            CODE,
            f"{views} distinct views are asked for, and the orbit has {order}",
            context.at(*path, text=f"more than {order}"),
            (context.at("symmetry", "kind", text=f"{symmetry.structure()}, of order {order}"),),
            ("`exact` takes the whole orbit", "`plan: iid` draws with repetition"),
        )
