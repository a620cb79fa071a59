"""Clocks as points on circles, many times around: what a model of time usually reads."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from mezz.component.base import Encoder
from mezz.component.types import Scalar, State, Time, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import DomainType, Emits, Invariance

_FLOPS_OF_SINE = 20
"""A sine or cosine in double precision, argument reduction included: about twenty operations."""


class ClockHarmonics(Encoder):
    """Hand over a clock t as sin and cos of 2 pi h t / period, h = 1..harmonics; the state raw.

    The features go round with the clock, so that nothing jumps when it begins anew; but they show
    what time it is, and a model may lean on that.
    """

    minimal: ClassVar[dict[str, Any]] = {"fields": ["state", "t"]}

    kind: Literal["clock_harmonics"] = "clock_harmonics"
    fields: tuple[str, ...] = Field(
        min_length=1, description="Clocks, and states, vectors and numbers beside them."
    )
    harmonics: int = Field(8, ge=1, le=64, description="Harmonics of each clock.")

    @field_validator("fields")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError("each field once")
        return value

    def reads(self) -> frozenset[str]:
        """Return the fields."""
        return frozenset(self.fields)

    def accepts(self, name: str, type_: DomainType) -> bool:
        """Say yes to clocks, states, vectors and numbers."""
        return isinstance(type_, Time | State | Vector | Scalar)

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: any clock has a circle."""
        return ()

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        """Return nothing: a turn of the clock turns the features."""
        return frozenset()

    def width(self, emits: Emits) -> int:
        """Return two numbers a harmonic of a clock, and the others as they come."""
        return sum(self._width(emits.fields[name]) for name in self.fields)

    def flops(self, emits: Emits) -> int:
        """Return the sines and cosines, twenty operations each, and their arguments."""
        clocks = sum(isinstance(emits.fields[name], Time) for name in self.fields)
        return clocks * self.harmonics * (2 * _FLOPS_OF_SINE + 1)

    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        """Return `(N, D)`: field by field, for a clock sin, cos of each harmonic in turn."""
        import numpy as np

        columns: list[NDArray[np.float64]] = []
        for name in self.fields:
            type_, values = emits.fields[name], np.asarray(examples.fields[name], np.float64)
            if not isinstance(type_, Time):
                columns += list(values.reshape(len(examples), self._width(type_)).T)
                continue
            for harmonic in range(1, self.harmonics + 1):
                turned = 2 * math.pi * harmonic / type_.period * values
                columns += [np.sin(turned), np.cos(turned)]
        return np.stack(columns, axis=1)

    def _width(self, type_: DomainType) -> int:
        """Return how many columns a field becomes."""
        match type_:
            case Time():
                return 2 * self.harmonics
            case State():
                return len(type_.names)
            case Vector():
                return type_.size
            case _:
                return 1
