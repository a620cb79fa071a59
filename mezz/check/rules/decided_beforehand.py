"""A criterion that always holds, or never can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import DECIDED_BEFOREHAND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = DECIDED_BEFOREHAND


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on the lines that no experiment can change."""
    yield from context.flawed(CODE)
