"""encode: move the examples of one split by its elements and encode every view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_views
from mezz.component.failure import BadData

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    from mezz.component.base import Encoder
    from mezz.component.examples import Examples
    from mezz.run.job import Job

ROWS = 8192
"""Examples moved and encoded at once, so that memory does not grow with the split."""


def run(job: Job) -> None:
    """Write `latents`, `(V, N, D)` float32, view by view: memory does not grow with V."""
    spec = job.plan.spec
    of_student = spec.student if job.stage.id.endswith("/student") else None
    encoder = (of_student and of_student.encoder) or spec.encoder
    assert encoder
    examples = job.examples(job.input("sample/").removeprefix("sample/"))
    elements = job.arrays(job.input("act/"))["elements"]
    latents = _views(encoder, elements, examples, job)
    write_views(job.folder, "latents", latents, len(elements))


def _views(
    encoder: Encoder, elements: NDArray[Any], examples: Examples, job: Job
) -> Iterator[NDArray[np.float32]]:
    """Yield the latents of one view after the other, `(N, D)` float32.

    elements: `(V, N, ...)`. Raises BadData where an encoder emits a number that is not finite.
    """
    emits, symmetry = job.plan.emits, job.symmetry
    n, width = len(examples), encoder.width(emits)
    for view, chosen in enumerate(elements):
        latents = np.empty((n, width), np.float32)
        for start in range(0, n, ROWS):
            rows = slice(start, min(start + ROWS, n))
            moved = symmetry.act(chosen[rows], examples.take(rows), emits)
            latents[rows] = encoder.encode(moved, emits)
        if not np.isfinite(latents).all():
            row, column = (int(i) for i in np.argwhere(~np.isfinite(latents))[0])
            raise BadData(
                f"encoder `{encoder.kind}` gives no finite number in column {column} "
                f"for example {examples.ids[row]}, view {view}"
            )
        yield latents
        job.progress(view + 1, len(elements), "views")
