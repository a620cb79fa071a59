"""Every criterion's estimate and interval on one axis, its margin at zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.axis import gridded, linear, numbered, upright

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_ROW = 50
_TOP, _BOTTOM = 26, 44
_ROOMY = 6


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One line of the plot: left minus right in per cent of the right side, oriented."""

    text: str
    value: float
    lower: float
    upper: float
    state: str
    word: str


@dataclass(frozen=True, slots=True)
class CriteriaPlot(Plot):
    """Rows in the order of the spec. Left of zero a criterion is fulfilled."""

    rows: tuple[CriterionRow, ...]

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        return _TOP + _BOTTOM + (_ROW + (14 if narrow else 0)) * len(self.rows)

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw one strip a criterion, under its text."""
        axes = place(canvas, 8, _TOP, 8 if narrow else 118, _BOTTOM)
        low = min(0.0, *(row.lower for row in self.rows))
        high = max(0.0, *(row.upper for row in self.rows))
        self._scale(axes, low, high, narrow)
        gridded(axes)
        axes.axvspan(axes.get_xlim()[0], 0, color=style.WASH, lw=0, zorder=0)
        upright(axes, 0, style.INK)
        axes.set_ylim(len(self.rows) - 0.35, -0.6)
        numbered(axes.yaxis, [], [])
        axes.set_xlabel("left minus right, in % of the right side; the margin is 0")
        over = axes.get_xaxis_transform()
        for words, side, shift in (("fulfilled", "right", -6), ("not", "left", 6)):
            axes.annotate(
                words, (0, 1), (shift, 4), xycoords=over, textcoords="offset points",
                ha=side, color=style.MUTED, size=style.SMALL,
            )  # fmt: skip
        for at, row in enumerate(self.rows):
            self._row(axes, at, row, narrow)

    def _scale(self, axes: Axes, low: float, high: float, narrow: bool) -> None:
        """Use a linear axis unless some interval would shrink to nothing on it."""
        reach = high - low
        margin = 0.04 * reach
        smallest = min((row.upper - row.lower or reach) for row in self.rows)
        if smallest > 0.006 * reach:
            axes.set_xlim(low - margin, high + max(margin, 0.06 * reach))
            linear(axes.xaxis, low, axes.get_xlim()[1], 4 if narrow else 8)
            return
        axes.set_xscale("symlog", linthresh=1.0, linscale=0.6)
        axes.set_xlim(low * 1.5 - 0.3, max(high * 1.5, 0.6))
        left, right = axes.get_xlim()
        ticks = [-1000, -100, -10, -1, 0, 1, 10, 100, 1000]
        kept = [tick for tick in ticks if left <= tick <= right]
        if narrow and len(kept) > _ROOMY:
            kept = [tick for tick in kept if abs(tick) in {0, 10, 1000}]
        numbered(axes.xaxis, kept, [str(tick).replace("-", "\N{MINUS SIGN}") for tick in kept])

    def _row(self, axes: Axes, at: int, row: CriterionRow, narrow: bool) -> None:
        face, edge, shape = style.OUTCOME[row.state]
        axes.plot([row.lower, row.upper], [at, at], color=edge, lw=2.4)
        size = 10 if shape == "X" else 8
        axes.plot([row.value], [at], shape, mfc=face, mec=edge, ms=size, mew=1.2, zorder=3)
        across = axes.get_yaxis_transform()
        text = _folded(row.text, 46) if narrow else row.text
        axes.text(0, at - 0.24, text, transform=across, va="bottom", fontsize=style.TEXT)
        if not narrow:
            axes.text(1.015, at, row.word, transform=across, va="center", weight="bold")


def _folded(text: str, width: int) -> str:
    """Break a line at spaces, at most once."""
    if len(text) <= width:
        return text
    cut = text.rfind(" ", 0, width)
    return f"{text[:cut]}\n{text[cut + 1 :]}" if cut > 0 else text
