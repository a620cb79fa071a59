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


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare the fields that both encoders read; one that sees no change is not said twice."""
    teacher, student = context.spec.encoder, context.spec.student.encoder
    if student is None or not (context.readable(teacher) and context.readable(student)):
        return
    unseen = sorted(teacher.reads() - student.reads())
    if unseen and context.moved & student.reads():
        yield warning(
            CODE,
            f"the student does not see {listed(unseen, 'and')}, on which its targets depend",
            context.at("student", "encoder", "kind"),
            "its error cannot fall below the variance of the targets given what it sees",
        )
