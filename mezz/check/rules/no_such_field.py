"""A symmetry or an encoder names a field that the world does not emit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.meaning import NO_SUCH_FIELD
from mezz.diag.diagnostic import Diagnostic
from mezz.diag.similar import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.spec.node import NodePath

CODE = NO_SUCH_FIELD


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at `on` where some field could be meant by it, and at what the encoders read."""
    fields = context.emits.fields
    for part in context.spec.symmetry.parts():
        fitting = [name for name, type_ in fields.items() if isinstance(type_, part.acts_on)]
        if fitting and part.on not in fields:
            yield _missing(context, part.on, ("symmetry",), fitting)
    for path, encoder in context.encoders:
        for name in sorted(encoder.reads() - set(fields)):
            readable = [other for other, type_ in fields.items() if encoder.accepts(other, type_)]
            yield _missing(context, name, path, readable)


def _missing(context: Context, name: str, block: NodePath, fitting: list[str]) -> Diagnostic:
    kind = context.spec.world.kind
    return Diagnostic(
        CODE,
        f"world `{kind}` emits no field `{name}`",
        context.naming(name, *block, text="no such field"),
        (context.world_emits(),),
        did_you_mean(name, fitting, "fields that fit here"),
    )
