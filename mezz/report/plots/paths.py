"""Unstable examples that are series: the path, how each view cuts it, and what each view said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.axis import linear, numbered

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from mezz.report.plots.extremes import Strip

_PATH, _VIEW, _APART = 50, 13, 22
_TOP, _BOTTOM = 26, 46
_LABEL = 58


@dataclass(frozen=True, slots=True)
class PathRow:
    """One example: its answers (one component), its path, and the rows where each view cuts it."""

    strip: Strip
    series: tuple[float, ...]
    cuts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class PathsPlot(Plot):
    """One block an example: the path above its cuts, the answers to the right of them."""

    component: str
    rows: tuple[PathRow, ...]

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        return _TOP + _BOTTOM + self._block() * len(self.rows) - _APART

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw the blocks; all answers share one axis."""
        total = self.height(narrow)
        width = style.NARROW if narrow else style.WIDE
        left = 34 if narrow else _LABEL
        middle = round(left + (0.4 if narrow else 0.5) * (width - left))
        answers = place(canvas, middle + 14, _TOP, 8 if narrow else 12, _BOTTOM)
        self._answers(answers, narrow)
        for at, row in enumerate(self.rows):
            top = _TOP + self._block() * at
            below = total - top - self._block() + _APART
            axes = place(canvas, left, top, width - middle, below)
            self._path(axes, row)

    def _views(self) -> int:
        return max(len(row.strip.teacher[0]) for row in self.rows)

    def _block(self) -> int:
        return _PATH + _VIEW * self._views() + _APART

    def _level(self, view: int) -> float:
        """Return how far below the top of its block a view's answer stands, in pixels."""
        return _PATH + _VIEW * (view + 0.5)

    def _path(self, axes: Axes, row: PathRow) -> None:
        """Draw one path and the cuts of every view under it, in pixels from the top."""
        series = np.array(row.series)
        low, high = float(series.min()), float(series.max())
        depth = self._block() - _APART
        height = _PATH - 12
        axes.set_ylim(depth, 0)
        axes.set_xlim(-1, len(series))
        flat = (series - low) / ((high - low) or 1.0)
        axes.plot(np.arange(len(series)), 2 + height * (1 - flat), color=style.INK, lw=1.2)
        for view, cuts in enumerate(row.cuts):
            level = self._level(view)
            axes.plot([0, len(series) - 1], [level] * 2, color=style.HAIR, lw=0.8)
            # One line with gaps, not one line a tick: a page has hundreds of them.
            across = np.repeat(np.array(cuts, dtype=float), 3)
            down = np.tile([level - 3.5, level + 3.5, np.nan], len(cuts))
            axes.plot(across, down, color=style.MUTED, lw=1.1)
        axes.spines["bottom"].set_visible(False)
        numbered(axes.xaxis, [], [])
        numbered(axes.yaxis, [2 + height / 2], [row.strip.label])
        for label in axes.get_yticklabels():
            label.set_color(style.INK)
            label.set_fontsize(style.TEXT)

    def _answers(self, axes: Axes, narrow: bool) -> None:
        shown = [
            number
            for row in self.rows
            for arm in (row.strip.teacher, row.strip.student)
            for number in (*(arm[0] if arm else ()), *row.strip.truth)
        ]
        low, high = min(shown), max(shown)
        margin = 0.06 * (high - low) or 0.5
        axes.set_xlim(low - margin, high + margin)
        linear(axes.xaxis, *axes.get_xlim(), 3 if narrow else 5)
        numbered(axes.yaxis, [], [])
        depth = self._block() * len(self.rows) - _APART
        axes.set_ylim(depth, 0)
        axes.grid(axis="x", color=style.HAIR, lw=0.6)
        axes.set_axisbelow(True)
        axes.set_xlabel(self.component)
        for at, row in enumerate(self.rows):
            self._block_of_answers(axes, self._block() * at, row.strip)
        self._names(axes)

    def _block_of_answers(self, axes: Axes, top: float, strip: Strip) -> None:
        teacher = strip.teacher[0]
        levels = [top + self._level(view) for view in range(len(teacher))]
        for truth in strip.truth:
            axes.plot([truth] * 2, [levels[0] - 9, levels[-1] + 9], color=style.GOOD, lw=2.2)
        if strip.student:
            student = strip.student[0]
            axes.plot(
                student, levels[: len(student)], "o", color=style.STUDENT, ms=5.5, alpha=0.8, mew=0
            )
        axes.plot(teacher, levels, "o", mfc="none", mec=style.INK, ms=6.5, mew=1.3)

    def _names(self, axes: Axes) -> None:
        """Name the three marks over the first block, from left to right as they lie there."""
        strip = self.rows[0].strip
        level = self._level(0) - 10
        for truth in strip.truth:
            axes.annotate(
                "truth", (truth, level), (0, 4), textcoords="offset points", ha="center",
                va="bottom", color=style.GOOD, weight="bold", size=style.SMALL,
            )  # fmt: skip
        names = [("teacher", style.INK)] + ([("student", style.STUDENT)] if strip.student else [])
        for at, (name, colour) in enumerate(names):
            axes.annotate(
                name, (0, 0), (56 * at, 6), xycoords=axes.get_yaxis_transform(),
                textcoords="offset points", va="bottom", color=colour, size=style.SMALL,
            )  # fmt: skip
