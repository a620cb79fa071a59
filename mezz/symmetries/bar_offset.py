"""How fresh a series is: a window of daily offsets, which is no group and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from mezz.component.base import Fault
from mezz.component.symmetry import LeavesTarget, SymmetryType
from mezz.component.types import Invariance, Series

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.window import Window


class BarOffset(LeavesTarget):
    """Let the visible rows end k rows before the newest one, k from a declared window.

    A view that ends earlier knows less, so this is not a symmetry of the market: it is an average
    over a window of Z, and bears that name. Shifts act on the end of the series, and the canonical
    form is the freshest end that the window allows, `high`: what a user would look at who did not
    average. A positive offset would show the rows from which the label is made.
    """

    type = SymmetryType.WINDOW
    acts_on = Series
    canonical_form = True
    minimal: ClassVar[dict[str, Any]] = {"on": "series", "offsets": [-1, 0]}

    kind: Literal["bar_offset"] = "bar_offset"
    on: str = Field(description="The series.")
    offsets: tuple[int, int] = Field(
        (-1, 0), description="First and last offset in rows; 0 is the newest row."
    )

    @field_validator("offsets")
    @classmethod
    def _in_order(cls, value: tuple[int, int]) -> tuple[int, int]:
        if value[0] > value[1]:
            raise ValueError("the smallest offset comes first")
        return value

    def twin(self) -> None:
        """Return nothing: a window is no symmetry to begin with."""

    def order(self) -> int:
        """Return the number of offsets."""
        return self.offsets[1] - self.offsets[0] + 1

    def structure(self) -> str:
        """Return the group and its window, such as `Z|[-1, 0]`."""
        return f"Z|[{self.offsets[0]}, {self.offsets[1]}]"

    def group(self) -> Window:
        """Return the window of offsets."""
        from mezz.groups.window import Window

        return Window(*self.offsets)

    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the end of the visible rows."""
        return frozenset({f"{self.on}.end"})

    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, a shift of the end."""
        return frozenset({Invariance("bar_offset", self.on)})

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return a fault where an offset reads the target's future, or more rows than there are."""
        low, high = self.offsets
        found = []
        if high > 0:
            found.append(
                Fault(
                    path=("offsets", 1),
                    message=f"offset {high} shows the rows from which the target is made",
                    help=("offsets: at most 0, the newest row known when the prediction is made",),
                    code="MZ212",
                )
            )
        series = emits.fields.get(self.on)
        if isinstance(series, Series) and -low > series.stale:
            found.append(
                Fault(
                    path=("offsets", 0),
                    message=f"offset {low} asks for {-low} rows more than the others look back, "
                    f"and `{self.on}` keeps {series.stale}",
                    help=(f"stale: {-low} in the world's block keeps enough rows",),
                )
            )
        return tuple(found)

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Move the end by `elements`, `(N,)` rows; negative is earlier."""
        import numpy as np

        end = np.asarray(examples.fields[f"{self.on}.end"], dtype=np.int64)
        return examples.moved(**{f"{self.on}__end": end + np.asarray(elements, dtype=np.int64)})

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.int64]:
        """Return the shifts, `(N,)` int64, that lead to the freshest end of the window."""
        import numpy as np

        return self.offsets[1] - np.asarray(examples.fields[f"{self.on}.end"], dtype=np.int64)
