"""Angles as points on the circle: invariant to turns by construction."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from mezz.component.base import Encoder
from mezz.component.types import Angle, Invariance, Scalar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import DomainType, Emits

_FLOPS_OF_SINE = 20
"""A sine or cosine in double precision, argument reduction included: about twenty operations."""


class Periodic(Encoder):
    """Hand over an angle x as sin and cos of 2 pi h x / period, h = 1..harmonics; scalars raw."""

    minimal: ClassVar[dict[str, Any]] = {"fields": ["e", "M"]}

    kind: Literal["periodic"] = "periodic"
    fields: tuple[str, ...] = Field(min_length=1, description="Scalars and angles.")
    harmonics: int = Field(1, ge=1, le=64, description="Harmonics of each angle.")

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
        """Say yes to scalars and angles."""
        return isinstance(type_, Scalar | Angle)

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: any angle has a circle."""
        return ()

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        """Return turns of every angle it reads."""
        return frozenset(Invariance("angle_turns", name) for name in self._angles(emits))

    def width(self, emits: Emits) -> int:
        """Return two numbers a harmonic of an angle, one a scalar."""
        angles = len(self._angles(emits))
        return 2 * self.harmonics * angles + len(self.fields) - angles

    def flops(self, emits: Emits) -> int:
        """Return the sines and cosines, twenty operations each, and their arguments."""
        return len(self._angles(emits)) * self.harmonics * (2 * _FLOPS_OF_SINE + 1)

    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        """Return `(N, D)`: field by field, for an angle sin, cos of each harmonic in turn."""
        import numpy as np

        angles = self._angles(emits)
        columns: list[NDArray[np.float64]] = []
        for name in self.fields:
            values = examples.fields[name].astype(np.float64)
            if name not in angles:
                columns.append(values)
                continue
            for harmonic in range(1, self.harmonics + 1):
                turned = 2 * math.pi * harmonic / angles[name] * values
                columns += [np.sin(turned), np.cos(turned)]
        return np.stack(columns, axis=1)

    def _angles(self, emits: Emits) -> dict[str, float]:
        """Return the period of every angle it reads, by name."""
        types = {name: emits.fields.get(name) for name in self.fields}
        return {name: type_.period for name, type_ in types.items() if isinstance(type_, Angle)}
