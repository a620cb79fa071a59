"""An encoder names a field of a type that it cannot turn into numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mezz.check.suggestion import encoders_that
from mezz.diag.codes.meaning import ENCODER_CANNOT_READ
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.component.base import Encoder
    from mezz.component.types import DomainType

CODE = ENCODER_CANNOT_READ


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at every field that an encoder reads and the world emits."""
    fields = context.emits.fields
    for path, encoder in context.encoders:
        for name in sorted(encoder.reads() & set(fields)):
            if encoder.accepts(name, fields[name]):
                continue
            able = encoders_that(partial(_accepts, name, fields[name]))
            yield Diagnostic(
                CODE,
                f"encoder `{encoder.kind}` cannot read `{name}`, which is {fields[name]}",
                context.naming(name, *path, text=f"{fields[name]}"),
                (context.world_emits(),),
                (f"encoders that can read `{name}`: {', '.join(able)}",) if able else (),
            )


def _accepts(name: str, type_: DomainType, encoder: Encoder) -> bool:
    return encoder.accepts(name, type_)
