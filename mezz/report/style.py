"""The one style of every figure: sizes in pixels of the page, colours by role.

A figure is drawn in stand-in colours, one for each role; in the SVG they become the page's own
custom properties, so that one drawing serves light, dark and print.
"""

from __future__ import annotations

from typing import Any

WIDE = 736
"""Width of a figure on a page: the 46 rem of the text column."""

NARROW = 348
"""Width of the same figure on a phone."""

TEXT = 12.5
SMALL = 11.5

INK = "#101010"
MUTED = "#6b6b6b"
HAIR = "#d4d4d4"
WASH = "#f2f2f2"
PAPER = "#fefefe"
STUDENT = "#0072b2"
GOOD = "#009e73"
BAD = "#d55e00"

PROPERTIES: dict[str, str] = {
    INK: "currentColor",
    MUTED: "var(--muted)",
    HAIR: "var(--hair)",
    WASH: "var(--wash)",
    PAPER: "var(--paper)",
    STUDENT: "var(--student)",
    GOOD: "var(--good)",
    BAD: "var(--bad)",
}
"""What each stand-in colour becomes on the page."""

OUTCOME: dict[str, tuple[str, str, str]] = {
    "good": (GOOD, GOOD, "o"),
    "bad": (BAD, BAD, "X"),
    "open": (PAPER, MUTED, "o"),
}
"""Face, edge and shape of a mark: the shape alone tells the outcome."""

HALO: dict[str, Any] = {"fc": PAPER, "ec": "none", "lw": 0, "pad": 1.2, "alpha": 0.8}
"""Behind a label that may cross lines."""

RC: dict[str, Any] = {
    "figure.dpi": 72,
    "savefig.dpi": 72,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.labelsize": SMALL,
    "axes.labelpad": 6,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.unicode_minus": True,
    "text.color": INK,
    "text.usetex": False,
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": TEXT,
    "xtick.color": MUTED,
    "xtick.labelcolor": MUTED,
    "xtick.labelsize": SMALL,
    "xtick.major.size": 4,
    "xtick.major.width": 0.8,
    "xtick.minor.size": 0,
    "ytick.color": MUTED,
    "ytick.labelcolor": MUTED,
    "ytick.labelsize": SMALL,
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
    "svg.fonttype": "none",
    "path.simplify": False,
}
