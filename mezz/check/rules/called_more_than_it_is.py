"""A symmetry is said to be a group, a window or a nuisance, and is something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.symmetry import SymmetryType
from mezz.diag.codes.composing import CALLED_MORE_THAN_IT_IS
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.component.symmetry import Called, Symmetry
    from mezz.spec.node import NodePath

CODE = CALLED_MORE_THAN_IT_IS

_CALLED: dict[SymmetryType, Called | None] = {
    SymmetryType.FINITE_GROUP: "group",
    SymmetryType.COMPACT_GROUP: "group",
    SymmetryType.WINDOW: "window",
    SymmetryType.NUISANCE: "nuisance",
    SymmetryType.ABLATION: None,
}


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare `as` with what the symmetry is, here and inside."""
    yield from _of(context.spec.symmetry, ("symmetry",), context)


def _of(symmetry: Symmetry, path: NodePath, context: Context) -> Iterator[Diagnostic]:
    is_ = _CALLED[symmetry.family()]
    if symmetry.as_ is not None and symmetry.as_ != is_:
        weakest = next(
            (part for part in symmetry.parts() if part.family() is symmetry.family()), None
        )
        mixed = any(part.family() is not symmetry.family() for part in symmetry.parts())
        because = f": `{weakest.kind}` is one" if weakest and mixed else ""
        yield Diagnostic(
            CODE,
            f"`{symmetry.structure()}` is a {symmetry.family()}, and no {symmetry.as_}{because}",
            context.at(*path, "as", text=f"called a {symmetry.as_}"),
            help=(f"`as: {is_}`" if is_ else "leave `as` out",),
        )
    for place, factor in symmetry.inside():
        yield from _of(factor, (*path, *place), context)
