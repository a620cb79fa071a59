"""Where the target moves with the example: answers are compared, and averaged, in one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.groups.group import Group

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from mezz.component.base import World
    from mezz.component.examples import Examples
    from mezz.component.symmetry import Symmetry
    from mezz.component.types import Emits
    from mezz.run.job import Job

    Values = NDArray[np.float64]


def brought_home(
    symmetry: Symmetry, elements: NDArray[Any], answers: Values, emits: Emits
) -> Values:
    """Map answers about moved examples back, T_g^-1 f(g x), one view.

    elements: `(N, ...)`; answers: `(N, C)`. Where the target stays they come back as they are.

    Raises:
        ValueError: the target moves, and the symmetry's elements have no inverse.
    """
    if not symmetry.carries_target(emits):
        return answers
    group = symmetry.group()
    if not isinstance(group, Group):
        raise ValueError(f"`{symmetry.kind}` moves the target, and its elements have no inverse")
    return symmetry.transport(group.inverse(elements), answers, emits)


def root_scale(world: World, examples: Examples) -> Values:
    """Return the root of the factor by which each example's squared errors count, `(N, 1)`.

    One row where all count alike.
    """
    factors = world.scale(examples)
    if factors is None:
        return np.ones((1, 1))
    return np.sqrt(np.asarray(factors, np.float64))[:, np.newaxis]


def carried_along(job: Job, split: str, target: NDArray[Any]) -> NDArray[Any]:
    """Return the targets of a split in each view in which it is encoded.

    target: `(N, ...)` in the stored frame. Returns it as it is where it stays, else `(V, N, C)`.
    """
    if not job.symmetry.carries_target(job.plan.emits):
        return target
    elements = job.arrays(job.input(f"act/{split}/"))["elements"]
    moved = [job.symmetry.transport(view, target, job.plan.emits) for view in elements]
    return np.stack(moved)


def all_home(job: Job, answers: Values, split: str) -> Values:
    """Map answers to every view of a split back, `(V, N, C)`; see `brought_home`."""
    if not job.symmetry.carries_target(job.plan.emits):
        return answers
    elements = job.arrays(job.input(f"act/{split}/"))["elements"]
    return np.stack(
        [
            brought_home(job.symmetry, view, answer, job.plan.emits)
            for view, answer in zip(elements, answers, strict=True)
        ]
    )
