"""A criterion that a better student would lose by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import WRONG_DIRECTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = WRONG_DIRECTION


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on the measures that stand on the wrong side."""
    yield from context.flawed(CODE)
