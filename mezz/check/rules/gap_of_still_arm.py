"""A criterion speaks of the gap of an arm that has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import GAP_OF_STILL_ARM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = GAP_OF_STILL_ARM


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on the gaps that are 0 by construction."""
    yield from context.flawed(CODE)
