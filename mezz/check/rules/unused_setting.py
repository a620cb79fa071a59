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
    from mezz.spec.model import Spec
    from mezz.spec.node import NodePath

    Setting = tuple[NodePath, bool, str]

CODE = UNUSED_SETTING


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the settings that the spec itself gives."""
    spec = context.spec
    unused = [*_always(spec), *(_recorded() if spec.teacher.predictions else _of_views(spec))]
    for path, idle, reason in unused:
        if idle and context.written(*path):
            yield warning(
                CODE, f"`{path[-1]}` is not used: {reason}", context.key_at(*path), "remove it"
            )


def _always(spec: Spec) -> Iterator[Setting]:
    """Yield the settings of fits and targets."""
    teacher, student = spec.teacher, spec.student
    steps = "the fit takes all its steps"
    if teacher.model:
        yield ("teacher", "fit", "patience"), teacher.fit.stop == "none", steps
    if student is None:
        yield ("teacher", "targets"), True, "nobody learns from the teacher"
        yield ("teacher", "folds"), True, "nobody learns from the teacher"
        return
    source = targets_from(spec)
    rows = f"targets come from {source.replace('_', ' ')} rows"
    yield ("teacher", "folds"), source != "out_of_fold", rows
    yield ("student", "fit", "patience"), student.fit.stop == "none", steps


def _of_views(spec: Spec) -> Iterator[Setting]:
    teacher = spec.teacher
    whole = teacher.K in {"exact", spec.symmetry.order()} and teacher.plan == "auto"
    yield ("evaluate", "blocks"), whole, "each block would be the whole orbit"


def _recorded() -> Iterator[Setting]:
    """Yield what a table of answers has decided already."""
    for key in ("fit", "sees", "K", "plan"):
        yield ("teacher", key), True, "the answers are recorded"
    for key in ("views", "plan", "blocks", "seeds", "label_margin"):
        yield ("evaluate", key), True, "the answers are recorded"
