"""Every seed by itself: one dot a seed, one row an arm, one panel a measure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.arms import COLOURS
from mezz.report.plots.axis import gridded, linear, logarithmic, named_rows, spans_decades, zero

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_ROW = 30
_TOP, _BOTTOM = 30, 28
_UNIT = 18
_NAMES = 146


@dataclass(frozen=True, slots=True)
class SeedPanel:
    """One measure: for each arm, its value at each seed."""

    heading: str
    unit: str
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class SeedsPlot(Plot):
    """Thin lines join the dots of one seed from arm to arm: the comparison is paired."""

    names: tuple[str, ...]
    panels: tuple[SeedPanel, ...]

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        panel = _TOP + self._bottom() + _ROW * len(self.names)
        return panel * len(self.panels) if narrow else panel

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw the panels."""
        each = self.height(narrow=False)
        room = (style.WIDE - _NAMES) / len(self.panels)
        for at, panel in enumerate(self.panels):
            if narrow:
                below = each * (len(self.panels) - 1 - at) + self._bottom()
                axes = place(canvas, _NAMES, each * at + _TOP, 12, below)
            else:
                right = room * (len(self.panels) - 1 - at) + 12
                axes = place(canvas, _NAMES + room * at + 8, _TOP, right, self._bottom())
            self._panel(axes, panel, named=narrow or at == 0)

    def _bottom(self) -> int:
        return _BOTTOM + (_UNIT if any(panel.unit for panel in self.panels) else 0)

    def _panel(self, axes: Axes, panel: SeedPanel, named: bool) -> None:
        shown = [value for values in panel.values for value in values]
        positive = [value for value in shown if value > 0]
        if min(shown) >= 0 and spans_decades(positive):
            axes.set_xscale("log")
            axes.set_xlim(min(positive) / 1.8, max(positive) * 1.5)
            logarithmic(axes.xaxis, *axes.get_xlim(), 5)
        else:
            low, high = min(shown), max(shown)
            margin = 0.06 * (high - low) or 0.5
            axes.set_xlim(low - margin, high + margin)
            linear(axes.xaxis, *axes.get_xlim(), 5)
        gridded(axes)
        colours = [COLOURS.get(name, style.MUTED) for name in self.names]
        named_rows(axes, self.names if named else [""] * len(self.names), colours)
        axes.set_title(panel.heading, loc="left", fontsize=style.TEXT, weight="bold", pad=10)
        axes.set_xlabel(panel.unit)
        _dots(axes, panel, colours)


def _dots(axes: Axes, panel: SeedPanel, colours: list[str]) -> None:
    """Draw a dot a seed; what is zero on a logarithmic axis is said instead."""
    hidden = axes.get_xscale() == "log"
    shown = [[n if n > 0 or not hidden else math.nan for n in row] for row in panel.values]
    for of_one_seed in zip(*shown, strict=True):
        axes.plot(of_one_seed, range(len(shown)), color=style.HAIR, lw=1, zorder=1)
    for at, values in enumerate(shown):
        axes.plot(values, [at] * len(values), "o", color=colours[at], ms=6, alpha=0.8, mew=0)
        if all(map(math.isnan, values)):
            zero(axes, at, colours[at])
