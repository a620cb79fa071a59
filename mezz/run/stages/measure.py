"""measure: judge one arm by every measure that applies, example by example, over all seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_arrays
from mezz.component.views import Views
from mezz.learn.randomness import Stream
from mezz.spec.measured import measures_that_apply
from mezz.stats.estimators import k_law

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.component.base import Measure
    from mezz.component.examples import Examples
    from mezz.groups.plan import How
    from mezz.run.job import Job


def run(job: Job) -> None:
    """Write `<measure>`, `(S, N)` float64 influence values, and for the teacher its K curve."""
    test = job.examples("test")
    constant = job.arrays("predict/trivial")["outputs"][0]
    ids = job.inputs_like("predict/")
    ids = tuple(id_ for id_ in ids if id_ != "predict/trivial") or ("predict/trivial",)
    measures = measures_that_apply(job.plan.emits)
    found: dict[str, list[NDArray[np.float64]]] = {kind: [] for kind in measures}
    extras: dict[str, list[NDArray[np.float64]]] = {}
    for id_ in ids:
        views = _views(job, job.arrays(id_)["outputs"], test, constant)
        for kind, measure in measures.items():
            found[kind].append(measure.influence(views))
        if job.params["judged_on"] == "views":
            for name, values in _of_views(views, measures["error"], measures["gap"]).items():
                extras.setdefault(name, []).append(values)
    stacked = {name: np.stack(values) for name, values in {**found, **extras}.items()}
    write_arrays(job.folder, stacked)


def _views(
    job: Job, outputs: NDArray[np.float64], test: Examples, constant: NDArray[np.float64]
) -> Views:
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


def _of_views(views: Views, error: Measure, gap: Measure) -> dict[str, NDArray[np.float64]]:
    """Return what only several views have.

    `by_view`: `(V,)` the error of each view. `curve/<k>`: `(N,)` the error of the mean of k views,
    taken in an order of each example's own. `law/<k>`: `(1,)` what the exact law expects there.
    """
    count = len(views.outputs)
    each = [error.influence(_alone(views, view)).mean() for view in views.outputs]
    found = {"by_view": np.array(each)}
    spread = gap.influence(views).mean()
    limit = error.influence(views).mean() - spread
    drawn = views.how == "iid"
    how: How = "iid" if drawn else "without_replacement"
    order = None if drawn else views.order
    shuffled = _in_own_order(views)
    total = np.zeros(views.outputs.shape[1:])
    wanted = curve_of(count)
    for k in range(1, count + 1):
        total += shuffled[k - 1]
        if k in wanted:
            found[f"curve/{k}"] = error.influence(_alone(views, total / k))
            found[f"law/{k}"] = k_law(limit, spread, [k], how, order)
    return found


def curve_of(count: int) -> tuple[int, ...]:
    """Return the numbers of views at which the curve is measured: all up to 8, then doublings."""
    doublings = (2**power for power in range(count.bit_length()))
    return tuple(sorted({*range(1, min(count, 8) + 1), *doublings, count}))


def _alone(views: Views, outputs: NDArray[np.float64]) -> Views:
    """Return the same examples answered in one way only. outputs: `(N, C)`."""
    return replace(views, outputs=outputs[np.newaxis], how="exact", order=1)


def _in_own_order(views: Views) -> NDArray[np.float64]:
    """Shuffle the views of each example by itself, so that the first k are a random k."""
    count, n = views.outputs.shape[:2]
    keys = Stream(0, "curve").uniform(views.examples.ids, count)
    order = np.argsort(keys, axis=1, kind="stable").T
    return np.asarray(views.outputs[order, np.arange(n)])
