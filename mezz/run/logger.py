"""The loggers of a run: its sinks at work, each in a thread of its own.

The run hands over what there is to tell and never waits; a sink that raises, or hangs, is left behind.
"""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple, Self

from mezz.run.entry import of_curve, of_event, of_metrics, of_verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from mezz.component.sink import About, Recorder, Sink
    from mezz.record.event import Event
    from mezz.record.model import Metrics, VerdictRecord
    from mezz.run.entry import Entry

    News = Callable[[], tuple[Entry, ...]]

PATIENCE = 30.0
"""Seconds for which a run that is over waits for its loggers to finish writing."""

SHORT = 2.0
"""The same for a run that was stopped."""

EVERY = 1.0
"""Seconds between two reports of how far one stage is."""


class Failure(NamedTuple):
    """A sink that could not go on: its place in `log`, its kind, and why; or it is not installed."""

    place: int
    kind: str
    reason: str
    missing: bool = False


class Loggers:
    """All loggers of one run. No method raises, and only `close` ever waits."""

    def __init__(self, sinks: Sequence[Sink], folder: Path, about: About) -> None:
        """Start a thread for every sink that is installed; each gets a folder below `folder`."""
        self._failures: list[Failure] = []
        self._loggers: list[_Logger] = []
        self._curves: set[str] = set()
        self._told = _Told({}, 0, 0)
        seen: Counter[str] = Counter()
        for place, sink in enumerate(sinks):
            seen[sink.kind] += 1
            again = f"-{seen[sink.kind]}" if seen[sink.kind] > 1 else ""
            try:
                self._start(place, sink, folder / f"{sink.kind}{again}", about)
            except Exception as error:  # noqa: BLE001  a plugin's, or the system has no more threads
                self._failures.append(Failure(place, sink.kind, _said(error)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close(SHORT)

    def hear(self, event: Event) -> None:
        """Tell an event; reports of how far a stage is only now and then."""
        if self._loggers and self._told.is_news(event):
            self._tell(partial(of_event, event, self._told.events, self._told.done))

    def learned(self, stage: str, folder: Path) -> None:
        """Tell the losses of a fit, as they lie in its artifact."""
        if self._loggers:
            self._curves.add(stage)
            self._tell(partial(of_curve, stage, folder))

    def concluded(self, metrics: Metrics, verdict: VerdictRecord, fits: Mapping[str, Path]) -> None:
        """Tell the results, and the losses of those fits, by stage, that were in the cache."""
        for stage, folder in fits.items():
            if stage not in self._curves:
                self.learned(stage, folder)
        self._tell(partial(of_metrics, metrics))
        self._tell(partial(of_verdict, verdict))

    def failures(self) -> Iterator[Failure]:
        """Yield the failures that have not been asked for before."""
        while self._failures:
            yield self._failures.pop(0)
        for logger in list(self._loggers):
            if logger.reason:
                self._loggers.remove(logger)
                yield Failure(logger.place, logger.kind, logger.reason)

    def close(self, patience: float = PATIENCE) -> None:
        """Have everything written, and wait for it, but no longer than `patience` seconds in all."""
        until = time.monotonic() + patience
        for logger in self._loggers:
            logger.end()
        for logger in self._loggers:
            logger.wait(until, patience)

    def _start(self, place: int, sink: Sink, folder: Path, about: About) -> None:
        if sink.missing():
            reason = f"the package `{sink.package}` is not installed"
            self._failures.append(Failure(place, sink.kind, reason, missing=True))
        else:
            self._loggers.append(_Logger(place, sink, folder, about))

    def _tell(self, news: News) -> None:
        """Hand news to all; each puts it into entries in its own thread, where it may fail."""
        for logger in self._loggers:
            logger.tell(news)


@dataclass(slots=True)
class _Told:
    """What has been told: when each stage said how far it is, events written, stages done."""

    progress: dict[str, float]
    events: int
    done: int

    def is_news(self, event: Event) -> bool:
        """Count an event; False for a report of progress that comes too soon after another."""
        if event.kind != "stage-progress":
            self.events += 1
            self.done += event.kind in {"stage-done", "stage-cached"}
            return True
        now = time.monotonic()
        if now - self.progress.get(event.stage, -EVERY) < EVERY:
            return False
        self.progress[event.stage] = now
        return True


class _Logger:
    """One sink at work."""

    def __init__(self, place: int, sink: Sink, folder: Path, about: About) -> None:
        self.place = place
        self.kind = sink.kind
        self.reason = ""
        self._sink, self._folder, self._about = sink, folder, about
        self._waiting: SimpleQueue[News | None] = SimpleQueue()
        # A daemon: a sink that hangs for ever must not keep the process alive.
        self._thread = Thread(target=self._work, name=f"mezz-log-{sink.kind}", daemon=True)
        self._thread.start()

    def tell(self, news: News) -> None:
        self._waiting.put(news)

    def end(self) -> None:
        self._waiting.put(None)

    def wait(self, until: float, patience: float) -> None:
        self._thread.join(max(0.0, until - time.monotonic()))
        if self._thread.is_alive() and not self.reason:
            self.reason = f"it was not done {patience:g} seconds after the run"

    def _work(self) -> None:
        """Record until the end; whatever the sink raises, SystemExit too, ends this thread alone."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with closing(self._sink.open(self._folder, self._about)) as recorder:
                for news in iter(self._waiting.get, None):
                    _record(news(), recorder)
        except BaseException as error:  # noqa: BLE001
            self.reason = _said(error)


def _record(entries: tuple[Entry, ...], recorder: Recorder) -> None:
    for entry in entries:
        if entry.values:
            recorder.numbers(entry.name, entry.step, entry.values, entry.time)
        if entry.text:
            recorder.words(entry.name, entry.step, entry.text, entry.time)


def _said(error: BaseException) -> str:
    """Return what happened: the system's words without a path, else the first line of the error's."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    first = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
