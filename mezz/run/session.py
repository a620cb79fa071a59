"""One run: from a plan to a folder of records, the verdict written last."""

from __future__ import annotations

import errno
import hashlib
import math
import platform
import resource
import shutil
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

import rfc8785

from mezz import __version__
from mezz.cache.artifact import read_json
from mezz.cache.failure import CacheUnwritable
from mezz.cache.looks import Look
from mezz.component.sink import About
from mezz.record.model import LookRecord, LooksRecord, Metrics, Provenance, Timings, VerdictRecord
from mezz.record.store import RunFolder
from mezz.run.engines.local import LocalEngine
from mezz.run.event import EventLog
from mezz.run.execute import Executor, StageFailed
from mezz.run.fault import of_cache, of_device, of_output, of_stage
from mezz.run.logger import Loggers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from mezz.cache.store import Cache
    from mezz.plan.plan import Plan
    from mezz.plan.stage import Keyed
    from mezz.record.event import Event
    from mezz.record.model import PlanRecord
    from mezz.run.fault import Fault

GOAL = "judge"
TEST = "sample/test"


class Outcome(NamedTuple):
    """A run's verdict, or the fault that ended it; and warnings, which ended nothing."""

    verdict: VerdictRecord | None
    faults: tuple[Fault, ...] = ()


class Session:
    """Runs one plan. The records in its folder are written whole or not at all."""

    def __init__(
        self,
        plan: Plan,
        keyed: Mapping[str, Keyed],
        record: PlanRecord,
        cache: Cache,
        command: str,
    ) -> None:
        """Hold what is to be run, and the command that repeats it; nothing is touched yet."""
        self._plan = plan
        self._keyed = keyed
        self._record = record
        self._cache = cache
        self._command = command

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
            return self._logged(folder, count, listener)
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
        folder.write_resolved(self._resolved())
        folder.write(self._record)

    def _logged(
        self, folder: RunFolder, threads: int, listener: Callable[[Event], None] | None
    ) -> Outcome:
        """Execute while the spec's loggers listen; what they could not do is a warning."""
        about = About(self._record.name, self._record.run)
        with Loggers(self._plan.spec.log, folder.path / "log", about) as loggers:
            log = EventLog(folder, listener, loggers)
            outcome = self._execute(folder, threads, log)
            log.close()
        return outcome._replace(faults=(*outcome.faults, *log.faults))

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
        verdict = self._conclude(folder, judged, log)
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

    def _conclude(self, folder: RunFolder, judged: Path, log: EventLog) -> VerdictRecord:
        """Write metrics and then the verdict, whose presence says that the run is complete."""
        # The name is no part of a key: what was judged under another one is this run's all the same.
        run = {"run": self._record.run, "name": self._record.name}
        metrics = Metrics.model_validate({**read_json(judged, "metrics.json"), **run})
        verdict = VerdictRecord.model_validate({**read_json(judged, "verdict.json"), **run})
        folder.write(metrics)
        folder.write(self._looks(verdict, (1.0 - metrics.confidence) / 2.0))
        folder.write(verdict)
        fits = (one for one in self._keyed.values() if one.stage.verb == "fit")
        log.concluded(metrics, verdict, {one.stage.id: self._cache.folder(one.key) for one in fits})
        return verdict

    def _looks(self, verdict: VerdictRecord, alpha: float) -> LooksRecord:
        """Enter the verdict in the cache's ledger, and return those that came before it."""
        rows = self._keyed[TEST].key
        look = Look(self._keyed[GOAL].key, verdict.name, verdict.run, verdict.word)
        earlier = self._cache.look(rows, look)
        return LooksRecord(
            name=verdict.name,
            run=verdict.run,
            rows=rows,
            earlier=tuple(
                LookRecord.model_validate({"name": one.name, "run": one.run, "word": one.word})
                for one in earlier
            ),
            alpha=alpha,
            alpha_halved=math.ldexp(alpha, -len(earlier)),
        )

    def _resolved(self) -> dict[str, Any]:
        return self._plan.spec.model_dump(mode="json", by_alias=True)

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
            command=self._command,
            spec_digest=hashlib.sha256(rfc8785.dumps(self._resolved())).hexdigest(),
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
