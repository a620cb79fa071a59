"""measure, axioms: the laws of the group, and the exact target of moved examples, on real rows."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_json
from mezz.component.base import SymmetryType
from mezz.groups.axioms import composition_defect, identity_defect, inverse_defect
from mezz.groups.group import Group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.groups.axioms import Defect
    from mezz.run.job import Job

ROWS = 1024
VIEWS = 8
"""Rows and views on which the laws are tried: all pairs of the first views on the first rows."""


def run(job: Job) -> None:
    """Write `axioms` (name -> value, scale) and `label` (value, scale; null without an oracle)."""
    examples = job.examples("test").take(slice(0, ROWS))
    elements = job.arrays(job.input("act/"))["elements"][:VIEWS, : len(examples)]
    axioms = _axioms(job, elements, examples)
    label = _label(job, elements, examples)
    write_json(job.folder, {"axioms": axioms, "label": label, "rows": len(examples)})


def _axioms(
    job: Job, elements: NDArray[np.generic], examples: Examples
) -> dict[str, dict[str, float]]:
    """Return the worst defect of each law over the arrays that move. Only groups have laws."""
    symmetry = job.symmetry
    group = symmetry.group()
    if symmetry.type is SymmetryType.WINDOW or not isinstance(group, Group):
        return {}
    worst: dict[str, dict[str, float]] = {}
    for name in sorted(symmetry.moves()):
        for defect in _defects(group, _acting_on(job, name, examples), elements, examples, name):
            known = worst.get(defect.name)
            if known is None or defect.value > known["value"]:
                worst[defect.name] = {"value": defect.value, "scale": defect.scale}
    return worst


def _acting_on(job: Job, name: str, examples: Examples) -> Callable[..., NDArray[np.generic]]:
    """Return the action on one array alone, the rest of the examples as they are."""

    def act(elements: NDArray[np.generic], values: NDArray[np.generic]) -> NDArray[np.generic]:
        held = examples.moved(**{name.replace(".", "__"): values})
        return job.symmetry.act(elements, held, job.plan.emits).fields[name]

    return act


def _defects(
    group: Group,
    act: Callable[..., NDArray[np.generic]],
    elements: NDArray[np.generic],
    examples: Examples,
    name: str,
) -> Iterator[Defect]:
    x = examples.fields[name]
    yield identity_defect(act, group, x)
    for g in elements:
        yield inverse_defect(act, group, g, x)
    for g, h in product(elements, elements):
        yield composition_defect(act, group, g, h, x)


def _label(job: Job, elements: NDArray[np.generic], examples: Examples) -> dict[str, float] | None:
    """Return the root mean square of y(g x) - y(x) and of y about its mean."""
    world, symmetry, emits = job.plan.spec.world, job.symmetry, job.plan.emits
    truth = world.oracle(examples)
    if truth is None:
        return None
    moved = [world.oracle(symmetry.act(view, examples, emits)) for view in elements]
    change = np.stack([after - truth for after in moved if after is not None])
    spread = truth - truth.mean(axis=0)
    return {
        "value": float(np.sqrt(np.square(change).mean())),
        "scale": float(np.sqrt(np.square(spread).mean())),
    }
