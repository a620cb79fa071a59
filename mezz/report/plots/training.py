"""Training curves: one small panel an arm, one line a fit, a dot where its parameters were kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.axis import linear, logarithmic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_PANEL = 150
_TOP, _BOTTOM, _LEFT = 30, 44, 52


@dataclass(frozen=True, slots=True)
class Trace:
    """The loss of one fit along its steps; `best` is the step whose parameters were kept."""

    steps: tuple[int, ...]
    losses: tuple[float, ...]
    best: int


@dataclass(frozen=True, slots=True)
class TrainingPanel:
    """All fits of one arm: their training loss, and their validation loss where it was taken."""

    arm: str
    train: tuple[Trace, ...]
    validation: tuple[Trace, ...]


@dataclass(frozen=True, slots=True)
class TrainingPlot(Plot):
    """Panels of equal axes, so that arms can be compared by eye."""

    panels: tuple[TrainingPanel, ...]

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        return (_PANEL + _TOP + _BOTTOM) * -(-len(self.panels) // self._across(narrow))

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw the panels, a few across."""
        across = self._across(narrow)
        down = -(-len(self.panels) // across)
        width = canvas.get_figwidth() * 72 / across
        each = _PANEL + _TOP + _BOTTOM
        losses = [n for p in self.panels for t in (*p.train, *p.validation) for n in t.losses]
        for at, panel in enumerate(self.panels):
            row, column = divmod(at, across)
            right = width * (across - 1 - column) + 14
            below = each * (down - 1 - row) + _BOTTOM
            axes = place(canvas, width * column + _LEFT, each * row + _TOP, right, below)
            _scaled(axes, losses)
            _panel(axes, panel)
            if at == 0:
                _names(axes, any(p.validation for p in self.panels))
                axes.set_ylabel("loss")

    def _across(self, narrow: bool) -> int:
        return 1 if narrow else 2 if len(self.panels) in {2, 4} else 3


def _scaled(axes: Axes, losses: list[float]) -> None:
    low, high = min(losses), max(losses)
    if low > 0 and high > 4 * low:
        axes.set_yscale("log")
        axes.set_ylim(low / 1.25, high * 1.25)
        logarithmic(axes.yaxis, *axes.get_ylim(), 4)
        return
    margin = 0.06 * (high - low) or 0.5
    axes.set_ylim(low - margin, high + margin)
    linear(axes.yaxis, *axes.get_ylim(), 4)


def _panel(axes: Axes, panel: TrainingPanel) -> None:
    axes.set_title(panel.arm, loc="left", fontsize=style.TEXT, weight="bold", pad=8)
    axes.grid(axis="y", color=style.HAIR, lw=0.6)
    axes.set_axisbelow(True)
    last = max(max(trace.steps) for trace in panel.train)
    axes.set_xlim(0, last * 1.02)
    linear(axes.xaxis, 0, last * 1.02, 4)
    axes.set_xlabel("step")
    for trace in panel.train:
        axes.plot(trace.steps, trace.losses, color=style.MUTED, lw=1)
    for trace in panel.validation:
        axes.plot(trace.steps, trace.losses, color=style.STUDENT, lw=1)
        kept = float(np.interp(trace.best, trace.steps, trace.losses))
        axes.plot([trace.best], [kept], "o", color=style.STUDENT, ms=5)


def _names(axes: Axes, validated: bool) -> None:
    """Name the two colours once, over the first panel."""
    lines = [("training", style.MUTED)] + ([("validation", style.STUDENT)] if validated else [])
    for at, (name, colour) in enumerate(reversed(lines)):
        axes.annotate(
            name, (1, 1), (-70 * at, 9), xycoords="axes fraction", textcoords="offset points",
            ha="right", color=colour, size=style.SMALL,
        )  # fmt: skip
