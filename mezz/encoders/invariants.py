"""Numbers of a matrix that do not depend on how its rows and columns are numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.base import Encoder
from mezz.component.types import Invariance, Matrix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import DomainType, Emits


class Invariants(Encoder):
    """Hand over the traces of a matrix's powers, and its largest entry in magnitude.

    tr A, tr A^2, ..., tr A^powers and max |A_ij| are those of P A P^T for every permutation P: under
    `conjugation` there is no gap to close, and a spec that asks for one is refused.
    """

    minimal: ClassVar[dict[str, Any]] = {"on": "A"}

    kind: Literal["invariants"] = "invariants"
    on: str = Field(description="The matrix.")
    powers: int = Field(3, ge=1, le=8, description="The highest power whose trace is taken.")

    def reads(self) -> frozenset[str]:
        """Return the matrix."""
        return frozenset({self.on})

    def accepts(self, name: str, type_: DomainType) -> bool:
        """Say yes to matrices."""
        return isinstance(type_, Matrix)

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: every matrix has traces."""
        return ()

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        """Return other numberings of the matrix's rows and columns."""
        return frozenset({Invariance("conjugation", self.on)})

    def width(self, emits: Emits) -> int:
        """Return one number a power, and the largest entry."""
        return self.powers + 1

    def flops(self, emits: Emits) -> int:
        """Return the products of all powers but the last, a sum over entries a power, a maximum."""
        matrix = emits.fields[self.on]
        n = matrix.size if isinstance(matrix, Matrix) else 0
        return max(self.powers - 2, 0) * 2 * n**3 + (self.powers - 1) * 2 * n**2 + n + n**2

    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        """Return `(N, powers + 1)`: the traces, lowest power first, then the largest entry."""
        import numpy as np

        from mezz.groups.conjugation import trace_powers

        return trace_powers(np.asarray(examples.fields[self.on], np.float64), self.powers)
