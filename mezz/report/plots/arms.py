"""Every arm as a dot with its interval: one panel a measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.axis import gridded, linear, logarithmic, named_rows, spans_decades, zero

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_ROW = 25
_TOP, _BOTTOM = 30, 28
_UNIT = 18
_NAMES = 146
_ROOM = 0.6

COLOURS = {"teacher": style.INK, "student": style.STUDENT}
"""The two arms the experiment is about; every other one stays in the background."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One arm's estimate in a panel, with its interval."""

    arm: str
    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure: its heading, its unit, and a dot an arm (not every arm has one)."""

    heading: str
    unit: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class ArmsPlot(Plot):
    """Arms down, one panel a measure: side by side on a page, one below the other on a phone.

    `families` are the numbers of arms that stand together, in their order.
    """

    names: tuple[str, ...]
    panels: tuple[Panel, ...]
    families: tuple[int, ...]

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        panel = _TOP + self._bottom() + round(_ROW * (self._places()[-1] + 1))
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

    def _places(self) -> list[float]:
        """Return where the rows stand: a little room is left between families."""
        starts = [sum(self.families[:at]) for at in range(1, len(self.families))]
        return [
            row + _ROOM * sum(row >= start for start in starts) for row in range(len(self.names))
        ]

    def _panel(self, axes: Axes, panel: Panel, named: bool) -> None:
        _scale(axes, panel)
        gridded(axes)
        colours = [COLOURS.get(name, style.MUTED) for name in self.names]
        places = self._places()
        named_rows(axes, self.names if named else [""] * len(self.names), colours, places)
        axes.set_title(panel.heading, loc="left", fontsize=style.TEXT, weight="bold", pad=10)
        axes.set_xlabel(panel.unit)
        floor = axes.get_xlim()[0]
        for dot in panel.dots:
            _dot(axes, places[self.names.index(dot.arm)], dot, floor)


def _scale(axes: Axes, panel: Panel) -> None:
    """Choose the axis: logarithmic for decades, from zero for gaps, close up otherwise."""
    values = [dot.value for dot in panel.dots]
    if spans_decades(values):
        positive = [n for dot in panel.dots for n in (dot.lower, dot.value) if n > 0]
        smallest = min(value for value in values if value > 0)
        low = max(min(positive), smallest / 4) / 1.6
        high = max(dot.upper for dot in panel.dots) * 1.5
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        logarithmic(axes.xaxis, low, high, 5)
        return
    low = min(min(dot.lower, dot.value) for dot in panel.dots)
    high = max(dot.upper for dot in panel.dots)
    if low <= 0.3 * high:
        low = min(low, 0.0)
    margin = 0.06 * (high - low) or 0.5
    axes.set_xlim(low - margin, high + margin)
    linear(axes.xaxis, *axes.get_xlim(), 5)


def _dot(axes: Axes, at: float, dot: Dot, floor: float) -> None:
    colour = COLOURS.get(dot.arm, style.MUTED)
    if axes.get_xscale() == "log" and dot.value <= floor:
        # Nothing at or below zero has a place on this axis: it stands at its edge, and says so.
        zero(axes, at, colour)
        return
    axes.plot([max(dot.lower, floor), dot.upper], [at, at], color=colour, lw=2)
    axes.plot([dot.value], [at], "o", color=colour, ms=7, zorder=3)
