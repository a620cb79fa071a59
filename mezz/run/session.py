"""One run: from a plan to a folder of records, the verdict written last."""

from __future__ import annotations

import errno
import platform
import resource
import shutil
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

from mezz import __version__
from mezz.cache.artifact import read_json
from mezz.cache.failure import CacheUnwritable
from mezz.record.model import Metrics, Provenance, Timings, VerdictRecord
from mezz.record.store import RunFolder
from mezz.run.engines.local import LocalEngine
from mezz.run.event import EventLog
from mezz.run.execute import Executor, StageFailed
from mezz.run.fault import of_cache, of_device, of_output, of_stage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from mezz.cache.store import Cache
    from mezz.plan.plan import Plan
    from mezz.plan.stage import Keyed
    from mezz.record.event import Event
    from mezz.record.model import PlanRecord
    from mezz.run.fault import Fault

GOAL = "judge"


class Outcome(NamedTuple):
    """A run's verdict, or the fault that ended it."""

    verdict: VerdictRecord | None
    faults: tuple[Fault, ...] = ()


class Session:
    """Runs one plan. The records in its folder are written whole or not at all."""

    def __init__(
        self, plan: Plan, keyed: Mapping[str, Keyed], record: PlanRecord, cache: Cache
    ) -> None:
        """Hold what is to be run; nothing is touched yet."""
        self._plan = plan
        self._keyed = keyed
        self._record = record
        self._cache = cache

    def run(
        self,
        path: Path,
        spec_text: str,
        threads: int | None,
        device: str,
        listener: Callable[[Event], None] | None,
    ) -> Outcome:
        """Run into the folder `path`."""
        folder = RunFolder(path)
        try:
            self._refuse_another_run(folder)
            count = _threads(threads, device)
            self._begin(folder, spec_text)
            self._cache.prepare()
            return self._execute(folder, count, EventLog(folder, listener))
        except CacheUnwritable as error:
            return Outcome(None, (of_cache(error),))
        except OSError as error:
            return Outcome(None, (of_output(path, error),))
        except _NoDevice:
            return Outcome(None, (of_device(device),))

    def _refuse_another_run(self, folder: RunFolder) -> None:
        """Raise FileExistsError where the folder holds another completed run."""
        verdict = folder.verdict()
        if verdict is not None and verdict.run != self._record.run:
            raise FileExistsError(errno.EEXIST, "it holds another run", str(folder.path))

    def _begin(self, folder: RunFolder, spec_text: str) -> None:
        folder.write_spec(spec_text)
        folder.write_resolved(self._plan.spec.model_dump(mode="json", by_alias=True))
        folder.write(self._record)

    def _execute(self, folder: RunFolder, threads: int, log: EventLog) -> Outcome:
        started = datetime.now(UTC)
        clock = time.monotonic()
        cached = sum(stage.state == "cached" for stage in self._record.stages)
        log.say("run-started", run=self._record.run, stages=len(self._keyed), cached=cached)
        executor = Executor(self._plan, self._keyed, self._cache, LocalEngine(), log, threads)
        try:
            judged = executor.artifact(GOAL)
            self._export_student(folder, executor)
        except StageFailed as failed:
            fault = of_stage(failed)
            with suppress(OSError):  # the disk that ended the stage may hold the log too
                log.say("stage-failed", failed.stage.id, code=fault.code.id, message=fault.message)
            return Outcome(None, (fault,))
        wall = time.monotonic() - clock
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        folder.write(Timings(stages=executor.seconds, wall_seconds=wall, peak_mb=peak))
        folder.write(self._provenance(folder, started, threads))
        verdict = self._conclude(folder, judged)
        with suppress(OSError):  # the verdict is there: what the log says no longer matters
            log.say("run-done", verdict=verdict.word)
        return Outcome(verdict)

    def _export_student(self, folder: RunFolder, executor: Executor) -> None:
        """Copy the first seed's student: safetensors and JSON, no code."""
        if "student" not in self._plan.arms:
            return
        seed = self._plan.spec.evaluate.seed_list[0]
        source = executor.artifact(f"fit/student/{seed}")
        folder.student.mkdir(parents=True, exist_ok=True)
        for name in ("model.safetensors", "config.json"):
            shutil.copyfile(source / name, folder.student / name)

    def _conclude(self, folder: RunFolder, judged: Path) -> VerdictRecord:
        """Write metrics and then the verdict, whose presence says that the run is complete."""
        run = {"run": self._record.run}
        metrics = Metrics.model_validate({**read_json(judged, "metrics.json"), **run})
        verdict = VerdictRecord.model_validate({**read_json(judged, "verdict.json"), **run})
        folder.write(metrics)
        folder.write(verdict)
        return verdict

    def _provenance(self, folder: RunFolder, started: datetime, threads: int) -> Provenance:
        libraries = sorted({name for one in self._plan.stages.values() for name in one.libraries})
        content = self._plan.rows.content
        return Provenance(
            mezz=__version__,
            python=platform.python_version(),
            platform=f"{platform.system()} {platform.machine()}",
            processor=_processor(),
            threads=threads,
            device="cpu",
            libraries={name: metadata.version(name) for name in libraries},
            started=started.isoformat(timespec="seconds"),
            command="mezz run spec.yml",
            spec_digest=self._record.run,
            data={self._plan.spec.world.kind: content} if content else {},
        )


class _NoDevice(Exception):  # noqa: N818
    """Models cannot be trained on the device that was asked for."""


def _threads(wanted: int | None, device: str) -> int:
    import torch

    if device != "cpu":
        raise _NoDevice
    return wanted or torch.get_num_threads()


def _processor() -> str:
    """Return the processor's model name, without a word about whose machine it is."""
    if sys.platform == "linux":
        from pathlib import Path

        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor()
