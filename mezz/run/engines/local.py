"""The local engine: stages run one after the other in this process, fits as one stack."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from mezz.run.stages import fit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mezz.run.job import Job


class LocalEngine:
    """Runs a batch of jobs that may run together, and tells as each one has filled its folder."""

    def together(self, jobs: Sequence[Job]) -> list[Job]:
        """Return the jobs, of those that are ready, which run best in one go.

        Whatever is no fit goes first, one at a time, so that as many fits as possible are ready
        when training starts; then the largest stack of equal shape.
        """
        for job in jobs:
            if job.stage.verb != "fit":
                return [job]
        stacks: dict[str, list[Job]] = {}
        for job in jobs:
            stacks.setdefault(fit.stack_of(job), []).append(job)
        return max(stacks.values(), key=len)

    def run(self, jobs: Sequence[Job], finished: Callable[[Job], None]) -> None:
        """Compute. Whatever a stage raises comes out of here."""
        if jobs[0].stage.verb == "fit":
            fit.run_stack(jobs, finished)
            return
        (job,) = jobs
        module = import_module(_module_of(job))
        module.run(job)
        finished(job)


def _module_of(job: Job) -> str:
    """Return the stage's module: what it does in particular, or its verb."""
    return f"mezz.run.stages.{job.params.get('does', job.stage.verb)}"
