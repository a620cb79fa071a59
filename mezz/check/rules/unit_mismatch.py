"""A criterion adds or compares what counts in different units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import UNIT_MISMATCH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = UNIT_MISMATCH


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on the measures whose unit does not fit."""
    yield from context.flawed(CODE)
