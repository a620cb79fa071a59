"""A criterion or `evaluate.arms` names an arm that this experiment does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import UNKNOWN_ARM
from mezz.diag.diagnostic import Diagnostic
from mezz.diag.similar import did_you_mean
from mezz.spec.arm import NEED_CANONICAL_FORM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = UNKNOWN_ARM


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the list of arms, and hand on what the criteria brought up."""
    for at, name in enumerate(context.spec.evaluate.arms or ()):
        if name in context.arms:
            continue
        advice = did_you_mean(name, context.arms, "arms")
        if name in NEED_CANONICAL_FORM:
            advice = (f"`{name}` exists only where the symmetry has a canonical form",)
        yield Diagnostic(
            CODE, f"there is no arm `{name}`", context.at("evaluate", "arms", at), help=advice
        )
    yield from context.flawed(CODE)
