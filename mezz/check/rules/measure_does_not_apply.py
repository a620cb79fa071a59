"""A criterion speaks of a measure that cannot judge this world's target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import MEASURE_DOES_NOT_APPLY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = MEASURE_DOES_NOT_APPLY


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on the measures that are refused here."""
    yield from context.flawed(CODE)
