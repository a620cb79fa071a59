"""An encoder's output holds what is to be predicted, so that nothing is left to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.fitting import ENCODER_HOLDS_THE_TARGET
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = ENCODER_HOLDS_THE_TARGET


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every encoder that the world warns of."""
    for path, encoder in context.encoders:
        if encoder.kind not in context.emits.gives_away or not context.readable(encoder):
            continue
        yield Diagnostic(
            CODE,
            f"the output of encoder `{encoder.kind}` holds the target of world "
            f"`{context.spec.world.kind}`: nothing is left to learn",
            context.at(*path, "kind", text="hands over the answer"),
            (context.at("world", "kind", text=f"asks for y: {context.emits.target}"),),
            ("an encoder that hands over the field as it is, such as `columns`",),
        )
