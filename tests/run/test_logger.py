"""A logger hears all there is to tell, and nothing that happens to it reaches the run."""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import pytest

from mezz import api
from mezz.cache.artifact import read_json
from mezz.component.sink import About, Recorder, Sink
from mezz.diag.diagnostic import Severity
from mezz.record.event import Event
from mezz.record.store import RunFolder
from mezz.run import logger
from mezz.run.logger import Loggers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.run.conftest import Ran

    Run = Callable[..., Ran]

WHERE = ("open", "numbers", "words", "close")
HEARD: list[tuple[str, int, Any]] = []
HOLD = threading.Event()
ABOUT = About("tiny", "0123456789ab")


class Listening(Recorder):
    """Keeps what it is told."""

    def numbers(self, name: str, step: int, values: Mapping[str, float], time: float) -> None:
        HEARD.append((name, step, dict(values)))

    def words(self, name: str, step: int, text: str, time: float) -> None:
        HEARD.append((name, step, text))

    def close(self) -> None:
        HEARD.append(("closed", 0, ""))


class Listener(Sink):
    package = "json"
    kind: Literal["listener"] = "listener"

    def open(self, folder: Path, about: About) -> Recorder:
        HEARD.append(("opened", 0, (folder.name, about)))
        return Listening()


class Raising(Recorder):
    """Raises in one place, or in all."""

    def __init__(self, error: BaseException, where: str) -> None:
        self.error, self.where = error, where

    def _may_raise(self, place: str) -> None:
        if self.where in {place, "everywhere"}:
            raise self.error

    def numbers(self, name: str, step: int, values: Mapping[str, float], time: float) -> None:
        self._may_raise("numbers")

    def words(self, name: str, step: int, text: str, time: float) -> None:
        self._may_raise("words")

    def close(self) -> None:
        self._may_raise("close")


ERRORS: dict[str, BaseException] = {
    "a fault of its own": ValueError("no such thing\nand more"),
    "a full disk": OSError(28, "No space left on device", "/somewhere/private"),
    "a way out": SystemExit(3),
}


class Failing(Sink):
    package = "json"
    kind: Literal["failing"] = "failing"
    where: str = "everywhere"
    error: str = "a fault of its own"

    def open(self, folder: Path, about: About) -> Recorder:
        if self.where in {"open", "everywhere"}:
            raise ERRORS[self.error]
        return Raising(ERRORS[self.error], self.where)


class Hanging(Sink):
    package = "json"
    kind: Literal["hanging"] = "hanging"

    def open(self, folder: Path, about: About) -> Recorder:
        HOLD.wait(60)
        raise TimeoutError


class Absent(Sink):
    package = "mezz_package_that_is_not_installed"
    kind: Literal["absent"] = "absent"

    def open(self, folder: Path, about: About) -> Recorder:
        raise AssertionError("it is not installed")


@pytest.fixture(autouse=True)
def _nothing_heard() -> None:
    HEARD.clear()
    HOLD.clear()


def logged(
    ran: Ran, folder: Path, *sinks: Sink, hear: Callable[[Event], None] | None = None
) -> api.Finished:
    """Run what is in the cache already, with these sinks in `log`."""
    assert ran.planned.plan is not None
    spec = ran.planned.plan.spec.model_copy(update={"log": sinks})
    planned = replace(ran.planned, plan=replace(ran.planned.plan, spec=spec))
    return api.run(planned, out=folder / "run", cache=ran.cache.root, threads=1, on_event=hear)


def events_of(finished: api.Finished) -> list[Event]:
    return list(RunFolder(finished.folder).read_events())


def heard_of(name: str) -> list[tuple[int, Any]]:
    return [(step, told) for heard, step, told in HEARD if heard == name]


def losses_of(ran: Ran, stage: str) -> list[tuple[int, Any]]:
    curve = read_json(ran.artifact(stage), "curve.json")
    assert len(curve["steps"]) > 10
    told = zip(curve["steps"], curve["train"], curve["validation"], strict=True)
    return [
        (step, {"train": loss} | ({} if held is None else {"validation": held}))
        for step, loss, held in told
    ]


def event(kind: str, stage: str = "", **data: Any) -> Event:
    return Event.model_validate({"kind": kind, "stage": stage, "time": 0.0, "data": data})


def test_a_sink_is_told_events_losses_metrics_and_the_verdict(ran: Ran, tmp_path: Path) -> None:
    finished = logged(ran, tmp_path, Listener())
    assert finished.verdict is not None
    assert finished.diagnostics == ()
    assert HEARD[0] == ("opened", 0, ("listener", About("tiny", ran.planned.run_id)))
    assert HEARD[-1] == ("closed", 0, "")
    told = {name: value for name, _, value in HEARD}
    assert told["verdict"] == f"{finished.verdict.word}: {finished.verdict.reason}"
    assert told["headline"] == finished.verdict.headline
    for arm in ran.metrics.arms:
        assert told[f"metrics/{arm.name}"] == {m.measure: m.estimate.value for m in arm.metrics}
    words = [(step, text) for name, step, text in HEARD if name == "events"]
    assert words[0][1].startswith("run started cached ")
    assert words[1:] == [
        (2, "stage cached judge"),
        (3, "stage cached fit/student/0"),
        (4, f"run done verdict {finished.verdict.word}"),
    ]


def test_the_losses_of_every_fit_are_told_step_by_step(ran: Ran, tmp_path: Path) -> None:
    logged(ran, tmp_path, Listener())
    fits = [id_ for id_, one in ran.planned.keyed.items() if one.stage.verb == "fit"]
    assert {"fit/teacher/0", "fit/student/1", "twin/fit/student/1"} <= set(fits)
    for id_ in fits:
        assert heard_of(id_) == losses_of(ran, id_)


def test_a_fit_that_was_told_when_it_ended_is_not_told_again(ran: Ran, tmp_path: Path) -> None:
    id_, gone = "fit/teacher/1", "fit/teacher/7"
    fits = {id_: ran.artifact(id_), gone: tmp_path / "gone"}
    assert ran.finished.verdict is not None
    with Loggers((Listener(),), tmp_path, ABOUT) as loggers:
        loggers.learned(id_, ran.artifact(id_))
        loggers.concluded(ran.metrics, ran.finished.verdict, fits)
        loggers.close()
        assert list(loggers.failures()) == []
    assert heard_of(id_) == losses_of(ran, id_)
    assert heard_of(gone) == []


def test_how_far_a_stage_is_is_told_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("mezz.run.logger.time.monotonic", lambda: now[0])
    with Loggers((Listener(),), tmp_path, ABOUT) as loggers:
        for done in range(1, 6):
            loggers.hear(event("stage-progress", "fit/a/0", done=done, total=5, unit="steps"))
            now[0] += 0.4
        loggers.hear(event("stage-done", "fit/a/0", seconds=2.5))
    told = [one for one in HEARD if one[0] not in {"opened", "closed"}]
    assert told == [
        ("progress/fit/a/0", 1, {"share": 0.2}),
        ("progress/fit/a/0", 4, {"share": 0.8}),
        ("events", 1, "stage done fit/a/0 seconds 2.5"),
        ("stages", 1, {"done": 1.0, "seconds": 2.5}),
    ]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("where", [*WHERE, "everywhere"])
def test_a_sink_that_raises_is_a_warning_said_once_and_nothing_else(
    ran: Ran, tmp_path: Path, where: str, error: str
) -> None:
    finished = logged(ran, tmp_path, Failing(where=where, error=error), Listener())
    reason = {
        "a fault of its own": "ValueError: no such thing",
        "a full disk": "No space left on device",
        "a way out": "SystemExit: 3",
    }[error]
    (said,) = finished.diagnostics
    assert (said.code.id, said.severity) == ("MZ406", Severity.WARNING)
    assert said.message == f"logger `failing` was left out: {reason}"
    told = [one.data for one in events_of(finished) if one.kind == "log-failed"]
    assert told == [{"code": "MZ406", "message": said.message}]
    assert finished.verdict == ran.finished.verdict
    metrics = [folder / "metrics.json" for folder in (finished.folder, ran.finished.folder)]
    assert metrics[0].read_bytes() == metrics[1].read_bytes()
    assert HEARD[-1] == ("closed", 0, "")


def test_a_sink_that_hangs_holds_the_run_no_longer_than_the_patience(
    ran: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logger.Loggers.close, "__defaults__", (0.2,))
    begun = time.monotonic()
    finished = logged(ran, tmp_path, Hanging())
    assert time.monotonic() - begun < 20
    HOLD.set()
    (said,) = finished.diagnostics
    assert said.code.id == "MZ406"
    assert "0.2 seconds" in said.message
    assert finished.verdict == ran.finished.verdict


def test_a_run_that_is_stopped_has_its_sinks_write_out_what_they_hold(
    ran: Ran, tmp_path: Path
) -> None:
    def stop(event: Event) -> None:
        if event.kind == "stage-cached":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        logged(ran, tmp_path, Listener(), hear=stop)
    assert [name for name, _, _ in HEARD] == ["opened", "events", "closed"]


def test_a_sink_whose_package_is_missing_is_left_out_and_was_announced_before(
    ran: Ran, tmp_path: Path
) -> None:
    finished = logged(ran, tmp_path, Absent())
    assert finished.diagnostics == ()
    (told,) = [one.data for one in events_of(finished) if one.kind == "log-failed"]
    assert told["code"] == "MZ311"
    assert not (finished.folder / "log").exists()


def test_a_place_that_cannot_be_written_stops_the_logger_alone(ran: Ran, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "log").write_text("in the way")
    finished = logged(ran, tmp_path, Listener())
    assert [one.code.id for one in finished.diagnostics] == ["MZ406"]
    assert finished.verdict == ran.finished.verdict


def test_two_sinks_of_a_kind_have_folders_of_their_own(ran: Ran, tmp_path: Path) -> None:
    finished = logged(ran, tmp_path, Listener(), Listener())
    assert sorted(path.name for path in (finished.folder / "log").iterdir()) == [
        "listener",
        "listener-2",
    ]


def test_the_log_changes_no_key_and_no_number(run_in: Run, ran: Ran, tmp_path: Path) -> None:
    text = (ran.finished.folder / "spec.yml").read_text()
    again = run_in(tmp_path, text + "log: [{kind: tensorboard}]\n", cache=ran.cache.root)
    keys = [{id_: one.key for id_, one in each.planned.keyed.items()} for each in (ran, again)]
    assert keys[0] == keys[1]
    assert all(state.cached for state in again.planned.states.values())
    records = []
    for each in (ran, again):
        for name in ("metrics.json", "verdict.json"):
            record = json.loads((each.finished.folder / name).read_bytes())
            assert record.pop("run") == each.planned.run_id
            records.append(json.dumps(record))
    assert records[:2] == records[2:]
    assert again.planned.run_id != ran.planned.run_id
    assert json.loads((again.finished.folder / "resolved.json").read_bytes())["log"] == [
        {"kind": "tensorboard"}
    ]


def test_a_missing_package_is_a_warning_at_validation_with_the_way_to_get_it(
    tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    path = tmp_path / "spec.yml"
    path.write_text(tiny + "log:\n  - {kind: tensorboard}\n")
    checked = api.validate(path, root=tmp_path)
    assert checked.ok
    (said,) = checked.diagnostics
    assert (said.code.id, said.severity) == ("MZ311", Severity.WARNING)
    assert said.help == ('python -m pip install "mezz[log]"',)
    assert said.primary is not None
    assert (said.primary.span.line, said.primary.span.column) == (tiny.count("\n") + 2, 12)
    planned = api.plan(checked, cache=tmp_path / "cache")
    assert planned.plan is not None
    assert [one.severity for one in planned.diagnostics] == [Severity.WARNING]


def test_a_folder_named_like_the_package_is_not_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / Absent.package).mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert Absent().missing()
    assert not Listener().missing()


@pytest.mark.parametrize(
    ("block", "code", "words"),
    [
        ("[{kind: tensorbord}]", "MZ201", "did you mean `tensorboard`?"),
        ("[{kind: wandb, projekt: x}]", "MZ102", "project"),
        ("[{kind: wandb, mode: onlin}]", "MZ1", "online"),
        ("[tensorboard]", "MZ1", "{kind: tensorboard}"),
        ("{kind: tensorboard}", "MZ1", "list"),
    ],
)
def test_a_log_that_cannot_be_understood_is_refused_with_a_way_out(
    tiny: str, tmp_path: Path, block: str, code: str, words: str
) -> None:
    path = tmp_path / "spec.yml"
    path.write_text(f"{tiny}log: {block}\n")
    (said,) = api.validate(path, root=tmp_path).diagnostics
    assert re.match(code, said.code.id)
    assert words in " ".join((said.message, *said.help))
    assert said.primary is not None
    assert said.primary.span.line == tiny.count("\n") + 1
