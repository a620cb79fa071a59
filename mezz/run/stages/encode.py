"""encode: move the examples of one split by its elements and encode every view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_arrays
from mezz.component.failure import BadData

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from mezz.component.base import Encoder
    from mezz.component.examples import Examples
    from mezz.run.job import Job

ROWS = 8192
"""Examples moved and encoded at once, so that memory does not grow with the split."""


def run(job: Job) -> None:
    """Write latents, `(V, N, D)` float32, axis 0 the views."""
    spec = job.plan.spec
    encoder = spec.student.encoder or spec.encoder
    if not job.stage.id.endswith("/student"):
        encoder = spec.encoder
    examples = job.examples(job.input("sample/").removeprefix("sample/"))
    elements = job.arrays(job.input("act/"))["elements"]
    latents = encode_views(encoder, elements, examples, job)
    write_arrays(job.folder, {"latents": latents})


def encode_views(
    encoder: Encoder,
    elements: NDArray[Any],
    examples: Examples,
    job: Job,
) -> NDArray[np.float32]:
    """Return the latents of every view, `(V, N, D)` float32.

    elements: `(V, N, ...)`. Raises BadData where an encoder emits a number that is not finite.
    """
    views, n = elements.shape[:2]
    emits, symmetry = job.plan.emits, job.symmetry
    latents = np.empty((views, n, encoder.width(emits)), np.float32)
    for start in range(0, n, ROWS):
        rows = slice(start, min(start + ROWS, n))
        part = examples.take(rows)
        for view in range(views):
            moved = symmetry.act(elements[view, rows], part, emits)
            latents[view, rows] = encoder.encode(moved, emits)
        job.progress(rows.stop, n, "examples")
    if not np.isfinite(latents).all():
        view, row, column = (int(i) for i in np.argwhere(~np.isfinite(latents))[0])
        raise BadData(
            f"encoder `{encoder.kind}` gives no finite number in column {column} "
            f"for example {examples.ids[row]}, view {view}"
        )
    return latents
