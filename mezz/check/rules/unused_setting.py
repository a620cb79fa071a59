"""A setting was written that matters only together with another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.check.context import warning
from mezz.diag.codes.fitting import UNUSED_SETTING
from mezz.spec.arm import targets_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.context import Context
    from mezz.diag.diagnostic import Diagnostic

CODE = UNUSED_SETTING


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the settings that the spec itself gives."""
    teacher, student = context.spec.teacher, context.spec.student
    source = targets_from(context.spec)
    whole = teacher.K in {"exact", context.spec.symmetry.order()} and teacher.plan == "auto"
    unused = [
        (
            ("teacher", "folds"),
            source != "out_of_fold",
            f"targets come from {source.replace('_', ' ')} rows",
        ),
        (("evaluate", "blocks"), whole, "each block would be the whole orbit"),
        (("teacher", "fit", "patience"), teacher.fit.stop == "none", "the fit takes all its steps"),
        (("student", "fit", "patience"), student.fit.stop == "none", "the fit takes all its steps"),
    ]
    for path, idle, reason in unused:
        if idle and context.written(*path):
            yield warning(
                CODE, f"`{path[-1]}` is not used: {reason}", context.key_at(*path), "remove it"
            )
