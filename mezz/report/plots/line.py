"""A measure against one numeric parameter: a line an arm, an interval at every cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.arms import COLOURS
from mezz.report.plots.axis import gridded, linear, logarithmic, numbered, spans_decades

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure as Canvas

_MARGIN = 0.08
_NAMES = 126
_LEADING = 16
"""Pixels between the names of two arms whose lines end close together."""


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of one arm: where it stands, and its estimate with the interval."""

    x: float
    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Line:
    """One arm, its cells in the order of the parameter."""

    arm: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class LinePlot(Plot):
    """Lines over one parameter; each is named where it ends. `labels` write the parameter's values."""

    lines: tuple[Line, ...]
    parameter: str
    measure: str
    labels: tuple[tuple[float, str], ...]

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        return 300 if narrow else 340

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw all lines on one pair of axes."""
        axes = place(canvas, 68, 16, 20 if narrow else _NAMES, 48)
        shown = [n for line in self.lines for s in line.steps for n in (s.lower, s.value, s.upper)]
        _limit(axes, shown)
        self._parameter(axes, narrow)
        gridded(axes)
        axes.grid(axis="y", color=style.HAIR, lw=0.6)
        axes.set_xlabel(self.parameter)
        axes.set_ylabel(self.measure)
        for at, line in enumerate(self.lines):
            _draw(axes, line, at - (len(self.lines) - 1) / 2)
        _name(axes, self.lines, narrow)

    def _parameter(self, axes: Axes, narrow: bool) -> None:
        xs = [x for x, _ in self.labels]
        low, high = min(xs), max(xs)
        if low > 0 and spans_decades(xs):
            axes.set_xscale("log")
            reach = (high / low) ** _MARGIN
            axes.set_xlim(low / reach, high * reach)
        else:
            reach = _MARGIN * (high - low) or 1.0
            axes.set_xlim(low - reach, high + reach)
        room = axes.bbox.width / (44 if narrow else 56)
        kept = self.labels[:: max(1, -int(-len(xs) // max(room, 1)))]
        numbered(axes.xaxis, [x for x, _ in kept], [label for _, label in kept])


def _limit(axes: Axes, shown: Sequence[float]) -> None:
    """Choose the axis of the measure: logarithmic for decades, from zero where that is near."""
    low, high = min(shown), max(shown)
    axis: Axis = axes.yaxis
    if low > 0 and spans_decades(shown):
        axes.set_yscale("log")
        axes.set_ylim(low / 1.4, high * 1.4)
        logarithmic(axis, *axes.get_ylim(), 6)
        return
    margin = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    axes.set_ylim(0.0 if 0 <= low < 0.35 * high else low - margin, high + margin)
    linear(axis, *axes.get_ylim(), 6)


def _colour(arm: str) -> str:
    return COLOURS.get(arm, style.MUTED)


def _draw(axes: Axes, line: Line, aside: float) -> None:
    """Draw one arm. Its intervals stand a little aside, so that those of two arms do not hide."""
    from matplotlib.transforms import ScaledTranslation

    moved = axes.transData + ScaledTranslation(3 * aside / 72, 0, axes.figure.dpi_scale_trans)
    colour = _colour(line.arm)
    axes.plot(
        [s.x for s in line.steps], [s.value for s in line.steps], color=colour, lw=1.4,
        transform=moved,
    )  # fmt: skip
    for step in line.steps:
        limits = [step.lower, step.upper]
        axes.plot([step.x] * 2, limits, color=colour, lw=1.6, zorder=4, transform=moved)
        axes.plot([step.x], [step.value], "o", color=colour, ms=5.5, zorder=5, transform=moved)


def _name(axes: Axes, lines: Sequence[Line], narrow: bool) -> None:
    """Write each arm's name at the end of its line, one above the other where they would touch."""
    ends = sorted(
        (axes.transData.transform((line.steps[-1].x, line.steps[-1].value))[1], at)
        for at, line in enumerate(lines)
    )
    floor = float("-inf")
    for height, at in ends:
        line = lines[at]
        lifted = max(height, floor)
        floor = lifted + _LEADING
        end = line.steps[-1]
        axes.annotate(
            line.arm, (end.x, end.value), (-8 if narrow else 12, lifted - height + (9 if narrow else 0)),
            textcoords="offset points", ha="right" if narrow else "left", va="center",
            color=_colour(line.arm), bbox=style.HALO if narrow else None, annotation_clip=False,
        )  # fmt: skip
