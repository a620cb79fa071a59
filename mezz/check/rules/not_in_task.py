"""A block that the task has no use for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.diag.codes.fitting import NOT_IN_TASK
from mezz.diag.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context

CODE = NOT_IN_TASK


def check(context: Context) -> Iterator[Diagnostic]:
    """Look for a student that nobody distils, and for a model beside recorded answers."""
    spec = context.spec
    if spec.task == "measure" and spec.student is not None:
        yield Diagnostic(
            CODE,
            "`task: measure` is about the teacher alone, and has no student",
            context.key_at("student"),
            (context.at("task"),),
            ("remove `student`, or write `task: distill`",),
        )
    if spec.teacher.predictions is None:
        return
    if spec.task == "distill":
        yield Diagnostic(
            CODE,
            "a student cannot be distilled from recorded answers: its teacher must answer new views",
            context.key_at("teacher", "predictions"),
            help=("`task: measure` judges recorded answers",),
        )
        return
    for path, given in ((("encoder",), spec.encoder), (("teacher", "model"), spec.teacher.model)):
        if given is not None:
            yield Diagnostic(
                CODE,
                f"`{path[-1]}` is not used: the answers are recorded, and nothing is trained",
                context.key_at(*path),
                (context.key_at("teacher", "predictions"),),
                ("remove one of the two",),
            )
