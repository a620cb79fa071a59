"""The field on which a symmetry is to act is of another type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.registry import BrokenComponent, kinds, load
from mezz.component.symmetry import Elementary
from mezz.diag.codes.meaning import SYMMETRY_DOES_NOT_ACT
from mezz.diag.diagnostic import Diagnostic
from mezz.diag.similar import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.component.types import DomainType

CODE = SYMMETRY_DOES_NOT_ACT


def check(context: Context) -> Iterator[Diagnostic]:
    """Say so where the world emits no such type, or `on` names a field of another one."""
    for symmetry in context.spec.symmetry.parts():
        yield from _of(symmetry, context)


def _of(symmetry: Elementary, context: Context) -> Iterator[Diagnostic]:
    world, fields = context.spec.world, context.emits.fields
    wanted = symmetry.acts_on.word()
    fitting = [name for name, type_ in fields.items() if isinstance(type_, symmetry.acts_on)]
    acts = isinstance(fields.get(symmetry.on), symmetry.acts_on)
    if acts or (fitting and symmetry.on not in fields):
        return
    if fitting:
        missed = f"and `{symmetry.on}` is {fields[symmetry.on]}"
        ways = [f"`on` can be {listed(fitting)}"]
    else:
        missed = f"and world `{world.kind}` emits none"
        ways = [
            f"symmetries that act on `{name}`: {', '.join(acting)}"
            for name, type_ in fields.items()
            if (acting := _acting(type_))
        ]
    yield Diagnostic(
        CODE,
        f"symmetry `{symmetry.kind}` acts on {wanted}, {missed}",
        context.naming(symmetry.kind, "symmetry", text=f"acts on {wanted}"),
        (context.world_emits(),),
        tuple(ways),
    )


def _acting(type_: DomainType) -> list[str]:
    """Return the symmetries that act on a type; one that cannot be imported is no suggestion."""
    found = []
    for kind in kinds("symmetries"):
        try:
            symmetry = load("symmetries", kind)
        except BrokenComponent:
            continue
        if issubclass(symmetry, Elementary) and isinstance(type_, symmetry.acts_on):
            found.append(kind)
    return found
