"""One view is neither an average nor a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.meaning import TOO_FEW_VIEWS
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = TOO_FEW_VIEWS


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the orbit itself first: where it has one element, no number of views helps."""
    symmetry = context.spec.symmetry
    if context.acts and symmetry.order() == 1:
        yield Diagnostic(
            CODE,
            f"the orbit of `{symmetry.kind}` has one element: no view differs from another",
            context.at("symmetry", "kind", text=f"{symmetry.structure()}, of order 1"),
        )
        return
    if context.spec.teacher.K == 1:
        yield Diagnostic(
            CODE,
            "one view is no average: the teacher's targets would be single answers",
            context.at("teacher", "K"),
            help=("`K: exact` averages over the whole orbit",),
        )
    if context.spec.evaluate.views == 1:
        yield Diagnostic(
            CODE,
            "a gap is a variance over views, and needs two at least",
            context.at("evaluate", "views"),
            help=("`views: exact` takes the whole orbit",),
        )
