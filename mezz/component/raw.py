"""Encoders that hand over fields as they are, so that a model may know what lies where."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, final

from mezz.component.base import Encoder
from mezz.component.types import Angle, Field, Matrix, Scalar, State, Time, Value, Vector

if TYPE_CHECKING:
    from mezz.component.types import DomainType, Emits


class RawEncoder(Encoder):
    """Writes the fields side by side, in the order given, each flattened row by row, unchanged."""

    fields: tuple[str, ...]

    @final
    def types(self, emits: Emits) -> tuple[DomainType, ...]:
        """Return the types of the fields, in order."""
        return tuple(emits.fields[name] for name in self.fields)


def numbers(type_: DomainType) -> int | None:
    """Return how many numbers a value of this type is, None where it is something else."""
    match type_:
        case Scalar() | Angle() | Time():
            return 1
        case Vector():
            return type_.size
        case Matrix():
            return type_.size**2
        case Field():
            return prod(type_.grid)
        case State():
            return len(type_.names)
        case _:
            return None


def raw_types(encoder: Encoder, emits: Emits) -> tuple[DomainType, ...]:
    """Return the types of what an encoder hands over raw; nothing where it computes."""
    return encoder.types(emits) if isinstance(encoder, RawEncoder) else ()


def shared_axis(types: tuple[DomainType, ...]) -> str | None:
    """Return the one axis on which all fields and vectors among the types lie.

    None where there is another type, or another axis, or nothing at all.
    """
    axes = {type_.axis for type_ in types if isinstance(type_, Field | Vector)}
    alone = all(isinstance(type_, Field | Vector) for type_ in types)
    return axes.pop() if alone and len(axes) == 1 else None


def on_axis(emits: Emits, axis: str, kind: type[Field | Matrix]) -> list[str]:
    """Return the names of a world's fields of a type that lie on an axis."""
    return [
        name
        for name, type_ in emits.fields.items()
        if isinstance(type_, kind) and type_.axis == axis
    ]


def target_on(emits: Emits, axis: str) -> bool:
    """Say whether the target lies on an axis, so that it moves with what else lies there."""
    return isinstance(emits.target, Value) and emits.target.axis == axis
