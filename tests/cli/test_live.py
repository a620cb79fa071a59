from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from mezz.cli import bars
from mezz.cli.live import EVERY, Lines, listener
from mezz.cli.settings import Settings
from mezz.record.event import Event

if TYPE_CHECKING:
    from collections.abc import Iterator


def event(kind: str, stage: str = "", **data: object) -> Event:
    return Event.model_validate({"kind": kind, "stage": stage, "time": 0.0, "data": data})


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_plain_lines_come_now_and_then_and_say_how_long_it_will_take(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = Clock()
    lines = Lines(clock)
    lines.hear(event("run-started", run="a", stages=7, cached=4))
    lines.hear(event("stage-cached", "sample/train"))
    lines.hear(event("stage-started", "fit/teacher/0"))
    for done in range(0, 1001, 100):
        clock.now += EVERY / 4
        lines.hear(event("stage-progress", "fit/teacher/0", done=done, total=1000, unit="steps"))
    lines.hear(event("stage-done", "fit/teacher/0", seconds=27.5))
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "3 stages to run, 4 in the cache",
        "[0/3] fit/teacher/0: 300 of 1 k steps, 23 s left",
        "[0/3] fit/teacher/0: 700 of 1 k steps, 8.6 s left",
    ]


def test_plain_lines_say_what_failed_and_what_runs_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = Lines(Clock())
    lines.hear(event("run-started", run="a", stages=3, cached=2))
    lines.hear(event("stage-damaged", "sample/train", problems=[]))
    lines.hear(event("stage-done", "sample/train"))
    lines.hear(event("stage-failed", "judge", code="MZ400", message="no"))
    assert capsys.readouterr().err.splitlines()[1:] == [
        "[0/2] sample/train is damaged in the cache and runs again",
        "[1/2] judge failed",
    ]


@pytest.fixture
def drawn() -> Iterator[tuple[bars.Bars, io.StringIO]]:
    """Give bars that draw on a terminal of text."""
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100, no_color=True)
    with bars.columns(console) as progress:
        yield bars.Bars(progress), screen


def test_bars_show_the_run_and_the_stage_at_work(
    drawn: tuple[bars.Bars, io.StringIO],
) -> None:
    display, screen = drawn
    display.hear(event("run-started", run="a", stages=7, cached=4))
    display.hear(event("stage-started", "fit/[bold]teacher/0"))
    display.hear(event("stage-progress", "fit/[bold]teacher/0", done=250, total=1000, unit="steps"))
    display._progress.refresh()
    assert "0/3 stages" in screen.getvalue()
    assert "fit/[bold]teacher/0" in screen.getvalue()
    assert "250/1 k steps" in screen.getvalue()


def test_a_bar_goes_when_its_stage_is_through(drawn: tuple[bars.Bars, io.StringIO]) -> None:
    display, _ = drawn
    display.hear(event("run-started", run="a", stages=1, cached=0))
    display.hear(event("stage-progress", "fit/a/0", done=1, total=2, unit="steps"))
    assert [task.description for task in display._progress.tasks] == ["run", "fit/a/0"]
    display.hear(event("stage-progress", "fit/a/0", done=2, total=2, unit="steps"))
    display.hear(event("stage-done", "fit/a/0"))
    assert [task.description for task in display._progress.tasks] == ["run"]
    assert display._progress.tasks[0].completed == 1


def test_what_is_no_terminal_gets_lines() -> None:
    with listener(Settings()) as hear:
        assert isinstance(getattr(hear, "__self__", None), Lines)


def test_bars_say_what_is_damaged() -> None:
    stream = io.StringIO()
    with bars.columns(Console(file=stream, width=100)) as progress:
        shown = bars.Bars(progress)
        shown.hear(event("run-started", run="a", stages=3, cached=2))
        shown.hear(event("stage-damaged", "sample/[train]", problems=["cut"]))
    assert "sample/[train] is damaged in the cache and runs again" in stream.getvalue()
