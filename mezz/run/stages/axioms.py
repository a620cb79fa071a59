"""measure, axioms: the laws of the symmetry, and the exact target of moved examples, on test rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.cache.artifact import write_json
from mezz.run.axioms import Study

if TYPE_CHECKING:
    from mezz.run.job import Job


def run(job: Job) -> None:
    """Write what `Study` finds: `axioms`, `tests`, `orbit`, and `label` (null without an oracle)."""
    spec = job.plan.spec
    study = Study.of(job.symmetry, spec.world, job.examples("test"))
    write_json(job.folder, study.found(spec.world, spec.encoder))
