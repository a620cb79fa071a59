"""measure: judge one arm by every measure that applies, example by example, over all seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mezz.component.views import Views
from mezz.learn.randomness import Stream
from mezz.run.frame import root_scale
from mezz.run.measured import Curve, Measured
from mezz.run.pool import pooled
from mezz.spec.measured import measures_that_apply
from mezz.stats.blocks import cross_block_gap
from mezz.stats.effective import fidelity, shared_spread
from mezz.stats.estimators import k_law
from mezz.stats.systematic import systematic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from mezz.component.base import Measure
    from mezz.component.examples import Examples
    from mezz.run.job import Job
    from mezz.stats.estimators import How

    Values = NDArray[np.float64]

TRIVIAL = "predict/trivial"
LEAST_HALF = 2
COARSER = 10.0
"""By how much the clipping constant is raised, to see whether anything hangs on it."""


def run(job: Job) -> None:
    """Write the arm's influence values and, where single views are judged, what the views tell."""
    test = job.examples("test")
    own = _own(job)
    constant = np.zeros_like(own[0][0])
    if TRIVIAL in job.inputs:
        constant = job.arrays(TRIVIAL)["outputs"][0]
    root = root_scale(job.plan.spec.world, test)
    test, constant = _counted(test, root), constant * root
    by_seed = [replace(_views(job, one * root, test, constant), root=root) for one in own]
    measures = measures_that_apply(job.plan.emits)
    values = {
        kind: np.stack([measure.influence(views) for views in by_seed])
        for kind, measure in measures.items()
    }
    clipped = {
        kind: np.stack([measure.influence(_clipped(views)) for views in by_seed])
        for kind, measure in measures.items()
        if measure.clips
    }
    single = job.params["judged_on"] == "views"
    measured = Measured(
        values,
        curve=_curve(by_seed, measures) if single and "error" in measures else None,
        systematic=_systematic(by_seed) if single and len(by_seed) > 1 else None,
        fidelity=_fidelity(job, by_seed, root),
        clipped=clipped,
        halves=_halves(by_seed, measures["gap"]) if single else None,
        crossed=_crossed(job, [outputs * root for outputs in own]),
    )
    measured.save(job.folder)


def _counted(test: Examples, root: Values) -> Examples:
    """Return the examples with their targets in the units in which errors count."""
    if root.size == 1:
        return test
    return replace(test, target=np.asarray(test.target, np.float64) * root)


def _own(job: Job) -> list[Values]:
    """Return the arm's predictions, `(V, N, C)` a seed; one mean over seeds for an ensemble."""
    own = (
        [TRIVIAL] if job.params["arm"] == "trivial" else _answers(job)[: job.params["predictions"]]
    )
    outputs = [job.arrays(id_)["outputs"] for id_ in own]
    return [np.mean(outputs, axis=0)] if job.params.get("over_seeds") else outputs


def _answers(job: Job) -> list[str]:
    """Return the ids of the answers: the arm's own, seed by seed; a student's teachers follow."""
    return [id_ for id_ in job.stage.inputs if "predict/" in id_ and id_ != TRIVIAL]


def _fidelity(job: Job, by_seed: list[Views], root: Values) -> Values | None:
    """Return the debiased squared distance to what each seed's student was distilled from.

    `(S, N)`; None for an arm that is no student. Out of fold, that is the mean over the folds'
    teachers.
    """
    asked = _answers(job)[job.params["predictions"] :]
    if job.params["arm"] != "student" or not asked:
        return None
    each = len(asked) // len(by_seed)
    found = []
    for seed, views in enumerate(by_seed):
        teachers = [job.arrays(id_)["outputs"] for id_ in asked[seed * each : (seed + 1) * each]]
        teacher = np.mean(teachers, axis=0) * root
        found.append(_distance(views, teacher, job.params.get("pool", "mean")))
    return np.stack(found)


def _distance(views: Views, teacher: Values, pool: str) -> Values:
    """Return one seed's debiased squared distance to its teacher's mean, `(N,)`.

    Both have answered the same views.
    """
    spread = shared_spread(views.outputs, teacher, views.how, views.order)
    mean = pooled(teacher, pool)
    return fidelity(views.outputs, mean, spread, views.how, len(teacher), views.order)


def _systematic(by_seed: list[Views]) -> Values:
    """Return the part of the gap that all seeds share, `(1, N)`."""
    deviations = [views.outputs - views.outputs.mean(axis=0) for views in by_seed]
    shared = systematic(np.stack(deviations))
    first = by_seed[0]
    count = len(first.outputs)
    if first.how != "exact":
        # The views' own mean takes 1/V of every product away, as it does of the gap.
        shared = shared * count / (count - 1)
    if first.how == "without_replacement" and first.order:
        shared = shared * (first.order - 1) / first.order
    return shared[np.newaxis]


def _halves(by_seed: list[Views], gap: Measure) -> Values | None:
    """Return the gap from either half of sampled views, `(2, S, N)`; None on a whole orbit."""
    half = len(by_seed[0].outputs) // 2
    if by_seed[0].how == "exact" or half < LEAST_HALF:
        return None
    parts = (slice(0, half), slice(half, 2 * half))
    return np.stack(
        [
            np.stack([gap.influence(replace(views, outputs=views.outputs[p])) for views in by_seed])
            for p in parts
        ]
    )


def _crossed(job: Job, by_seed: list[Values]) -> Values | None:
    """Return the gap from independent blocks of K views, `(S, N)`; None where there are no blocks."""
    told = job.params["views"]
    blocks, count = told.get("blocks", 1), told.get("count", 1)
    if job.params["judged_on"] != "mean_of_K" or min(blocks, count) < LEAST_HALF:
        return None
    return np.stack(
        [cross_block_gap(one.reshape(blocks, count, *one.shape[1:])) for one in by_seed]
    )


def _clipped(views: Views) -> Views:
    return replace(views, clip=views.clip * COARSER)


def _views(job: Job, outputs: Values, test: Examples, constant: Values) -> Views:
    """Put one seed's outputs together with how its views were drawn."""
    told, judged_on = job.params["views"], job.params["judged_on"]
    how, order = told["how"], job.symmetry.order()
    if judged_on == "mean_of_K":
        blocks = told.get("blocks", 1)
        sets = np.split(outputs[: blocks * told.get("count", len(outputs))], blocks)
        outputs = np.stack([pooled(one, job.params.get("pool", "mean")) for one in sets])
        how, order = ("exact", 1) if len(sets) == 1 else ("iid", None)
    elif judged_on != "views":
        how, order = "exact", 1
    return Views(
        outputs=outputs,
        examples=test,
        target=job.plan.emits.target,
        reference=constant,
        how=how,
        order=order,
        flops=job.params["flops"],
        passes=job.params["passes"],
    )


def _curve(by_seed: list[Views], measures: Mapping[str, Measure]) -> Curve:
    """Measure the loss of the mean of k views, and lay the exact law beside it."""
    error, gap = measures["error"], measures["gap"]
    k = curve_of(len(by_seed[0].outputs))
    losses = [_losses(views, error, k) for views in by_seed]
    return Curve(
        k=k,
        loss=np.stack(losses, axis=1),
        law=np.stack([_law(views, error, gap, k) for views in by_seed], axis=1),
        by_view=np.stack([_each(views, error) for views in by_seed]),
    )


def curve_of(count: int) -> tuple[int, ...]:
    """Return the numbers of views at which the curve is measured: all up to 8, then doublings."""
    doublings = (2**power for power in range(count.bit_length()))
    return tuple(sorted({*range(1, min(count, 8) + 1), *doublings, count}))


def _losses(views: Views, error: Measure, k: tuple[int, ...]) -> Values:
    """Return `(P, N)`: the error of the mean of the first k views in each example's own order."""
    order = _own_order(views)
    rows = np.arange(views.outputs.shape[1])
    total = np.zeros(views.outputs.shape[1:])
    found = []
    for count, chosen in enumerate(order, start=1):
        total += views.outputs[chosen, rows]
        if count in k:
            found.append(error.influence(_alone(views, total / count)))
    return np.stack(found)


def _law(views: Views, error: Measure, gap: Measure, k: tuple[int, ...]) -> Values:
    """Return `(P,)`: the loss that the law expects of k views drawn as these were."""
    drawn = views.how == "iid"
    how: How = "iid" if drawn else "without_replacement"
    spread = gap.influence(views).mean()
    limit = error.influence(views).mean() - spread
    return k_law(limit, spread, k, how, None if drawn else views.order)


def _each(views: Views, error: Measure) -> Values:
    """Return `(V,)`: the mean error of each view alone."""
    return np.array([error.influence(_alone(views, view)).mean() for view in views.outputs])


def _alone(views: Views, outputs: Values) -> Views:
    """Return the same examples answered in one way only. outputs: `(N, C)`."""
    return replace(views, outputs=outputs[np.newaxis], how="exact", order=1)


def _own_order(views: Views) -> NDArray[np.int64]:
    """Return a random order of the views for each example, `(V, N)`: the first k are a random k."""
    count = len(views.outputs)
    keys = Stream(0, "curve").uniform(views.examples.ids, count)
    return np.argsort(keys, axis=1, kind="stable").T
