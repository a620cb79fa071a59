"""measure, floor: what the gap reads when nothing but arithmetic differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_json
from mezz.component.base import SymmetryType
from mezz.run.predictor import Predictor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.groups.group import Group
    from mezz.plan.plan import Plan
    from mezz.run.job import Job

ROWS = 2048
"""Test examples on which the floor is measured; a mean over these is precise enough for a floor."""


def run(job: Job) -> None:
    """Write `floor`, the larger of two estimates of V0, and `scale`, the outputs' mean square.

    V0 is the gap's own estimator over two views that should not differ: the example as it is, in
    reverse order and in other tiles, and the example moved by g and then by g^-1.
    """
    examples = job.examples("test").take(slice(0, ROWS))
    elements = job.arrays(job.input("act/"))["elements"][-1, : len(examples)]
    plain = _latents(job.plan, examples)
    backwards = _latents(job.plan, examples.take(slice(None, None, -1)))
    returned = _round_trip(job.plan, elements, examples)
    found: dict[str, list[float]] = {"order": [], "round_trip": [], "scale": []}
    for id_ in job.inputs_like("fit/"):
        fitted = Predictor.load(job.inputs[id_], job.plan.emits)
        answer = fitted.answer(plain, job.threads)[0]
        found["scale"].append(float(np.square(answer).sum(axis=-1).mean()))
        reverse = fitted.answer(backwards, job.threads)[0, ::-1]
        found["order"].append(_half_square(answer, reverse))
        if returned is not None:
            found["round_trip"].append(
                _half_square(answer, fitted.answer(returned, job.threads)[0])
            )
    result = {name: float(np.mean(values)) for name, values in found.items() if values}
    floor = max(value for name, value in result.items() if name != "scale")
    write_json(job.folder, {**result, "floor": floor, "rows": len(examples)})


def _half_square(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return half the mean squared distance, which is the variance gap of two views."""
    return float(np.square(a - b).sum(axis=-1).mean() / 2)


def _latents(plan: Plan, examples: Examples) -> NDArray[np.float32]:
    """Encode examples as they are, `(1, N, D)`."""
    assert plan.spec.encoder
    return plan.spec.encoder.encode(examples, plan.emits).astype(np.float32)[np.newaxis]


def _round_trip(
    plan: Plan, elements: NDArray[np.generic], examples: Examples
) -> NDArray[np.float32] | None:
    """Encode g^-1 (g x), `(1, N, D)`; None where nothing inverts. elements: `(N, ...)`."""
    symmetry = plan.spec.symmetry
    if symmetry.type not in (SymmetryType.FINITE_GROUP, SymmetryType.COMPACT_GROUP):
        return None
    group: Group = symmetry.group()  # type: ignore[assignment]  # a group, by the type just seen
    moved = symmetry.act(elements, examples, plan.emits)
    return _latents(plan, symmetry.act(group.inverse(elements), moved, plan.emits))
