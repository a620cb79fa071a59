"""`evaluate.arms` leaves out an arm without which there is no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.criterion import ARM_LEFT_OUT
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = ARM_LEFT_OUT

ALWAYS = {
    "trivial": "says whether there is skill at all",
    "teacher": "says whether there is a gap",
    "student": "is the claim",
}
"""The arms of every verdict, and what each is for."""


def check(context: Context) -> Iterator[Diagnostic]:
    """Mark the first criterion that speaks of such an arm; else the list that leaves it out."""
    chosen = context.spec.evaluate.arms
    if chosen is None:
        return
    left_out = [name for name in context.arms if name not in chosen]
    spoken_of = set()
    for line in context.lines:
        for quantity in line.quantities():
            if quantity.arm not in left_out or quantity.arm in spoken_of:
                continue
            spoken_of.add(quantity.arm)
            place = context.within(line, quantity.start, quantity.start + len(quantity.arm))
            yield Diagnostic(
                CODE,
                f"`{line.text}` needs `{quantity.arm}`, which `evaluate.arms` leaves out",
                place if line.written else context.at("evaluate", "arms"),
                (context.at("evaluate", "arms", text="left out here"),) if line.written else (),
                (f"add `{quantity.arm}` to `evaluate.arms`",),
            )
    for name, purpose in ALWAYS.items():
        if name in left_out and name not in spoken_of:
            yield Diagnostic(
                CODE,
                f"`evaluate.arms` leaves out `{name}`, which {purpose}",
                context.at("evaluate", "arms"),
                help=(f"add `{name}` to `evaluate.arms`",),
            )
