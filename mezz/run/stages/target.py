"""target: ask the teacher about the rows on which a student learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_arrays
from mezz.run.fold import fold_of
from mezz.run.pool import pooled
from mezz.run.predictor import Predictor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.run.job import Job


def run(job: Job) -> None:
    """Write `target`: `(N, C)` float64, or `(V, N, C)` where the target follows the view."""
    answers = _answers(job)
    if job.params["target"] != "same_view":
        answers = pooled(answers, job.params.get("pool", "mean"))
    write_arrays(job.folder, {"target": answers})


def _answers(job: Job) -> NDArray[np.float64]:
    """Return what the teacher says in every view, `(V, N, C)`.

    Out of fold, each row is answered by the fit that did not see its unit.
    """
    latents = job.arrays(job.input("encode/"))["latents"]
    fits = [Predictor.load(job.inputs[id_], job.plan.emits) for id_ in job.inputs_like("fit/")]
    if len(fits) == 1:
        return fits[0].answer(latents, job.threads)
    units = job.examples(job.input("sample/").removeprefix("sample/")).units
    fold = fold_of(units, len(fits))
    answers = np.empty((*latents.shape[:2], job.plan.emits.target.outputs))
    for index, fit in enumerate(fits):
        rows = fold == index
        answers[:, rows] = fit.answer(latents[:, rows], job.threads)
    return answers
