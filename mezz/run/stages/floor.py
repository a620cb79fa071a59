"""measure, floor: what the gap reads when nothing but arithmetic differs, and again in float64."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_json
from mezz.component.symmetry import SymmetryType
from mezz.groups.group import Group
from mezz.run.frame import brought_home, root_scale
from mezz.run.predictor import Predictor
from mezz.stats.estimators import gap_divisor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.learn.predict import Precision
    from mezz.run.job import Job
    from mezz.stats.estimators import How

    Elements = NDArray[np.generic]
    Answers = NDArray[np.float64]
    """`(2, S, N, C)`: axis 0 is the precision, axis 1 the seed."""

ROWS = 2048
"""Test examples on which the floor is measured; a mean over these is precise enough for a floor."""

GROUPS = (SymmetryType.FINITE_GROUP, SymmetryType.COMPACT_GROUP)

PRECISIONS: dict[str, Precision] = {"": np.float32, "_float64": np.float64}
"""The precision of all arithmetic behind the latents, by what its numbers' names end with."""


def run(job: Job) -> None:
    """Write `floor`, the larger of two estimates of V0; `scale`; and the `gap` of the same rows.

    V0 is the gap's own estimator over two views that should not differ: `order`, the example as it
    is and in reverse order and other tiles, and `round_trip`, the example moved by g and then by
    g^-1. `scale` is the outputs' mean square. `gap` is the teacher's, over all evaluation views.
    What is named `..._float64` was computed from latents that nobody rounded, in float64: there the
    root of a V0 falls by a factor near 1e9, and a gap stays.
    """
    examples = job.examples("test").take(slice(0, ROWS))
    act = job.input("act/")
    elements = job.arrays(act)["elements"][:, : len(examples)]
    fits = [Predictor.load(job.inputs[id_], job.plan.emits) for id_ in job.inputs_like("fit/")]
    plain = _ask(job, fits, examples)
    reverse = _ask(job, fits, examples.take(slice(None, None, -1)))[:, :, ::-1]
    told = {"order": _half_square(plain, reverse)}
    if (returned := _there_and_back(job, elements[-1], examples)) is not None:
        told["round_trip"] = _half_square(plain, _ask(job, fits, returned))
    floor = max(float(by_precision[0]) for by_precision in told.values())
    how = job.plan.stages[act].params["views"]["how"]
    # Views of a design depend on each other; here their gap is only compared with itself.
    drawn: How = "iid" if how == "design" else how
    views = (_view(job, fits, chosen, examples) for chosen in elements)
    told["gap"] = _squared_deviations(views) / gap_divisor(
        len(elements), drawn, job.symmetry.order()
    )
    result = {
        name + ending: float(number)
        for name, by_precision in told.items()
        for ending, number in zip(PRECISIONS, by_precision, strict=True)
    }
    scale = float(np.square(plain[0]).sum(axis=-1).mean())
    write_json(job.folder, {**result, "floor": floor, "scale": scale, "rows": len(examples)})


def _view(job: Job, fits: Sequence[Predictor], elements: Elements, examples: Examples) -> Answers:
    """Answer one view, brought home, `(2, S, N, C)`. elements: `(N, ...)`."""
    answers = _ask(job, fits, job.symmetry.act(elements, examples, job.plan.emits))
    by_fit = answers.reshape(-1, *answers.shape[2:])
    home = [brought_home(job.symmetry, elements, one, job.plan.emits) for one in by_fit]
    return np.stack(home).reshape(answers.shape)


def _ask(job: Job, fits: Sequence[Predictor], examples: Examples) -> Answers:
    """Encode examples once, and let every fit answer in either precision, `(2, S, N, C)`.

    Answers are in the units in which errors count.
    """
    encoder, emits = job.plan.spec.encoder, job.plan.emits
    assert encoder
    latents = encoder.encode(examples, emits)[np.newaxis]
    root = root_scale(job.plan.spec.world, examples)
    answers = np.stack(
        [
            [replace(fitted, dtype=dtype).answer(latents, job.threads)[0] for fitted in fits]
            for dtype in PRECISIONS.values()
        ]
    )
    return np.asarray(root * answers, np.float64)


def _half_square(a: Answers, b: Answers) -> NDArray[np.float64]:
    """Return half the mean squared distance, which is the variance gap of two views, `(2,)`."""
    return np.asarray(np.square(a - b).sum(axis=-1).mean(axis=(1, 2)) / 2)


def _squared_deviations(views: Iterator[Answers]) -> NDArray[np.float64]:
    """Return the sum over views of |p_k - m|^2, averaged over seeds and examples, `(2,)`.

    In one pass, with one view in memory (Welford 1962). Mean square less squared mean would do so
    too, and lose what is left of a rounding error in float64 to its own rounding.
    """
    mean = next(views)
    squares = np.zeros_like(mean)
    for count, view in enumerate(views, start=2):
        step = view - mean
        mean += step / count
        squares += step * (view - mean)
    return np.asarray(squares.sum(axis=-1).mean(axis=(1, 2)))


def _there_and_back(job: Job, elements: Elements, examples: Examples) -> Examples | None:
    """Return g^-1 (g x); None where nothing inverts. elements: `(N, ...)`."""
    symmetry, emits = job.symmetry, job.plan.emits
    group = symmetry.group()
    if symmetry.family() not in GROUPS or not isinstance(group, Group):
        return None
    moved = symmetry.act(elements, examples, emits)
    return symmetry.act(group.inverse(elements), moved, emits)
