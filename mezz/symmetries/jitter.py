"""Measurement error of a number: a nuisance, and no group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.symmetry import LeavesTarget, SymmetryType
from mezz.component.types import Invariance, Scalar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.interval import Interval


class Jitter(LeavesTarget):
    """Add to a number an error, uniform from -size to size.

    The true answer may well change with the number: that an error of this size does not matter is
    an assumption about the world, which is why the family is called a nuisance.
    """

    type = SymmetryType.NUISANCE
    acts_on = Scalar
    canonical_form = False
    commutes = frozenset({"jitter"})
    minimal: ClassVar[dict[str, Any]] = {"on": "e", "size": 0.01}

    kind: Literal["jitter"] = "jitter"
    on: str = Field(description="The number.")
    size: float = Field(gt=0, description="The largest error, in the unit of the number.")

    def twin(self) -> None:
        """Return nothing: a nuisance is no symmetry to begin with."""

    def order(self) -> None:
        """Return None: errors cannot be enumerated."""

    def structure(self) -> str:
        """Return the interval."""
        return f"[{-self.size:g},{self.size:g}]"

    def group(self) -> Interval:
        """Return the interval of errors."""
        from mezz.groups.interval import Interval

        return Interval(-self.size, self.size)

    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the number."""
        return frozenset({self.on})

    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, an error."""
        return frozenset({Invariance(self.kind, self.on)})

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: any number can be measured badly."""
        return ()

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Add the errors `elements`, `(N,)`."""
        import numpy as np

        number = np.asarray(examples.fields[self.on], np.float64)
        return examples.moved(**{self.on: number + np.asarray(elements, np.float64)})

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing: no error is the plain one."""
