"""predict: answer for every test view, with one fit or with a simple rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_arrays
from mezz.component.types import Label
from mezz.run.distinct import answer_distinct
from mezz.run.frame import all_home
from mezz.run.predictor import Predictor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import TargetType
    from mezz.run.job import Job


def run(job: Job) -> None:
    """Write outputs, `(V, N, C)` float64; probabilities for a `Label`."""
    rule = job.params.get("rule")
    if rule is None:
        latents = job.arrays(job.input("encode/"))["latents"]
        fitted = Predictor.load(job.inputs[job.input("fit/")], job.plan.emits)
        outputs = all_home(job, answer_distinct(fitted, latents, job.threads), "test")
    else:
        test = job.examples("test")
        # A table of answers has no other rows: its constant is fitted on those it is judged by.
        train = job.examples("train") if "sample/train" in job.inputs else test
        target = job.plan.emits.target
        outputs = (
            constant(target, train, len(test))
            if rule == "trivial"
            else job.plan.spec.world.baseline(rule, train, test)
        )[np.newaxis]
    write_arrays(job.folder, {"outputs": outputs})


def constant(target: TargetType, train: Examples, n: int) -> NDArray[np.float64]:
    """Return the best constant of the training rows, `(n, C)`: mean, or class frequencies."""
    if isinstance(target, Label):
        best = np.bincount(train.target, minlength=target.outputs) / len(train)
    else:
        best = np.asarray(train.target, np.float64).mean(axis=0)
    return np.broadcast_to(best, (n, target.outputs)).copy()
