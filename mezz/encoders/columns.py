"""Numbers as they come: the plainest encoder, and the one that hides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field as Key
from pydantic import field_validator

from mezz.component.raw import RawEncoder, numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import DomainType, Emits, Invariance


class Columns(RawEncoder):
    """Hand over numbers raw, in the order given: one column each, arrays flattened row by row."""

    minimal: ClassVar[dict[str, Any]] = {"fields": ["e", "M"]}

    kind: Literal["columns"] = "columns"
    fields: tuple[str, ...] = Key(
        min_length=1, description="Fields that are numbers, or arrays of numbers."
    )

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
        """Say yes to whatever is a number or an array of numbers of one size."""
        return numbers(type_) is not None

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: any number is a column."""
        return ()

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        """Return nothing: whatever changes a field changes its column."""
        return frozenset()

    def width(self, emits: Emits) -> int:
        """Return the numbers of all fields."""
        return sum(numbers(emits.fields[name]) or 0 for name in self.fields)

    def flops(self, emits: Emits) -> int:
        """Return 0: nothing is computed."""
        return 0

    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        """Return the fields side by side, `(N, D)`, in their own units."""
        import numpy as np

        n = len(examples)
        flat = [
            np.asarray(examples.fields[name], np.float64).reshape(n, -1) for name in self.fields
        ]
        return np.concatenate(flat, axis=1)
