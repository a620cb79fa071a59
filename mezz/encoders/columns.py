"""Numbers as they come: the plainest encoder, and the one that hides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from mezz.component.base import Encoder
from mezz.component.types import Angle, Scalar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import DomainType, Emits, Invariance


class Columns(Encoder):
    """Hand over scalars and angles raw, one column each, in the order given."""

    minimal: ClassVar[dict[str, Any]] = {"fields": ["e", "M"]}

    kind: Literal["columns"] = "columns"
    fields: tuple[str, ...] = Field(min_length=1, description="Scalars and angles.")

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
        """Return nothing: any number is a column."""
        return ()

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        """Return nothing: whatever changes a field changes its column."""
        return frozenset()

    def width(self, emits: Emits) -> int:
        """Return the number of fields."""
        return len(self.fields)

    def flops(self, emits: Emits) -> int:
        """Return 0: nothing is computed."""
        return 0

    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        """Return the fields side by side, `(N, D)`, in their own units."""
        import numpy as np

        return np.stack([examples.fields[name].astype(np.float64) for name in self.fields], axis=1)
