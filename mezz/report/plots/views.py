"""Which view fails: the teacher's mean error in each of the views it was asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.axis import linear, numbered

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

_MOST = 120


@dataclass(frozen=True, slots=True)
class ViewsPlot(Plot):
    """One stem a view from zero, and the mean across them; `marked`: the worst one stands out."""

    errors: tuple[float, ...]
    unit: str
    marked: bool

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        return 190 if narrow else 210

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw the stems; the worst one is marked and numbered."""
        axes = place(canvas, 58, 34, 14 if narrow else 52, 44)
        errors = np.array(self.errors[:_MOST])
        at = np.arange(len(errors)) + 1
        worst = int(np.argmax(errors))
        colours = [
            style.BAD if i == worst and self.marked else style.INK for i in range(len(errors))
        ]
        axes.vlines(at, 0, errors, colors=colours, lw=min(3.0, 90 / len(errors)))
        size = min(6.0, 520 / len(errors))
        axes.plot(at, errors, "o", color=style.INK, ms=size)
        if self.marked:
            axes.plot(at[worst], errors[worst], "o", color=style.BAD, ms=size)
        mean = float(errors.mean())
        axes.axhline(mean, color=style.MUTED, lw=0.9, ls=(0, (4, 3)))
        axes.set_xlim(0.5, len(errors) + 0.5)
        axes.set_ylim(0, 1.12 * float(errors.max()) or 1.0)
        linear(axes.yaxis, *axes.get_ylim(), 4)
        step = max(1, -(-len(errors) // (8 if narrow else 20)))
        kept = [int(k) for k in at[::step]]
        numbered(axes.xaxis, kept, [str(k) for k in kept])
        axes.set_xlabel("view")
        if self.marked:
            axes.annotate(
                f"view {worst + 1}", (worst + 1, errors[worst]), (0, 7), textcoords="offset points",
                ha="center", weight="bold", color=style.BAD,
            )  # fmt: skip
        if not narrow:
            axes.text(
                1.01, mean, "mean", transform=axes.get_yaxis_transform(), va="center",
                color=style.MUTED, size=style.SMALL,
            )  # fmt: skip
        axes.text(
            -0.005, 1.08, f"teacher's error{f', {self.unit}' if self.unit else ''}",
            transform=axes.transAxes, va="bottom", color=style.MUTED, size=style.SMALL,
        )  # fmt: skip
