"""predict, recalibrated: the teacher's answers, shrunk as its validation rows ask for.

One temperature for classes, one slope about the mean for values: whatever makes a gap smaller
without looking at a second view must be beaten by more than that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize_scalar

from mezz.cache.artifact import write_arrays
from mezz.component.types import Label
from mezz.learn.predict import probabilities
from mezz.run.frame import all_home
from mezz.run.predictor import Predictor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.run.job import Job

    Values = NDArray[np.float64]

TINY = 1e-12
LIMITS = (-4.0, 4.0)
"""Of the logarithm of the temperature."""


def run(job: Job) -> None:
    """Fit on validation rows, each in one given view, and write outputs `(V, N, C)`."""
    validation = job.examples("validation")
    latents = job.arrays(job.input("encode/validation/"))["latents"]
    fitted = Predictor.load(job.inputs[job.input("fit/")], job.plan.emits)
    known = all_home(job, fitted.answer(latents, job.threads), "validation")[0]
    outputs = job.arrays(job.input("predict/"))["outputs"]
    if isinstance(job.plan.emits.target, Label):
        outputs = tempered(outputs, temperature(known, validation.target))
    else:
        slope, center, truth = shrinkage(known, np.asarray(validation.target, np.float64))
        outputs = truth + slope * (outputs - center)
    write_arrays(job.folder, {"outputs": outputs})


def temperature(known: Values, labels: NDArray[np.generic]) -> float:
    """Return the temperature with the least log loss. known: `(N, C)` probabilities."""

    def loss(log_temperature: float) -> float:
        cooled = tempered(known, float(np.exp(log_temperature)))
        right = cooled[np.arange(len(labels)), labels.astype(np.int64)]
        return float(-np.log(np.maximum(right, TINY)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=LIMITS, method="bounded").x))


def tempered(answers: Values, temperature: float) -> Values:
    """Return probabilities `(..., C)` at another temperature: softmax(log p / T)."""
    return probabilities(np.log(np.maximum(answers, TINY)) / temperature)


def shrinkage(known: Values, truth: Values) -> tuple[float, Values, Values]:
    """Return the least-squares slope about the means, and the means of answers and truth, `(C,)`."""
    center, middle = known.mean(axis=0), truth.mean(axis=0)
    spread = known - center
    square = float(np.square(spread).sum())
    slope = float((spread * (truth - middle)).sum()) / square if square > 0 else 0.0
    return slope, center, middle
