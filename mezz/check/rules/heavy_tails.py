"""The world is set up so that a few examples carry most of the error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.check.context import warning
from mezz.diag.codes.fitting import HEAVY_TAILS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = HEAVY_TAILS


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at what the world says of its own tails."""
    setting = context.emits.heavy_tails
    if setting:
        yield warning(
            CODE,
            f"with this `{setting}` a few examples of `{context.spec.world.kind}` carry most of the "
            "error: predicting a constant may win",
            context.at("world", setting),
            f"another `{setting}`, unless heavy tails are what you study",
        )
