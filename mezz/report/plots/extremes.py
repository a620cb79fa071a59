"""The most unstable examples: what each view made the teacher say, the student under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.axis import gridded, linear, numbered

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_ROW = 58
_TOP, _BOTTOM = 30, 44


@dataclass(frozen=True, slots=True)
class Strip:
    """One example: outputs by component, then by view.

    `truth` has one entry a component, or none where nobody knows it.
    """

    label: str
    truth: tuple[float, ...]
    teacher: tuple[tuple[float, ...], ...]
    student: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class ExtremesPlot(Plot):
    """One strip an example, one column a component of the target (three at most)."""

    components: tuple[str, ...]
    strips: tuple[Strip, ...]

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        each = _TOP + _BOTTOM + _ROW * len(self.strips)
        return each * len(self.components) if narrow else each

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw the columns: side by side on a page, one below the other on a phone."""
        each = self.height(narrow=False)
        columns = len(self.components)
        names = 58
        room = (style.WIDE - names - 8) / columns
        for at in range(columns):
            if narrow:
                axes = place(
                    canvas, names, each * at + _TOP, 10, each * (columns - 1 - at) + _BOTTOM
                )
            else:
                right = room * (columns - 1 - at) + 10
                axes = place(canvas, names + room * at + 8, _TOP, right, _BOTTOM)
            self._column(axes, at, named=narrow or at == 0, roomy=not narrow and columns < 3)

    def _column(self, axes: Axes, component: int, named: bool, roomy: bool) -> None:
        shown = [
            number
            for strip in self.strips
            for arm in (strip.teacher, strip.student)
            for number in (*(arm[component] if arm else ()), *strip.truth[component:][:1])
        ]
        low, high = min(shown), max(shown)
        margin = 0.05 * (high - low) or 0.5
        if named:
            # The marks are named at the right of the first strip, whatever else lies there.
            first = self.strips[0]
            last = max(first.teacher[component] + (first.student or first.teacher)[component])
            high = max(high, last + 0.26 * (high - low))
        axes.set_xlim(low - margin, high + margin)
        linear(axes.xaxis, *axes.get_xlim(), 7 if roomy else 4)
        gridded(axes)
        axes.set_ylim(len(self.strips) - 0.5, -0.5)
        rows = list(range(len(self.strips)))
        numbered(axes.yaxis, rows, [strip.label if named else "" for strip in self.strips])
        for label in axes.get_yticklabels():
            label.set_color(style.INK)
        axes.set_xlabel(self.components[component])
        for at, strip in enumerate(self.strips):
            self._strip(axes, at, strip, component)
        if named:
            self._names(axes, component)

    def _strip(self, axes: Axes, at: int, strip: Strip, component: int) -> None:
        teacher = strip.teacher[component]
        for truth in strip.truth[component:][:1]:
            axes.plot([truth] * 2, [at - 0.36, at + 0.36], color=style.GOOD, lw=2.2)
        axes.plot(
            teacher, [at - 0.15] * len(teacher), "o", mfc="none", mec=style.INK, ms=7, mew=1.3
        )
        if strip.student:
            student = strip.student[component]
            above = [at + 0.15] * len(student)
            axes.plot(student, above, "o", color=style.STUDENT, ms=6, alpha=0.75, mew=0)

    def _names(self, axes: Axes, component: int) -> None:
        """Name the marks at the first example, beside the last of them."""
        first = self.strips[0]
        for truth in first.truth[component:][:1]:
            axes.annotate(
                "truth", (truth, -0.36), (0, 3), textcoords="offset points",
                ha="center", va="bottom", color=style.GOOD, weight="bold", size=style.SMALL,
            )  # fmt: skip
        arms = [("teacher", first.teacher, -0.15, style.INK)]
        if first.student:
            arms.append(("student", first.student, 0.15, style.STUDENT))
        for name, outputs, height, colour in arms:
            axes.annotate(
                name, (max(outputs[component]), height), (8, 0), textcoords="offset points",
                va="center", color=colour, size=style.SMALL,
            )  # fmt: skip
        across = axes.get_yaxis_transform()
        axes.text(
            -0.02, -0.62, "example", transform=across, ha="right", va="bottom",
            color=style.MUTED, size=style.SMALL,
        )  # fmt: skip
