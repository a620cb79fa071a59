"""The student does not see all that its targets depend on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.check.context import warning
from mezz.diag.codes.fitting import STUDENT_SEES_LESS
from mezz.diag.similar import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = STUDENT_SEES_LESS

BOTH = 2
"""Encoders of a spec whose student has one of its own."""


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare the fields that both encoders read; one that sees no change is not said twice."""
    if len(context.encoders) < BOTH:
        return
    (_, teacher), (_, student) = context.encoders
    if not (context.readable(teacher) and context.readable(student)):
        return
    unseen = sorted(teacher.reads() - student.reads())
    if unseen and context.moved & student.reads():
        yield warning(
            CODE,
            f"the student does not see {listed(unseen, 'and')}, on which its targets depend",
            context.at("student", "encoder", "kind"),
            "its error cannot fall below the variance of the targets given what it sees",
        )
