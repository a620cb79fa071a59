"""Execute a plan: run what the cache lacks, on demand of the last stage, and lose nothing."""

from __future__ import annotations

import time
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from mezz.cache.failure import Damaged
from mezz.run.job import Job

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from mezz.cache.store import Cache
    from mezz.plan.plan import Plan
    from mezz.plan.stage import Keyed, Stage
    from mezz.run.engines.local import LocalEngine
    from mezz.run.event import EventLog


class StageFailed(Exception):  # noqa: N818  it says which stage, and carries why
    """A stage raised; whatever was finished before is in the cache."""

    def __init__(self, stage: Stage, cause: BaseException) -> None:
        """Hold the stage and what it raised."""
        super().__init__(f"{stage.id}: {cause}")
        self.stage = stage
        self.cause = cause


class Executor:
    """Runs the stages of one plan into one cache."""

    def __init__(
        self,
        plan: Plan,
        keyed: Mapping[str, Keyed],
        cache: Cache,
        engine: LocalEngine,
        log: EventLog,
        threads: int,
    ) -> None:
        """Hold what a run needs; nothing is touched yet."""
        self._plan = plan
        self._keyed = keyed
        self._cache = cache
        self._engine = engine
        self._log = log
        self._threads = threads
        self._folders: dict[str, Path] = {}
        self._seen: set[str] = set()
        self.seconds: dict[str, float] = {}

    def artifact(self, goal: str) -> Path:
        """Return the folder of a stage's artifact, running whatever it needs.

        Raises:
            StageFailed: a stage raised.
            CacheUnwritable: the cache cannot be written.
        """
        while goal not in self._folders:
            missing = self._missing(goal)
            if not missing:
                self._open(goal)
                continue
            ready = [id_ for id_ in missing if not missing.keys() & set(self._stage(id_).inputs)]
            if all(self._opened(id_) for id_ in ready):
                self._run(ready)
        return self._folders[goal]

    def _stage(self, id_: str) -> Stage:
        return self._plan.stages[id_]

    def _missing(self, goal: str) -> dict[str, None]:
        """Return the stages that must run for `goal`, each after its inputs."""
        found: dict[str, None] = {}
        seen: set[str] = set()

        def visit(id_: str) -> None:
            if id_ in seen or self._is_there(id_):
                return
            seen.add(id_)
            for needed in self._stage(id_).inputs:
                visit(needed)
            found[id_] = None

        visit(goal)
        return found

    def _is_there(self, id_: str) -> bool:
        """Say whether a stage has an artifact; what was seen once is not looked for again."""
        key = self._keyed[id_].key
        if id_ not in self._seen:
            if self._cache.has(key):
                self._seen.add(id_)
            elif problems := self._cache.damage(key):
                self._take_away(id_, problems)
        return id_ in self._seen

    def _take_away(self, id_: str, problems: Sequence[str]) -> None:
        """Take a damaged artifact away, so that it is made again, and say so."""
        key = self._keyed[id_].key
        self._seen.discard(id_)
        with self._cache.claim(key):
            self._cache.discard(key)
        self._log.say("stage-damaged", id_, problems=list(problems))

    def _opened(self, id_: str) -> bool:
        """Open every input of a stage; False where one was damaged and must be made again."""
        return all(self._open(needed) for needed in self._stage(id_).inputs)

    def _open(self, id_: str) -> bool:
        """Verify and remember an artifact; take a damaged one away and say so."""
        if id_ in self._folders:
            return True
        keyed = self._keyed[id_]
        try:
            self._folders[id_] = self._cache.open(keyed.key).folder
        except Damaged as damaged:
            self._take_away(id_, damaged.problems)
            return False
        self._cache.used(keyed, self._plan.spec.name)
        self._log.say("stage-cached", id_)
        return True

    def _run(self, ready: Sequence[str]) -> None:
        """Run those of the ready stages that go well together and that no other run is at."""
        with ExitStack() as held:
            claimed = list(self._claimed(ready, held))
            if claimed:
                jobs = [self._job(id_, held) for id_ in claimed]
                self._compute(self._engine.together(jobs))
                return
        # Another run is at all of them, or has just finished: the claims made here are given back
        # before waiting for one of them.
        self._wait(ready[0])

    def _claimed(self, ready: Sequence[str], held: ExitStack) -> Iterator[str]:
        """Yield the stages whose keys this run now holds, and which nobody finished meanwhile."""
        for id_ in ready:
            key = self._keyed[id_].key
            claim = self._cache.try_claim(key)
            if claim is None:
                continue
            held.enter_context(claim)
            if not self._cache.has(key):
                yield id_
            if self._stage(id_).verb != "fit":
                return

    def _wait(self, id_: str) -> None:
        """Wait for another run that is at the same stage."""
        with self._cache.claim(self._keyed[id_].key):
            pass

    def _job(self, id_: str, held: ExitStack) -> Job:
        stage = self._stage(id_)
        folder = held.enter_context(self._cache.draft())

        def progress(done: int, total: int, unit: str) -> None:
            self._log.say("stage-progress", id_, done=done, total=total, unit=unit)

        key = self._keyed[id_].key
        return Job(
            stage,
            self._plan,
            inputs={needed: self._folders[needed] for needed in stage.inputs},
            folder=folder,
            threads=self._threads,
            progress=progress,
            unfinished=partial(self._cache.partial, key),
            keep_unfinished=partial(self._cache.keep_partial, key),
        )

    def _compute(self, jobs: Sequence[Job]) -> None:
        started = time.monotonic()
        for job in jobs:
            self._log.say("stage-started", job.stage.id)

        def finished(job: Job) -> None:
            keyed = self._keyed[job.stage.id]
            # A stack's time is shared out evenly: its fits ran side by side.
            seconds = (time.monotonic() - started) / len(jobs)
            artifact = self._cache.publish(
                job.folder, keyed, seconds=seconds, spec_name=self._plan.spec.name
            )
            self._folders[job.stage.id] = artifact.folder
            self._seen.add(job.stage.id)
            self.seconds[job.stage.id] = seconds
            self._log.say("stage-done", job.stage.id, seconds=round(seconds, 3))
            if job.stage.verb == "fit":
                self._log.learned(job.stage.id, artifact.folder)

        try:
            self._engine.run(jobs, finished)
        except Exception as error:
            raise StageFailed(jobs[0].stage, error) from error
