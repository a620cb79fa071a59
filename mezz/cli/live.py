"""Progress while a run runs: bars on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mezz.cli import advance, screen
from mezz.cli.quantity import amount, duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mezz.cli.settings import Settings
    from mezz.record.event import Event

EVERY = 10.0
"""Seconds between plain lines."""


@contextmanager
def listener(settings: Settings) -> Iterator[Callable[[Event], None]]:
    """Give what `mezz.api.run` tells its events to, for as long as the run lasts."""
    if settings.json or not sys.stderr.isatty():
        yield Lines().hear
        return
    from rich.console import Console

    from mezz.cli.bars import Bars, columns

    console = Console(stderr=True, no_color=not settings.colours(sys.stderr), highlight=False)
    with columns(console) as progress:
        yield Bars(progress).hear


@dataclass(slots=True)
class Lines:
    """Says where the run is, at most once every `EVERY` seconds, and what it starts with."""

    clock: Callable[[], float] = time.monotonic
    total: int = 0
    done: int = 0
    _said: float = field(default=float("-inf"), init=False)
    _since: dict[str, float] = field(default_factory=dict, init=False)

    def hear(self, event: Event) -> None:
        """Take in one event."""
        match event.kind:
            case "cell-started":
                screen.say(advance.of_sweep(event))
            case "run-started":
                self._start(event)
            case "stage-started":
                self._since[event.stage] = self.clock()
            case "stage-progress":
                self._now_and_then(f"{event.stage}: {self._how_far(event)}")
            case "stage-done":
                self.done += 1
                self._now_and_then(f"{event.stage} done")
            case "stage-failed":
                screen.say(f"{self._place()} {event.stage} failed")
            case "stage-damaged":
                self.total += 1
                screen.say(f"{self._place()} {event.stage} is damaged in the cache and runs again")
            case "stage-cached" | "run-done" | "log-failed":
                pass

    def _start(self, event: Event) -> None:
        start = advance.of_run(event)
        self.total, self.done = int(start.total - start.done), 0
        screen.say(f"{self.total} stages to run, {int(start.done)} in the cache")
        self._said = self.clock()

    def _now_and_then(self, words: str) -> None:
        now = self.clock()
        if now - self._said >= EVERY:
            self._said = now
            screen.say(f"{self._place()} {words}")

    def _place(self) -> str:
        return f"[{self.done}/{self.total}]"

    def _how_far(self, event: Event) -> str:
        now = advance.of_stage(event)
        said = f"{amount(now.done)} of {amount(now.total)} {now.unit}".rstrip()
        elapsed = self.clock() - self._since.get(event.stage, self.clock())
        if now.done and elapsed > 0:
            said += f", {duration(elapsed * (now.total - now.done) / now.done)} left"
        return said
