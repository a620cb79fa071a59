"""The symmetry shifts bars of one length, and the encoder cuts bars of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.meaning import BARS_DIFFER
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.component.base import Component
    from mezz.component.symmetry import Elementary

CODE = BARS_DIFFER


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare `bar` where both have one and the encoder sees the shifts at all."""
    for symmetry in context.spec.symmetry.parts() if context.acts else ():
        yield from _of(symmetry, context)


def _of(symmetry: Elementary, context: Context) -> Iterator[Diagnostic]:
    shifted = _bar(symmetry)
    if shifted is None:
        return
    for path, encoder in context.encoders:
        cut = _bar(encoder)
        blind = symmetry.changes() <= encoder.invariances(context.emits)
        if cut in {None, shifted} or blind or symmetry.on not in encoder.reads():
            continue
        yield Diagnostic(
            CODE,
            f"encoder `{encoder.kind}` cuts bars of {cut} rows, and `{symmetry.kind}` shifts bars of "
            f"{shifted}",
            context.at(*path, "bar", text=f"bars of {cut}"),
            (context.at("symmetry", "bar", text=f"bars of {shifted}"),),
            (f"`bar: {shifted}` in the encoder, or `bar: {cut}` in the symmetry",),
        )


def _bar(component: Component) -> object:
    return component.model_dump().get("bar")
