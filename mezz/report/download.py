"""Numbers to take away: a CSV that lies inside the page, behind a plain link."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mezz.record.model import Metrics

_HEAD = (
    "arm", "measure", "unit", "better", "estimate", "lower", "upper", "standard_error", "degrees",
    "method", "seeds", "units",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SAFE = "!'()*,-./:;=?@_~$+&"
"""What needs no escape in a data URI; the template escapes quotes and ampersands once more."""


def metrics_csv(metrics: Metrics) -> str:
    """Return every estimate as CSV: one row an arm and measure, then its value seed by seed."""
    rows = [
        (
            arm.name,
            metric.measure,
            metric.unit,
            metric.direction,
            found.value,
            found.lower,
            found.upper,
            found.standard_error,
            found.degrees,
            found.method,
            found.seeds,
            found.units,
            *metric.by_seed,
        )
        for arm in metrics.arms
        for metric in arm.metrics
        for found in (metric.estimate,)
    ]
    return written((*_HEAD, *(f"seed_{seed}" for seed in metrics.seeds)), rows)


def written(head: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """Return CSV as RFC 4180 has it, empty where there is no number.

    A text that a spreadsheet would take for a formula gets a quote before it.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_cell(cell) for cell in row] + [""] * (len(head) - len(row)))
    return text.getvalue()


def link(name: str, text: str) -> Markup:
    """Return a link that saves a text as a file, without a script and without a request."""
    address = f"data:text/csv;charset=utf-8,{quote(text, safe=_SAFE)}"
    html = '<a download="{}" href="{}">{}</a>'
    return Markup(html).format(name, address, name)


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return repr(value)
