"""A verdict in the terminal: the word, the headline, the criteria, and where the report lies."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from mezz.cli.table import columns

if TYPE_CHECKING:
    from pathlib import Path

    from mezz.record.model import CriterionRecord, Metrics, VerdictRecord

_WIDTH = 88


def told(verdict: VerdictRecord, folder: Path, page: Path | None) -> str:
    """Return the last words of a run: what was found, by which criteria, and where to read on."""
    reason = f" ({verdict.reason})" if verdict.word != "MAKE" else ""
    parts = [f"{verdict.word}{reason}  {verdict.name}", _wrapped(verdict.headline)]
    metrics = _metrics(folder)
    if metrics is not None and metrics.criteria:
        parts.append(_criteria(metrics))
    parts.append(f"report: {page}" if page else f"run: {folder}")
    return "\n\n".join(part for part in parts if part)


def _metrics(folder: Path) -> Metrics | None:
    """Read a run's numbers, or None where the file was changed: the report says so."""
    from mezz.record.model import Metrics
    from mezz.record.store import DamagedRecord, RunFolder

    try:
        return RunFolder(folder).read(Metrics)
    except DamagedRecord:
        return None


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _criteria(metrics: Metrics) -> str:
    return columns([(f"  {one.outcome}", _line(one), _contrast(one)) for one in metrics.criteria])


def _line(criterion: CriterionRecord) -> str:
    return f"break: {criterion.text}" if criterion.kind == "break" else criterion.text


def _contrast(criterion: CriterionRecord) -> str:
    """Return the criterion's two sides, and their difference with its interval."""
    from mezz.record.digits import spell_interval

    one = criterion.contrast
    difference = spell_interval(one.value, one.lower, one.upper)
    return f"{criterion.left:.3g} against {criterion.right:.3g}, difference {difference}"
