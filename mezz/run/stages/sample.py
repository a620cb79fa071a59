"""sample: draw or read one split of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_arrays
from mezz.component.failure import BadData

if TYPE_CHECKING:
    from mezz.component.examples import Examples
    from mezz.run.job import Job


def run(job: Job) -> None:
    """Sample, and refuse what no later stage could use."""
    split = job.params["split"]
    examples = job.plan.spec.world.sample(split)
    _refuse_unusable(split, examples)
    write_arrays(job.folder, examples.arrays())


def _refuse_unusable(split: str, examples: Examples) -> None:
    """Raise BadData where a number is not finite or an example has no identity of its own."""
    if len(examples) == 0:
        raise BadData(f"the {split} split is empty")
    if len(np.unique(examples.ids)) != len(examples):
        raise BadData(f"the {split} split names an example twice")
    for name, values in {**examples.fields, "target": examples.target}.items():
        if np.issubdtype(values.dtype, np.floating) and not np.isfinite(values).all():
            row = int(np.argwhere(~np.isfinite(values))[0][0])
            raise BadData(f"{name} of example {examples.ids[row]} ({split}) is not a finite number")
