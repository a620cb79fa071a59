"""act: choose the elements that make the views of one split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_arrays
from mezz.groups.plan import ViewPlan
from mezz.groups.views import draw_views
from mezz.learn.randomness import Stream

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.symmetry import Symmetry
    from mezz.run.job import Job

AT_ONCE = 1 << 24
"""Uniform numbers that are held at once, 128 MB."""


def run(job: Job) -> None:
    """Draw the elements, `(V, N, ...)`; a draw depends on seed, purpose, example and view alone."""
    examples = job.examples(job.input("sample/").removeprefix("sample/"))
    elements = choose(job, job.params["views"], job.params["seed"], examples)
    write_arrays(job.folder, {"elements": np.ascontiguousarray(elements)})


def choose(job: Job, told: dict[str, Any], seed: int, examples: Examples) -> NDArray[np.generic]:
    """Return the elements of one view set, `(V, N, ...)`, as `ViewSet.told` describes it."""
    symmetry = job.symmetry
    if told["how"] == "canonical":
        canonical = symmetry.canonical(examples, job.plan.emits)
        if canonical is None:
            raise ValueError(f"`{symmetry.kind}` has no canonical form")
        return canonical[np.newaxis]
    order = symmetry.order()
    design, factors = told.get("design", "none"), tuple(told.get("factors", ()))
    views = ViewPlan(told["how"], told.get("count", order or 0), order, design, factors)
    # Distinct elements are drawn by a number for each element there is: some examples at a time.
    rows = (
        max(1, AT_ONCE // (order or 1)) if told["how"] == "without_replacement" else len(examples)
    )
    parts = [
        _drawn(symmetry, views, told, seed, examples.take(slice(start, start + rows)))
        for start in range(0, len(examples), rows)
    ]
    return np.concatenate(parts, axis=1)


def _drawn(
    symmetry: Symmetry, views: ViewPlan, told: dict[str, Any], seed: int, examples: Examples
) -> NDArray[np.generic]:
    """Draw every block for some examples, whose draws do not depend on the others."""
    group = symmetry.group()
    blocks = [
        draw_views(group, views, len(examples), _source(seed, told, block, examples))
        for block in range(told.get("blocks", 1))
    ]
    return np.concatenate(blocks)


def _source(seed: int, told: dict[str, Any], block: int, examples: Examples) -> Any:
    """Return a source of uniform numbers addressed by example and view."""
    stream = Stream(seed, "view", told.get("purpose", "exact"), block)

    def uniform(view: int, dims: int) -> NDArray[np.float64]:
        return stream.uniform(examples.ids, dims, view)

    return uniform
