"""How the gap is spread over the test examples: teacher against student, on a logarithmic axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.axis import gridded, linear, logarithmic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas


@dataclass(frozen=True, slots=True)
class Outline:
    """One arm's histogram: edges `(B + 1,)` ascending and positive, shares `(B,)` in per cent."""

    name: str
    edges: tuple[float, ...]
    shares: tuple[float, ...]
    mean: float | None


@dataclass(frozen=True, slots=True)
class SpreadPlot(Plot):
    """Outlines over one another; a tick under the axis marks each mean."""

    outlines: tuple[Outline, ...]
    unit: str

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        return 250 if narrow else 280

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw the outlines, each named at its own peak."""
        axes = place(canvas, 46, 40, 12, 48)
        low, high = self._reach()
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        logarithmic(axes.xaxis, low, high, 5 if narrow else 9)
        top = max(max(outline.shares) for outline in self.outlines)
        axes.set_ylim(0, 1.14 * top)
        linear(axes.yaxis, 0, 1.1 * top, 4)
        gridded(axes)
        axes.set_xlabel(f"gap of one example{f', {self.unit}' if self.unit else ''}")
        axes.text(
            -0.005, 1.05, "% of examples", transform=axes.transAxes, ha="left", va="bottom",
            color=style.MUTED, size=style.SMALL,
        )  # fmt: skip
        middles = [_middle(outline) for outline in self.outlines]
        for outline, middle in zip(self.outlines, middles, strict=True):
            self._outline(axes, outline)
            self._mean(axes, outline)
            colour = _colour(outline)
            leftmost = middle == min(middles) and len(middles) > 1
            roomy = np.log(middle / low) > 0.15 * np.log(high / low)
            side = "right" if leftmost and roomy else "left"
            axes.text(middle, 1.03 * top, outline.name, ha=side, color=colour, weight="bold")

    def _reach(self) -> tuple[float, float]:
        """Return where the examples lie: empty bins at either end are not drawn."""
        filled = [
            (outline.edges[at], outline.edges[at + 1])
            for outline in self.outlines
            for at, share in enumerate(outline.shares)
            if share > 0
        ]
        return min(low for low, _ in filled), max(high for _, high in filled)

    def _outline(self, axes: Axes, outline: Outline) -> None:
        colour = _colour(outline)
        axes.stairs(outline.shares, outline.edges, fill=True, color=colour, alpha=0.1, lw=0)
        axes.stairs(outline.shares, outline.edges, color=colour, lw=1.6, baseline=None)

    def _mean(self, axes: Axes, outline: Outline) -> None:
        """Mark an arm's mean at the axis; the names of two means stand back to back."""
        low, high = axes.get_xlim()
        if outline.mean is None or not low < outline.mean < high:
            return
        top = 0.07 * axes.get_ylim()[1]
        means = [one.mean for one in self.outlines if one.mean is not None]
        alone = len(means) == 1
        side = "center" if alone else "right" if outline.mean == min(means) else "left"
        colour = _colour(outline)
        axes.plot([outline.mean] * 2, [0, top], color=colour, lw=2.4)
        axes.annotate(
            "mean", (outline.mean, top), (0, 3), textcoords="offset points", ha=side,
            color=colour, size=style.SMALL,
        )  # fmt: skip


def _colour(outline: Outline) -> str:
    return style.STUDENT if outline.name == "student" else style.INK


def _middle(outline: Outline) -> float:
    """Return the middle of the bin that holds the median example."""
    half = int(np.searchsorted(np.cumsum(outline.shares), 50.0))
    half = min(half, len(outline.shares) - 1)
    return float(np.sqrt(outline.edges[half] * outline.edges[half + 1]))
