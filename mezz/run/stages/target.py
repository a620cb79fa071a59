"""target: average the teacher over K views of the rows on which the student learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_arrays
from mezz.run.fold import fold_of
from mezz.run.predictor import Predictor

if TYPE_CHECKING:
    from mezz.run.job import Job


def run(job: Job) -> None:
    """Write the K-view mean, `(N, C)` float64.

    Out of fold, each row is answered by the fit that did not see its unit.
    """
    latents = job.arrays(job.input("encode/"))["latents"]
    fits = [Predictor.load(job.inputs[id_], job.plan.emits) for id_ in job.inputs_like("fit/")]
    if len(fits) == 1:
        mean = fits[0].answer(latents, job.threads).mean(axis=0)
    else:
        units = job.examples(job.input("sample/").removeprefix("sample/")).units
        fold = fold_of(units, len(fits))
        mean = np.empty((latents.shape[1], job.plan.emits.target.outputs))
        for index, fit in enumerate(fits):
            rows = fold == index
            mean[rows] = fit.answer(latents[:, rows], job.threads).mean(axis=0)
    write_arrays(job.folder, {"mean": mean})
