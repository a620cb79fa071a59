"""A model is to see canonical views of a symmetry that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.meaning import NO_CANONICAL_FORM
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = NO_CANONICAL_FORM


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at what the teacher and the student see."""
    symmetry = context.spec.symmetry
    recorded = context.spec.teacher.predictions
    if symmetry.has_canonical_form() or recorded or not context.acts:
        return
    for role, taught in (("teacher", context.spec.teacher), ("student", context.spec.student)):
        if taught and taught.sees == "canonical":
            yield Diagnostic(
                CODE,
                f"`{symmetry.kind}` has no canonical form that the {role} could see",
                context.at(role, "sees"),
                (context.at("symmetry", "kind", text="no canonical form"),),
                ("`as_given`: one arbitrary view a row", "`random_view`: fresh views"),
            )
