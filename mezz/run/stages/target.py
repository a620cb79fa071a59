"""target: ask the teacher about the rows on which a student learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_arrays, write_views
from mezz.run.fold import fold_of
from mezz.run.frame import brought_home
from mezz.run.pool import pooled
from mezz.run.predictor import Predictor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from mezz.run.job import Job


def run(job: Job) -> None:
    """Write `target`: `(N, C)` float64, or `(V, N, C)` where the target follows the view."""
    answers = _answers(job)
    if job.params["target"] == "same_view":
        write_views(job.folder, "target", answers, job.params["views"])
    else:
        write_arrays(job.folder, {"target": pooled(answers, job.params.get("pool", "mean"))})


def _answers(job: Job) -> Iterator[NDArray[np.float64]]:
    """Yield what the teacher says in one view after the other, `(N, C)`.

    Out of fold, each row is answered by the fit that did not see its unit.
    """
    fits = [Predictor.load(job.inputs[id_], job.plan.emits) for id_ in job.inputs_like("fit/")]
    units = job.examples(job.input("sample/").removeprefix("sample/")).units
    fold = fold_of(units, len(fits)) if len(fits) > 1 else np.zeros(len(units), np.int64)
    # What the student is to say in the very view that the teacher saw stays in that view.
    stays = job.params["target"] == "same_view" or not job.inputs_like("act/")
    elements = None if stays else job.arrays(job.input("act/"))["elements"]
    for view, latents in enumerate(job.views(job.input("encode/"), "latents")):
        answers = np.empty((len(units), job.plan.emits.target.outputs))
        for index, fit in enumerate(fits):
            rows = fold == index
            answers[rows] = fit.answer(latents[np.newaxis, rows], job.threads)[0]
        if elements is not None:
            answers = brought_home(job.symmetry, elements[view], answers, job.plan.emits)
        yield answers
