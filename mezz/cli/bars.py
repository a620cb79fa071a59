"""Progress bars on a terminal: one for the whole run, one for every stage at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from mezz.cli import advance
from mezz.cli.quantity import amount

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Task, TaskID

    from mezz.record.event import Event


class Rate(ProgressColumn):
    """How far and how fast: `1.2 k/2 k steps, 340/s`."""

    def render(self, task: Task) -> Text:
        """Return the column's text. Never markup: ids and units are shown as they are."""
        unit = str(task.fields.get("unit", ""))
        total = amount(task.total) if task.total is not None else "?"
        said = f"{amount(task.completed)}/{total} {unit}".rstrip()
        if task.speed:
            said += f", {amount(task.speed)}/s"
        return Text(said)


def columns(console: Console) -> Progress:
    """Return the display; it vanishes when the run ends."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=28),
        Rate(),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
    )


class Bars:
    """Turns events into bars."""

    def __init__(self, progress: Progress) -> None:
        """Draw on a display that somebody else starts and stops."""
        self._progress = progress
        self._name = "run"
        self._whole: TaskID | None = None
        self._stages: dict[str, TaskID] = {}

    def hear(self, event: Event) -> None:
        """Take in one event."""
        match event.kind:
            case "cell-started":
                self._name = advance.of_sweep(event)
            case "run-started":
                self._start(advance.of_run(event))
            case "stage-progress":
                self._advance(event)
            case "stage-done" if self._whole is not None:
                self._progress.advance(self._whole)
            case "stage-damaged":
                said = f"{event.stage} is damaged in the cache and runs again"
                self._progress.console.print(said, markup=False, highlight=False)
            case _:
                pass

    def _start(self, start: advance.Advance) -> None:
        """Draw the bar of a run, in place of that of the cell before it."""
        for task in (*self._stages.values(), *([] if self._whole is None else [self._whole])):
            self._progress.remove_task(task)
        self._stages.clear()
        todo = start.total - start.done
        self._whole = self._progress.add_task(self._name, total=todo, unit=start.unit)

    def _advance(self, event: Event) -> None:
        """Draw how far a stage is; fits that train side by side report as one, under the first."""
        now = advance.of_stage(event)
        task = self._stages.get(event.stage)
        if task is None:
            task = self._progress.add_task(event.stage, total=now.total, unit=now.unit)
            self._stages[event.stage] = task
        self._progress.update(task, completed=now.done, total=now.total)
        if now.done >= now.total:
            self._progress.remove_task(self._stages.pop(event.stage))
