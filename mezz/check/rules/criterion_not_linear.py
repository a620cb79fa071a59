"""A criterion multiplies or divides measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import CRITERION_NOT_LINEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = CRITERION_NOT_LINEAR


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on what the normal form refused."""
    yield from context.flawed(CODE)
