"""A window of daily rows as bars: whole ones, and a partial one at either end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator

from mezz.component.base import Encoder, Fault
from mezz.component.failure import BadData
from mezz.component.types import Invariance, Series

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import DomainType, Emits

Feature = Literal["return", "volatility", "range", "volume"]

_NEEDS: dict[Feature, tuple[str, ...]] = {
    "return": ("close",),
    "volatility": ("close",),
    "range": ("high", "low"),
    "volume": ("volume",),
}
_STILL = 1e-8
"""A mean squared daily return, or a squared range, below this counts as this: one basis point."""

_FLOPS_OF_LOG = 20
"""A logarithm in double precision: about twenty operations."""


class ReturnWindow(Encoder):
    """Cut the last `window` days into bars and describe each bar by a few numbers.

    Where bars start g days late, the first bar holds b - g days, the last one g, and those between
    b: whatever the phase, all bars together cover the same days. Figures of a partial bar are
    scaled to b days. At g = 0 there is no last partial bar, and its place is filled with the full
    bar before it: a zero would say that the market stood still.

    A bar's figures: `return`, the sum of its daily log returns (scaled by b / days); `volatility`,
    the log of its mean squared daily log return; `range`, the log of ln(high / low) (scaled by
    sqrt(b / days), as the range of a random walk grows); `volume`, the log of its mean daily volume
    over that of the window.
    """

    minimal: ClassVar[dict[str, Any]] = {"on": "series"}

    kind: Literal["return_window"] = "return_window"
    on: str = Field(description="The series.")
    window: int = Field(60, ge=1, le=2_500, description="Days.")
    bar: int = Field(5, ge=1, le=250, description="Days in a bar, b.")
    features: tuple[Feature, ...] = Field(
        ("return", "volatility", "range", "volume"),
        min_length=1,
        description="What is said of each bar.",
    )
    phase: bool = Field(True, description="Whether g / b is one of the numbers.")

    @field_validator("features")
    @classmethod
    def _once(cls, value: tuple[Feature, ...]) -> tuple[Feature, ...]:
        if len(set(value)) < len(value):
            raise ValueError("each feature once")
        return value

    def reads(self) -> frozenset[str]:
        """Return the series."""
        return frozenset({self.on})

    def accepts(self, name: str, type_: DomainType) -> bool:
        """Say yes to series."""
        return isinstance(type_, Series)

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return faults where bars do not fill the window, or the series cannot fill either."""
        found = []
        if self.window % self.bar:
            found.append(
                Fault(
                    path=("window",),
                    message=f"a window of {self.window} days is no whole number of bars of "
                    f"{self.bar}",
                    help=(f"window: {max(self.window // self.bar, 1) * self.bar}",),
                )
            )
        series = emits.fields.get(self.on)
        if not isinstance(series, Series):
            return tuple(found)
        most = series.length - series.stale - 1
        if self.window > most:
            found.append(
                Fault(
                    path=("window",),
                    message=f"a window of {self.window} days does not fit `{self.on}`, which shows "
                    f"{most} daily returns",
                    help=(f"window: {most} at most", "or a longer `lookback` in the world's block"),
                )
            )
        found += [
            Fault(
                path=("features", at),
                message=f"`{feature}` needs a column that `{self.on}` lacks: {', '.join(missing)}",
            )
            for at, feature in enumerate(self.features)
            if (missing := [name for name in _NEEDS[feature] if name not in series.columns])
        ]
        return tuple(found)

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        """Return shifts of the bars where a bar is a day: there is one way to cut days into days."""
        return frozenset({Invariance("bar_phase", self.on)} if self.bar == 1 else ())

    def width(self, emits: Emits) -> int:
        """Return the figures of all bars, and the phase."""
        return self._bars() * len(self.features) + self._tells_phase()

    def flops(self, emits: Emits) -> int:
        """Return a logarithm a day and a bar, and a pass over the days, for each feature."""
        once = (self.window + self._bars()) * (_FLOPS_OF_LOG + 2)
        return len(self.features) * once

    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        """Return `(N, D)`: feature by feature, bar by bar, oldest first; then the phase.

        Raises:
            BadData: a view asks for rows that the series does not hold.
        """
        import numpy as np

        series = emits.fields[self.on]
        if not isinstance(series, Series):
            raise TypeError(f"`{self.on}` is {series}, not a series")
        rows = self._visible(examples)
        columns = {name: rows[:, :, at] for at, name in enumerate(series.columns)}
        start = np.asarray(examples.fields[f"{self.on}.start"]) % self.bar
        encoded = np.empty((len(rows), self.width(emits)))
        for phase in range(self.bar):
            chosen = np.flatnonzero(start == phase)
            days = {name: values[chosen] for name, values in columns.items()}
            figures = [self._figures(feature, days, phase) for feature in self.features]
            if self._tells_phase():
                figures.append(np.full((len(chosen), 1), phase / self.bar))
            encoded[chosen] = np.concatenate(figures, axis=1)
        return encoded

    def _bars(self) -> int:
        """Return the places for bars: one more than full bars, unless no bar can be partial."""
        return self.window // self.bar + (self.bar > 1)

    def _tells_phase(self) -> bool:
        return self.phase and self.bar > 1

    def _visible(self, examples: Examples) -> NDArray[np.float64]:
        """Return the window's rows, `(N, window + 1, columns)`, and one before them."""
        import numpy as np

        series = np.asarray(examples.fields[self.on], dtype=np.float64)
        end = np.asarray(examples.fields[f"{self.on}.end"], dtype=np.int64)
        length = series.shape[1]
        last = length - 1 + end
        if len(last) and (last.max() >= length or last.min() < self.window):
            raise BadData(
                f"`{self.on}` holds {length} rows, and a view asks for those from "
                f"{last.min() - self.window} to {last.max()}"
            )
        wanted = last[:, np.newaxis] + np.arange(-self.window, 1)
        return np.asarray(series[np.arange(len(series))[:, np.newaxis], wanted])

    def _figures(
        self, feature: Feature, days: dict[str, NDArray[np.float64]], phase: int
    ) -> NDArray[np.float64]:
        """Return one figure of every bar, `(N, bars)`, of examples that share a phase."""
        import numpy as np

        first = np.arange(-phase % self.bar, self.window, self.bar)
        first = first if first[0] == 0 else np.concatenate([[0], first])
        size = np.diff(first, append=self.window)
        if feature == "range":
            high = np.maximum.reduceat(days["high"][:, 1:], first, axis=1)
            low = np.minimum.reduceat(days["low"][:, 1:], first, axis=1)
            square = np.square(np.log(high / low)) * (self.bar / size)
            figures = np.log(np.maximum(square, _STILL)) / 2
        elif feature == "volume":
            volume = days["volume"][:, 1:]
            mean = np.add.reduceat(volume, first, axis=1) / size
            # One unit more on both sides, for markets and days that do not report any.
            figures = np.log((mean + 1) / (volume.mean(axis=1, keepdims=True) + 1))
        else:
            returns = np.diff(np.log(days["close"]), axis=1)
            if feature == "return":
                figures = np.add.reduceat(returns, first, axis=1) * (self.bar / size)
            else:
                square = np.add.reduceat(np.square(returns), first, axis=1) / size
                figures = np.log(np.maximum(square, _STILL))
        filled = figures[:, -1:] if len(first) < self._bars() else figures[:, :0]
        return np.asarray(np.concatenate([figures, filled], axis=1))
