"""There are too few test rows for any criterion to be carried by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.check.context import warning
from mezz.diag.codes.fitting import FEW_TEST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = FEW_TEST_ROWS

FEWEST_ROWS = 50
"""Effective examples that must carry a criterion; the effective number never exceeds the rows."""

FEWEST_BLOCKS = 10
"""Independent blocks that a series must hold."""


def check(context: Context) -> Iterator[Diagnostic]:
    """Look where the world says how many test rows there are."""
    rows = context.spec.world.sizes()["test"]
    if rows is None:
        return
    block = context.emits.block if context.emits.ordered else 1
    if rows < FEWEST_ROWS:
        reason = f"{rows} test rows cannot carry a criterion: {FEWEST_ROWS} must"
    elif context.emits.ordered and -(-rows // block) < FEWEST_BLOCKS:
        blocks = -(-rows // block)
        reason = (
            f"{rows} test rows are {blocks} blocks of {block}: {FEWEST_BLOCKS} must be independent"
        )
    else:
        return
    needed = max(FEWEST_ROWS, (FEWEST_BLOCKS - 1) * block + 1)
    yield warning(
        CODE,
        f"{reason}, so the verdict cannot be a MAKE",
        context.at("world", "test"),
        f"`test: {needed}` at least",
    )
