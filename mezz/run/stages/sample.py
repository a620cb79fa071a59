"""sample: draw or read one split of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import write_arrays
from mezz.component.failure import BadData
from mezz.component.types import Label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import TargetType
    from mezz.run.job import Job

_LEARNT, _JUDGED = "train", "test"


def run(job: Job) -> None:
    """Sample, and refuse what no later stage could use."""
    split = job.params["split"]
    examples = job.plan.spec.world.sample(split)
    _refuse_unusable(split, examples)
    if not job.plan.spec.world.recorded:
        _refuse_constant(split, examples.target, job.plan.emits.target)
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


def _refuse_constant(split: str, target: NDArray[np.generic], type_: TargetType) -> None:
    """Raise BadData where there is nothing to learn, or nothing to be right about.

    Test rows of one class are let through: how often a model says so is still a number.
    """
    first = target[:1]
    if not (target == first).all():
        return
    if isinstance(type_, Label):
        if split == _LEARNT:
            said = type_.names[int(first[0])]
            raise BadData(
                f"every example of the {split} split is `{said}`: there is one class only"
            )
    elif split in {_LEARNT, _JUDGED}:
        names = ", ".join(type_.names)
        raise BadData(f"the target `{names}` is the same in every example of the {split} split")
