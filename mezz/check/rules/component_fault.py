"""A component says itself that it cannot do what is asked of it in this world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes import CODES
from mezz.diag.codes.meaning import COMPONENT_FAULT
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.component.base import Fault
    from mezz.spec.node import NodePath

CODE = COMPONENT_FAULT
"""The general code; a fault may bear a more special one of its own."""


def check(context: Context) -> Iterator[Diagnostic]:
    """Hand on the faults of the symmetry and of each encoder, once its fields are right."""
    if context.acts:
        yield from _reported(context, ("symmetry",), context.spec.symmetry.faults(context.emits))
    for path, encoder in context.encoders:
        if context.readable(encoder):
            yield from _reported(context, path, encoder.faults(context.emits))


def _reported(context: Context, block: NodePath, faults: tuple[Fault, ...]) -> Iterator[Diagnostic]:
    for fault in faults:
        place = context.at(*block, *fault.path)
        yield Diagnostic(CODES.get(fault.code, CODE), fault.message, place, help=fault.help)
