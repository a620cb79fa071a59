"""Where bars start: C_b acting on the phase at which a series is cut into b-step bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.base import Fault
from mezz.component.symmetry import LeavesTarget, SymmetryType
from mezz.component.types import Invariance, Series

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.cyclic import Cyclic


class BarPhase(LeavesTarget):
    """Let bars of b rows start g rows later, modulo b, over the same rows.

    Nothing that is known changes: the rows stay, and only the places where they are cut into bars
    move. The canonical form starts with a full bar.
    """

    type = SymmetryType.FINITE_GROUP
    acts_on = Series
    canonical_form = True
    minimal: ClassVar[dict[str, Any]] = {"on": "series", "bar": 5}

    kind: Literal["bar_phase"] = "bar_phase"
    on: str = Field(description="The series.")
    bar: int = Field(ge=2, le=10_000, description="Rows in a bar, b.")

    def twin(self) -> RolledDays:
        """Return as many ways to mix the days up inside bars."""
        return RolledDays(on=self.on, bar=self.bar)

    def order(self) -> int:
        """Return b."""
        return self.bar

    def structure(self) -> str:
        """Return `C_b`."""
        return f"C_{self.bar}"

    def group(self) -> Cyclic:
        """Return the cyclic group of b phases."""
        from mezz.groups.cyclic import Cyclic

        return Cyclic(self.bar)

    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the start of the bars; the rows themselves stay."""
        return frozenset({f"{self.on}.start"})

    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, a shift of the bars."""
        return frozenset({Invariance("bar_phase", self.on)})

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return a fault where a bar is longer than the series: no bar would ever be full."""
        series = emits.fields.get(self.on)
        if not isinstance(series, Series) or self.bar <= series.length:
            return ()
        return (
            Fault(
                path=("bar",),
                message=f"a bar of {self.bar} rows does not fit a series of {series.length}",
                help=(f"bar: {series.length} at most",),
            ),
        )

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Shift the bars by `elements`, `(N,)` rows, modulo b."""
        import numpy as np

        start = np.asarray(examples.fields[f"{self.on}.start"], dtype=np.int64)
        moved = np.mod(start + np.asarray(elements, dtype=np.int64), self.bar)
        return examples.moved(**{f"{self.on}__start": moved})

    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.int64]:
        """Return the shifts, `(N,)` int64 in 0..b-1, after which the first bar is full."""
        import numpy as np

        start = np.asarray(examples.fields[f"{self.on}.start"], dtype=np.int64)
        return np.mod(-start, self.bar)


class RolledDays(LeavesTarget):
    """The twin: inside every bar of b rows the days are rolled by g places, so that time is torn.

    Bars are counted from the newest row back; rows older than the last full bar stay.
    """

    type = SymmetryType.FINITE_GROUP
    acts_on = Series
    canonical_form = False

    kind: Literal["rolled_days"] = "rolled_days"
    on: str
    bar: int = Field(ge=2)

    def twin(self) -> None:
        """Return nothing: a twin has none."""

    def order(self) -> int:
        """Return b."""
        return self.bar

    def structure(self) -> str:
        """Return `C_b`."""
        return f"C_{self.bar}"

    def group(self) -> Cyclic:
        """Return the cyclic group of b rolls."""
        from mezz.groups.cyclic import Cyclic

        return Cyclic(self.bar)

    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the rows."""
        return frozenset({self.on})

    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, a roll."""
        return frozenset({Invariance(self.kind, self.on)})

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: whatever bars fit are rolled."""
        return ()

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Roll the rows of every bar by `elements`, `(N,)` places, towards the newer end."""
        import numpy as np

        series = np.asarray(examples.fields[self.on])
        length = series.shape[1]
        first = length % self.bar
        place = np.arange(length)
        within = (place - first) % self.bar
        rolled = (
            place - within + (within - np.asarray(elements, np.int64)[:, np.newaxis]) % self.bar
        )
        source = np.where(place < first, place, rolled)
        moved = np.take_along_axis(series, source[:, :, np.newaxis], axis=1)
        return examples.moved(**{self.on: moved})

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing: once the days are mixed up, nothing tells their order."""
