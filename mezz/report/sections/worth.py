"""How many teacher views one student pass is worth, in numbers and in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mezz.record.digits import places
from mezz.record.model import Interval
from mezz.report.material import limits
from mezz.report.number import NOTHING, Scale, fixed
from mezz.report.page import Cell, Column, Table
from mezz.report.text import prose

if TYPE_CHECKING:
    from mezz.record.model import EffectiveK

ORBIT_MEAN = "orbit mean"
"""What averaging all views reaches; `curve` says what it is called of views that are no orbit."""

_VIEWS = Scale(1.0, "")


def table(worth: EffectiveK, mean: str = ORBIT_MEAN) -> Table:
    """Return both readings: by what the student answers, and by how well it does."""
    fidelity = views(worth.inverse, mean) if worth.value is not None else (NOTHING, "")
    columns = (
        Column("One student pass"),
        Column("is worth", "teacher views", "number"),
        Column("In words", kind="prose"),
    )
    rows = (
        (
            Cell("K_eff, by fidelity", "how closely it follows the mean that it learned", "name"),
            Cell(*fidelity, kind="number"),
            Cell(prose(followed(worth)), kind="prose"),
        ),
        (
            Cell(
                "K_task, by quality", "how its error compares with that of averaged views", "name"
            ),
            Cell(*views(worth.inverse_task, mean), kind="number"),
            Cell(prose(achieved(worth, mean)), kind="prose"),
        ),
    )
    return Table("What one student pass is worth", columns, rows)


def views(inverse: Interval, mean: str = ORBIT_MEAN) -> tuple[str, str]:
    """Return K and its interval from those of 1/K; an end without a number is the mean of all."""
    beyond = f"> {mean}"
    value, lower, upper = limits(inverse)
    if upper <= 0:
        return beyond, ""
    least = 1 / upper
    if value > 0 and lower > 0:
        return _VIEWS.written(Interval(value=1 / value, lower=least, upper=1 / lower))
    at = max(places(least, least / 2, least * 1.5, digits=1), 0)
    shown = beyond if value <= 0 else fixed(1 / value, at)
    return shown, f"[{fixed(least, at)}, {beyond}]"


def followed(worth: EffectiveK) -> str:
    """Say how closely the student follows the mean that it was made from."""
    bound = "" if worth.at_least is None else f"K_eff ≥ {bounded(worth.at_least)}"
    if worth.value is None:
        more = f"; {bound}" if bound else ""
        return f"Unresolved: its distance from that mean, against the gap, is not told from 0{more}"
    if limits(worth.inverse)[1] > 1:
        return f"{bound}; it strays further from that mean than one view does".removeprefix("; ")
    return bound


def achieved(worth: EffectiveK, mean: str = ORBIT_MEAN) -> str:
    """Say how good the student is, in views of the teacher."""
    value, lower, upper = limits(worth.inverse_task)
    if lower > 1:
        return "Below 1 view: the student is worse than one teacher view"
    if upper <= 0:
        return "Better than the mean of any number of views"
    if value <= 0:
        return f"As good as the {mean} within the interval; K_task ≥ {bounded(1 / upper)}"
    unknown = [
        words
        for told, words in ((upper < 1, "from one view"), (lower > 0, f"from the {mean}"))
        if not told
    ]
    if unknown:
        return (
            f"Not told {unknown[0]}"
            if len(unknown) == 1
            else f"Told neither {' nor '.join(unknown)}"
        )
    return f"Better than one view; K_task ≥ {bounded(1 / upper)}"


def finding(worth: EffectiveK, mean: str = ORBIT_MEAN) -> str:
    """Return the quality of one student pass as a title."""
    value, lower, upper = limits(worth.inverse_task)
    if lower > 1:
        return "One student pass is worse than one view of the teacher"
    if upper <= 0:
        return f"One student pass beats the {mean}"
    if value <= 0:
        return f"One student pass does as well as the {mean}"
    shown, interval = views(worth.inverse_task, mean)
    unit = "view" if shown == "1" else "views"
    return f"One student pass is worth {shown} {unit} of the teacher {interval}"


def bounded(k: float) -> str:
    """Write a lower bound with two digits, rounded down so that it stays one."""
    at = max(1 - math.floor(math.log10(k)), 0)
    return fixed(math.floor(k * 10**at) / 10**at, at)
