"""measure: judge one arm by every measure that applies, example by example, over all seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mezz.component.views import Views
from mezz.learn.randomness import Stream
from mezz.run.measured import Curve, Measured
from mezz.spec.measured import measures_that_apply
from mezz.stats.estimators import k_law

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.component.base import Measure
    from mezz.component.examples import Examples
    from mezz.groups.plan import How
    from mezz.run.job import Job

    Values = NDArray[np.float64]


def run(job: Job) -> None:
    """Write the arm's influence values and, where single views are judged, its curve over K."""
    test = job.examples("test")
    constant = job.arrays("predict/trivial")["outputs"][0]
    own = [id_ for id_ in job.inputs_like("predict/") if id_ != "predict/trivial"]
    by_seed = [
        _views(job, job.arrays(id_)["outputs"], test, constant)
        for id_ in own or ["predict/trivial"]
    ]
    measures = measures_that_apply(job.plan.emits)
    values = {
        kind: np.stack([measure.influence(views) for views in by_seed])
        for kind, measure in measures.items()
    }
    curve = None
    if job.params["judged_on"] == "views":
        curve = _curve(by_seed, measures["error"], measures["gap"])
    Measured(values, curve).save(job.folder)


def _views(job: Job, outputs: Values, test: Examples, constant: Values) -> Views:
    """Put one seed's outputs together with how its views were drawn."""
    told, judged_on = job.params["views"], job.params["judged_on"]
    how, order = told["how"], job.plan.spec.symmetry.order()
    if judged_on == "mean_of_K":
        blocks = told.get("blocks", 1)
        outputs = outputs.reshape(blocks, -1, *outputs.shape[1:]).mean(axis=1)
        how, order = ("exact", 1) if blocks == 1 else ("iid", None)
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


def _curve(by_seed: list[Views], error: Measure, gap: Measure) -> Curve:
    """Measure the loss of the mean of k views, and lay the exact law beside it."""
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
