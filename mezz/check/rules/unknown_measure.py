"""A criterion speaks of a measure that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import UNKNOWN_MEASURE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = UNKNOWN_MEASURE


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on the names that are no measure."""
    yield from context.flawed(CODE)
