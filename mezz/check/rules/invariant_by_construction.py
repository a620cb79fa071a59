"""An encoder or a model cannot see what the symmetry changes, so there is no gap to measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.check.suggestion import encoders_that
from mezz.component.symmetry import visible_changes
from mezz.diag.codes.meaning import INVARIANT_BY_CONSTRUCTION
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.component.base import Encoder
    from mezz.spec.node import NodePath

CODE = INVARIANT_BY_CONSTRUCTION


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at teacher and student, and blame each component once."""
    if not context.acts:
        return
    symmetry = context.spec.symmetry
    blamed: dict[NodePath, str] = {}
    for at_encoder, encoder, at_model, model in context.readers:
        if not context.readable(encoder):
            continue
        changes = visible_changes(symmetry, context.emits, encoder.reads())
        of_encoder = encoder.invariances(context.emits)
        of_model = model.invariances(context.emits, encoder)
        if not context.moved & encoder.reads():
            blamed[at_encoder] = f"encoder `{encoder.kind}` reads nothing that {_moves(context)}"
        elif changes <= of_encoder:
            blamed[at_encoder] = f"encoder `{encoder.kind}` is invariant to {_turns(context)}"
        elif changes <= of_model:
            blamed[at_model] = f"model `{model.kind}` is invariant to {_turns(context)}"
        elif changes <= of_encoder | of_model:
            both = f"encoder `{encoder.kind}` and model `{model.kind}` together are invariant to"
            blamed[at_encoder] = f"{both} {_turns(context)}"
    if not blamed:
        return
    able = encoders_that(lambda encoder: _sees(context, encoder))
    for path, fact in blamed.items():
        yield Diagnostic(
            CODE,
            f"{fact}: {_consequence(context, path)}",
            context.at(*path, "kind", text="cannot see the change"),
            (context.at("symmetry", "kind", text="changes what cannot be seen"),),
            (f"encoders that show the change: {', '.join(able)}",) if able else (),
        )


def _consequence(context: Context, path: NodePath) -> str:
    """Say what follows. A model's invariance counts answers that were brought home."""
    if path[-1] == "encoder" and context.spec.symmetry.carries_target(context.emits):
        return "the target moves with it, and no model behind it could follow"
    return "the gap is 0 by construction, and the verdict would be vacuous"


def _moves(context: Context) -> str:
    fields = ", ".join(f"`{name}`" for name in sorted(context.moved))
    return f"`{context.spec.symmetry.kind}` moves ({fields})"


def _turns(context: Context) -> str:
    parts = context.spec.symmetry.parts()
    return " and ".join(f"`{part.kind}` of `{part.on}`" for part in parts)


def _sees(context: Context, encoder: Encoder) -> bool:
    """Say whether an encoder's minimal block already shows the change."""
    shown = context.readable(encoder) and bool(context.moved & encoder.reads())
    changes = visible_changes(context.spec.symmetry, context.emits, encoder.reads())
    return shown and not changes <= encoder.invariances(context.emits)
