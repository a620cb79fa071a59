"""A measure over two parameters: a map an arm, each cell with its number in it.

The shade is the accent at some opacity, so that one drawing serves light, dark and print, and the
number can be read on it in all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from mezz.report import style
from mezz.report.figure import Plot, place
from mezz.report.plots.axis import numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_ROW = 46
_TOP, _BOTTOM = 34, 52
_NAMES = 92
_DARKEST = 0.55
_LIGHTEST = 0.04
_NUMBER, _INTERVAL = 40, 84
"""Widths in pixels from which a number, and the interval under it, have room in a cell."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One cell of a map: its estimate (None where the run has none), written with its interval."""

    value: float | None
    number: str
    interval: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """One arm: its tiles row by row."""

    heading: str
    tiles: tuple[tuple[Tile, ...], ...]

    @property
    def values(self) -> list[float]:
        """Return every number that is drawn."""
        return [tile.value for row in self.tiles for tile in row if tile.value is not None]


@dataclass(frozen=True, slots=True)
class HeatPlot(Plot):
    """Maps, each with its own scale of shades: side by side on a page, one below the other on a phone."""

    maps: tuple[HeatMap, ...]
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    across: str
    down: str

    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""
        return self._each * (len(self.maps) if narrow else -(-len(self.maps) // 2))

    @property
    def _each(self) -> int:
        return _TOP + _BOTTOM + _ROW * len(self.rows)

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw the maps, two across on a page."""
        abreast = 1 if narrow or len(self.maps) == 1 else 2
        down = -(-len(self.maps) // abreast)
        width = canvas.get_figwidth() * 72 / abreast
        for at, one in enumerate(self.maps):
            row, column = divmod(at, abreast)
            right = width * (abreast - 1 - column) + 8
            below = self._each * (down - 1 - row) + _BOTTOM
            left, top = width * column + _NAMES, self._each * row + _TOP
            axes = place(canvas, left, top, right, below)
            self._map(axes, one, (width - _NAMES - 8) / len(self.columns))

    def _map(self, axes: Axes, one: HeatMap, room: float) -> None:
        axes.set_xlim(-0.5, len(self.columns) - 0.5)
        axes.set_ylim(len(self.rows) - 0.5, -0.5)
        every = max(1, -int(-34 // room))
        shown = range(0, len(self.columns), every)
        numbered(axes.xaxis, list(shown), [self.columns[at] for at in shown])
        numbered(axes.yaxis, range(len(self.rows)), self.rows)
        axes.tick_params(length=0)
        axes.spines["bottom"].set_visible(False)
        axes.set_title(one.heading, loc="left", fontsize=style.TEXT, weight="bold", pad=8)
        axes.set_xlabel(self.across)
        axes.set_ylabel(self.down)
        for y, row in enumerate(one.tiles):
            for x, tile in enumerate(row):
                _tile(axes, (x, y), tile, _shade(tile.value, one.values), room)


def _shade(value: float | None, values: Sequence[float]) -> float:
    """Return the opacity of a tile among those of its map."""
    if value is None:
        return 0.0
    low, high = min(values), max(values)
    share = (value - low) / (high - low) if high > low else 0.5
    return _LIGHTEST + (_DARKEST - _LIGHTEST) * share


def _tile(axes: Axes, at: tuple[int, int], tile: Tile, shade: float, room: float) -> None:
    x, y = at
    axes.add_patch(
        Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, fc=style.STUDENT, alpha=shade, lw=0, ec="none")
    )
    if room < _NUMBER:
        return
    split = bool(tile.interval) and room >= _INTERVAL
    axes.annotate(
        tile.number, at, (0, 7 if split else 0), textcoords="offset points", ha="center",
        va="center", fontsize=style.TEXT,
    )  # fmt: skip
    if split:
        axes.annotate(
            tile.interval, at, (0, -9), textcoords="offset points", ha="center", va="center",
            fontsize=style.SMALL - 1,
        )  # fmt: skip
