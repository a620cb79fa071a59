"""A batch is larger than the rows it is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.diag.codes.fitting import BATCH_EXCEEDS_ROWS
from mezz.diag.diagnostic import Diagnostic
from mezz.spec.arm import targets_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mezz.check.context import Context
    from mezz.component.base import Split
    from mezz.spec.model import Student

CODE = BATCH_EXCEEDS_ROWS


@dataclass(frozen=True, order=True, slots=True)
class _Rows:
    """Rows that a fit draws from: how many, the world's key, and what they are."""

    number: int
    split: str
    words: str


def check(context: Context) -> Iterator[Diagnostic]:
    """Compare both fits with the fewest rows that they meet, where the world says how many."""
    yield from against(context, context.spec.world.sizes())


def against(context: Context, sizes: Mapping[Split, int | None]) -> Iterator[Diagnostic]:
    """Compare both fits with splits of these sizes: as the world says, or once they are counted."""
    spec = context.spec
    if spec.world.recorded:
        return
    fits = []
    if spec.teacher.model:
        fits.append(("teacher", spec.teacher.fit, _of_teacher(context, sizes["train"])))
    if spec.student:
        fits.append(("student", spec.student.fit, _of_student(context, spec.student, sizes)))
    for role, fit, pools in fits:
        fewest = min(pools, default=None)
        if fewest is None or fit.batch <= fewest.number:
            continue
        yield Diagnostic(
            CODE,
            f"a batch of {fit.batch} is larger than the {fewest.number} {fewest.words}",
            context.at(role, "fit", "batch", text=f"{role}: `batch` is {fit.batch}"),
            (context.at("world", fewest.split),),
            (f"`batch: {fewest.number}` at most",),
        )


def _of_teacher(context: Context, train: int | None) -> list[_Rows]:
    if train is None:
        return []
    if not context.spec.student or targets_from(context.spec) != "out_of_fold":
        return [_Rows(train, "train", "labelled rows")]
    folds = context.spec.teacher.folds
    return [
        _Rows(train * (folds - 1) // folds, "train", f"labelled rows outside one of {folds} folds")
    ]


def _of_student(
    context: Context, student: Student, sizes: Mapping[Split, int | None]
) -> list[_Rows]:
    """Return the rows of the student, and those of its rivals, which are trained as it is."""
    chosen = context.spec.evaluate.arms
    pools = []
    on_pool = targets_from(context.spec) == "unlabelled"
    pool, train = sizes["unlabelled"], sizes["train"]
    if on_pool and pool:
        pools.append(_Rows(pool, "unlabelled", "unlabelled rows"))
    rivals = {"student_augmented", "canonicalised"} & set(context.arms)
    labelled = not on_pool or student.hard_weight > 0
    if train is not None and (labelled or chosen is None or rivals & set(chosen)):
        pools.append(_Rows(train, "train", "labelled rows"))
    return pools
