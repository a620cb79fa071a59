"""The error of K averaged views: the exact law, what was measured, and the student beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.number import quantity
from mezz.report.plots.axis import gridded, linear, numbered

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas


@dataclass(frozen=True, slots=True)
class Point:
    """A measured mean of K views with its interval, and the law's value there."""

    k: int
    value: float
    lower: float
    upper: float
    law: float


@dataclass(frozen=True, slots=True)
class CurvePlot(Plot):
    """Error against K, with what K passes cost on a second scale.

    `student`: its error and interval. `flops`: of one teacher pass. `worth`: the K whose mean is
    as good as the student, None where no K is.
    """

    points: tuple[Point, ...]
    student: tuple[float, float, float] | None
    flops: float | None
    worth: float | None
    unit: str

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        return 330 if narrow else 390

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw law, points and band."""
        axes = place(canvas, 68, 58 if self.flops else 16, 14, 46)
        ks = [point.k for point in self.points]
        axes.set_xscale("log", base=2)
        axes.set_xlim(min(ks) / 1.12, max(ks) * 1.12)
        kept = _apart(ks, 5 if narrow else 9)
        numbered(axes.xaxis, kept, [str(k) for k in kept])
        axes.set_xlabel("views averaged, K")
        self._limits(axes, narrow)
        gridded(axes)
        axes.grid(axis="y", color=style.HAIR, lw=0.6)
        self._law(axes)
        if self.student:
            self._student(axes, *self.student)
        if self.flops:
            _cost(axes, kept, self.flops)

    def _limits(self, axes: Axes, narrow: bool) -> None:
        shown = [n for p in self.points for n in (p.lower, p.upper, p.law)]
        shown += list(self.student or ())
        low, high = min(shown), max(shown)
        margin = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
        low, high = low - margin, high + margin
        if low < 0.35 * high:
            low = 0.0
        axes.set_ylim(low, high)
        linear(axes.yaxis, low, high, 5 if narrow else 7)
        axes.set_ylabel(f"error, {self.unit}" if self.unit else "error")

    def _law(self, axes: Axes) -> None:
        """Draw the law as a line: between two Ks it is straight in 1/K, with or without return."""
        ks = np.array([point.k for point in self.points], dtype=float)
        laws = np.array([point.law for point in self.points])
        fine = np.geomspace(ks.min(), ks.max(), 120)
        order = np.argsort(1 / ks)
        axes.plot(
            fine, np.interp(1 / fine, (1 / ks)[order], laws[order]), color=style.MUTED, lw=1.2
        )
        for point in self.points:
            axes.plot([point.k] * 2, [point.lower, point.upper], color=style.INK, lw=1.6, zorder=4)
            axes.plot([point.k], [point.value], "o", color=style.INK, ms=6, zorder=5)
        first = self.points[0]
        axes.annotate(
            "mean of K teacher views", (first.k, first.law), (14, 2), textcoords="offset points",
            va="bottom", bbox=style.HALO,
        )  # fmt: skip

    def _student(self, axes: Axes, value: float, lower: float, upper: float) -> None:
        axes.axhspan(lower, upper, color=style.STUDENT, alpha=0.16, lw=0)
        axes.axhline(value, color=style.STUDENT, lw=1.8)
        if self.worth is not None:
            axes.plot([self.worth], [value], "D", mfc=style.PAPER, mec=style.STUDENT, ms=8, mew=1.8)
        # The name stands above the line where the law is far away: on the left if the two meet
        # late, else on the right.
        ends = self.points[0].k * self.points[-1].k
        late = value < self.points[0].law and (self.worth is None or self.worth**2 > ends)
        axes.annotate(
            "student, one pass", (0.12 if late else 0.98, value), (0, 4),
            xycoords=axes.get_yaxis_transform(), textcoords="offset points",
            ha="left" if late else "right", va="bottom", color=style.STUDENT, bbox=style.HALO,
        )  # fmt: skip


def _cost(axes: Axes, ks: list[int], flops: float) -> None:
    top = axes.secondary_xaxis("top")
    top.tick_params(length=4, color=style.HAIR)
    top.spines["top"].set_visible(False)
    numbered(top.xaxis, ks, [quantity(k * flops, "") for k in ks])
    top.set_xlabel("FLOPs a prediction")


def _apart(ks: list[int], most: int) -> list[int]:
    """Keep the first, the last, and as many between as have room on a logarithmic axis."""
    room = np.log(ks[-1] / ks[0]) / most if len(ks) > 1 else 1.0
    kept = ks[:1]
    for k in ks[1:-1]:
        if np.log(k / kept[-1]) >= room and np.log(ks[-1] / k) >= room:
            kept.append(k)
    return kept + ks[1:][-1:]
