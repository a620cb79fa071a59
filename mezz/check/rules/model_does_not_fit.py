"""A model cannot take what its encoder emits, or answer what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes import CODES
from mezz.diag.codes.fitting import MODEL_DOES_NOT_FIT
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = MODEL_DOES_NOT_FIT


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on the faults of each model, once its encoder is right."""
    emits = context.emits
    for at_encoder, encoder, at_model, model in context.readers:
        if not context.readable(encoder) or encoder.faults(emits):
            continue
        for fault in model.faults(emits, encoder):
            yield Diagnostic(
                CODES.get(fault.code, CODE),
                fault.message,
                context.at(*at_model, *fault.path),
                (context.at(*at_encoder, "kind", text="what the model reads"),),
                fault.help,
            )
