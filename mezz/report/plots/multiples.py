"""The curve over K of several runs: one small panel a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.axis import gridded, linear, numbered, spans_decades

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from mezz.report.plots.curve import Point

_PANEL = 170
_TOP, _BOTTOM, _LEFT = 34, 48, 58


@dataclass(frozen=True, slots=True)
class CurvePanel:
    """One run: its points in order of K, and its student's error with the interval."""

    heading: str
    points: tuple[Point, ...]
    student: tuple[float, float, float] | None

    @property
    def shown(self) -> list[float]:
        """Return every number that is drawn."""
        of_points = [n for p in self.points for n in (p.lower, p.upper, p.law)]
        return of_points + list(self.student or ())


@dataclass(frozen=True, slots=True)
class MultiplesPlot(Plot):
    """Panels on one axis of errors, or each on its own where one would hide some of them."""

    panels: tuple[CurvePanel, ...]
    unit: str
    alike: bool

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        return (_PANEL + _TOP + _BOTTOM) * -(-len(self.panels) // self._across(narrow))

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw the panels, a few across."""
        across = self._across(narrow)
        down = -(-len(self.panels) // across)
        width = canvas.get_figwidth() * 72 / across
        each = _PANEL + _TOP + _BOTTOM
        everything = [number for panel in self.panels for number in panel.shown]
        one_axis = self.alike and not spans_decades(p.points[0].law for p in self.panels)
        for at, panel in enumerate(self.panels):
            row, column = divmod(at, across)
            right = width * (across - 1 - column) + 14
            below = each * (down - 1 - row) + _BOTTOM
            axes = place(canvas, width * column + _LEFT, each * row + _TOP, right, below)
            _panel(axes, panel, everything if one_axis else panel.shown)
            if at == 0:
                axes.set_ylabel(f"error, {self.unit}" if self.unit else "error")

    def _across(self, narrow: bool) -> int:
        return 1 if narrow else 2 if len(self.panels) in {2, 4} else 3


def _panel(axes: Axes, panel: CurvePanel, shown: list[float]) -> None:
    low, high = min(shown), max(shown)
    margin = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    axes.set_ylim(0.0 if low - margin < 0.35 * high else low - margin, high + margin)
    linear(axes.yaxis, *axes.get_ylim(), 4)
    ks = [point.k for point in panel.points]
    axes.set_xscale("log", base=2)
    axes.set_xlim(min(ks) / 1.2, max(ks) * 1.2)
    kept = [k for k in ks if k in {ks[0], ks[-1]} or k & (k - 1) == 0]
    numbered(axes.xaxis, kept, [str(k) for k in kept])
    axes.set_xlabel("views averaged, K")
    gridded(axes)
    axes.grid(axis="y", color=style.HAIR, lw=0.6)
    axes.set_title(panel.heading, loc="left", fontsize=style.TEXT, weight="bold", pad=8)
    axes.plot(ks, [point.law for point in panel.points], color=style.MUTED, lw=1.2)
    for point in panel.points:
        axes.plot([point.k] * 2, [point.lower, point.upper], color=style.INK, lw=1.4, zorder=4)
        axes.plot([point.k], [point.value], "o", color=style.INK, ms=5, zorder=5)
    if panel.student:
        value, lower, upper = panel.student
        axes.axhspan(lower, upper, color=style.STUDENT, alpha=0.16, lw=0)
        axes.axhline(value, color=style.STUDENT, lw=1.6)
