"""Axes in the report's manner: few ticks, readable numbers, nothing that is not needed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from mezz.record.digits import places
from mezz.report import style
from mezz.report.number import TIMES, fixed, power

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

_LOG_FROM = 20.0
"""Numbers spanning a larger ratio than this are drawn on a logarithmic axis."""


def spans_decades(numbers: Iterable[float]) -> bool:
    """Say whether positive numbers spread so far that a linear axis would hide most of them."""
    positive = [number for number in numbers if number > 0]
    return len(positive) > 1 and max(positive) > _LOG_FROM * min(positive)


def linear(axis: Axis, low: float, high: float, most: int) -> None:
    """Put at most `most` round ticks between two limits, written with equal digits."""
    ticks = [
        float(t)
        for t in MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(low, high)
        if low <= t <= high
    ]
    step = ticks[1] - ticks[0] if len(ticks) > 1 else abs(ticks[0]) if ticks else 1.0
    at = max(places(step), 0) if step else 0
    while at and all(math.isclose(round(t, at - 1), t, abs_tol=1e-9 * abs(step)) for t in ticks):
        at -= 1
    _fix(axis, ticks, [fixed(tick, at) for tick in ticks])


def logarithmic(axis: Axis, low: float, high: float, most: int) -> None:
    """Put ticks at powers of ten, or at 1, 2 and 5 of each where there are too few of them."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks: list[float] = []
    for leads in ((1,), (1, 3), (1, 2, 5)):
        found = [m * 10.0**p for p in decades for m in leads]
        ticks = [tick for tick in found if 0.9999 * low <= tick <= 1.0001 * high]
        if len(ticks) >= 3:
            break
    ticks = ticks[:: -(-len(ticks) // most) or 1]
    short = all(1e-3 <= tick < 1e5 for tick in ticks)
    _fix(axis, ticks, [_decimal(tick) if short else _power(tick) for tick in ticks])


def numbered(axis: Axis, ticks: Sequence[float], labels: Sequence[str]) -> None:
    """Put these ticks, with these labels."""
    _fix(axis, list(ticks), list(labels))


def upright(axes: Axes, at: float, colour: str = style.HAIR, dashed: bool = False) -> None:
    """Draw a thin line over the full height of the axes."""
    axes.axvline(at, color=colour, lw=0.8, ls=(0, (3, 3)) if dashed else "-", zorder=0.5)


def gridded(axes: Axes) -> None:
    """Draw hairlines at the ticks of the horizontal axis."""
    axes.grid(axis="x", color=style.HAIR, lw=0.6)
    axes.set_axisbelow(True)


def named_rows(
    axes: Axes, names: Sequence[str], colours: Sequence[str], places: Sequence[float] = ()
) -> None:
    """Name the rows of a dot plot, the first on top; `places` are even unless given."""
    rows = list(places) or [float(row) for row in range(len(names))]
    axes.set_ylim(rows[-1] + 0.5, -0.5)
    numbered(axes.yaxis, rows, names)
    axes.tick_params(axis="y", pad=10)
    for label, colour in zip(axes.get_yticklabels(), colours, strict=True):
        label.set_color(colour)
        label.set_fontsize(style.TEXT)


def zero(axes: Axes, row: float, colour: str) -> None:
    """Say at the left edge of a logarithmic axis that a row's number is zero."""
    axes.annotate(
        "◂ 0", (0, row), (1, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points",
        va="center", color=colour,
    )  # fmt: skip


def _fix(axis: Axis, ticks: list[float], labels: list[str]) -> None:
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FixedFormatter(labels))
    axis.set_minor_locator(FixedLocator([]))


def _decimal(tick: float) -> str:
    return fixed(tick, max(places(tick) - 2, 0))


def _power(tick: float) -> str:
    if 0.9 < tick < 1.1:
        return "1"
    exponent = math.floor(math.log10(tick) + 1e-9)
    lead = round(tick / 10.0**exponent)
    return power(exponent) if lead == 1 else f"{lead}{TIMES}{power(exponent)}"
