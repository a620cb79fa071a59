"""A criterion cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import CRITERION_UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = CRITERION_UNREADABLE


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on what the reader of criteria found."""
    yield from context.flawed(CODE)
