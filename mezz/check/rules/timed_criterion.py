"""A criterion speaks of a time that was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import TIMED_CRITERION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = TIMED_CRITERION


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on the names of times."""
    yield from context.flawed(CODE)
