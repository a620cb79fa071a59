"""Looks at the test rows: the verdicts that came before this one, and what is left after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.similar import listed
from mezz.report.number import count, plain
from mezz.report.page import Cell, Column, Fold, Table
from mezz.report.text import prose, visible

if TYPE_CHECKING:
    from markupsafe import Markup

    from mezz.record.model import CriterionRecord, LooksRecord, Metrics

_NAMED = 3
_BLIND = "Looks with another cache or on another machine are not known here."


def told(looks: LooksRecord, metrics: Metrics) -> Markup:
    """Say how many verdicts came before, and what is met at the level that so many looks leave.

    Halving alpha at each look keeps the chance of any false MAKE below alpha (1 + 1/2 + 1/4 + ...)
    = 2 alpha where the looks were laid down in advance. Whoever chooses the next look by the last
    verdict has no such promise, so the page makes none.
    """
    earlier = len(looks.earlier)
    alpha = plain(looks.alpha)
    if not earlier:
        return prose(
            "Looks at the test rows: no verdict was reached on them before this one. Alpha is "
            f"{alpha}, one-sided, for each criterion. {_BLIND}"
        )
    verdicts = "one verdict was" if earlier == 1 else f"{count(earlier)} verdicts were"
    return prose(
        f"Looks at the test rows: {verdicts} reached on them before this one, for {_named(looks)}. "
        f"Alpha is {alpha}, one-sided, for each criterion; halved for each earlier look it is "
        f"{plain(looks.alpha_halved)}. {_stricter(looks, metrics)}{_BLIND}"
    )


def lost(looks: LooksRecord | None, metrics: Metrics | None) -> list[CriterionRecord]:
    """Return the `make` lines that are met, but would not be with alpha halved for each look."""
    if looks is None or metrics is None or not looks.earlier:
        return []
    return [
        one
        for one in metrics.criteria
        if _is_met(one) and one.p_met is not None and one.p_met >= looks.alpha_halved
    ]


def fold(looks: LooksRecord) -> Fold:
    """Return the table of the earlier verdicts, oldest first."""
    columns = (Column("Experiment"), Column("Verdict"), Column("Run"))
    rows = tuple(
        (Cell(visible(look.name)), Cell(look.word), Cell(visible(look.run), kind="code"))
        for look in looks.earlier
    )
    several = f"The {count(len(rows))} earlier verdicts, oldest first"
    caption = "Verdicts on the same test rows before this one"
    return Fold(several if len(rows) > 1 else "The earlier verdict", Table(caption, columns, rows))


def _named(looks: LooksRecord) -> str:
    """Name the experiments, each once; the table has the rest."""
    names = list(dict.fromkeys(look.name for look in looks.earlier))
    if len(names) <= _NAMED:
        return listed(names, last="and")
    return f"{', '.join(f'`{name}`' for name in names[:_NAMED])} and {len(names) - _NAMED} more"


def _is_met(criterion: CriterionRecord) -> bool:
    return criterion.kind == "make" and criterion.outcome == "met"


def _stricter(looks: LooksRecord, metrics: Metrics) -> str:
    """Say which lines the stricter level would take; only p-values on record can tell."""
    met = [one for one in metrics.criteria if _is_met(one)]
    if not met:
        return ""
    if any(one.p_met is None for one in met):
        return "The record does not say what is met at that level. "
    gone = [one.text for one in lost(looks, metrics)]
    if gone:
        return f"At that level {listed(gone, last='and')} would no longer be met. "
    return "What is met would be met at that level too. "
