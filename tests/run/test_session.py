"""Same spec, same bits; nothing computed twice; nothing lost."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
import rfc8785
from safetensors.numpy import load_file

from mezz import api
from mezz.cache.artifact import read_arrays
from mezz.cache.store import Cache
from mezz.learn.checkpoint import Keeper, State
from mezz.record.model import LooksRecord, PlanRecord, Provenance, Timings, VerdictRecord
from mezz.record.store import RunFolder
from mezz.run.stages import encode, fit, predict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mezz.record.event import Event
    from mezz.run.job import Job
    from tests.run.conftest import Ran

    Run = Callable[..., Ran]


def metrics_of(ran: Ran) -> bytes:
    return (ran.finished.folder / "metrics.json").read_bytes()


def test_a_run_leaves_every_record(ran: Ran) -> None:
    names = {path.name for path in ran.finished.folder.iterdir()}
    assert names >= {
        "spec.yml",
        "resolved.json",
        "plan.json",
        "events.jsonl",
        "metrics.json",
        "timings.json",
        "provenance.json",
        "looks.json",
        "verdict.json",
        "student",
    }
    for record in (PlanRecord, Timings, Provenance, LooksRecord, VerdictRecord):
        assert ran.folder.read(record) is not None


def test_provenance_holds_the_digest_of_the_spec_and_the_command(
    ran: Ran, tmp_path: Path, tiny: str
) -> None:
    found = ran.folder.read(Provenance)
    assert found is not None
    resolved = rfc8785.dumps(ran.folder.read_resolved())
    assert found.spec_digest == hashlib.sha256(resolved).hexdigest()
    assert found.command == "mezz run tiny.yml"

    spec = tmp_path / "a tiny one.yml"
    spec.write_text(tiny, encoding="utf-8")
    sets = ("criteria.make.0=student.gap <= 0.6 * teacher.gap",)
    checked = api.validate(spec, sets=sets, root=tmp_path, allow=("MZ214",))
    planned = api.plan(checked, cache=ran.cache.root)
    finished = api.run(planned, out=tmp_path / "run", cache=ran.cache.root, threads=1)
    other = RunFolder(finished.folder).read(Provenance)
    assert other is not None
    assert other.command == (
        "mezz run 'a tiny one.yml' --set 'criteria.make.0=student.gap <= 0.6 * teacher.gap' "
        "--allow MZ214"
    )
    assert other.spec_digest != found.spec_digest


def test_the_same_spec_gives_the_same_bits_whatever_the_threads(
    ran: Ran, tmp_path: Path, run_in: Run
) -> None:
    again = run_in(tmp_path, threads=2)
    assert metrics_of(again) == metrics_of(ran)
    verdict = (again.finished.folder / "verdict.json").read_bytes()
    assert verdict == (ran.finished.folder / "verdict.json").read_bytes()


def test_a_complete_run_is_recognised_and_left_alone(ran: Ran) -> None:
    before = (ran.finished.folder / "events.jsonl").read_bytes()
    again = api.run(ran.planned, out=ran.finished.folder, cache=ran.cache.root)
    assert again.resumed
    assert again.verdict == ran.finished.verdict
    assert (ran.finished.folder / "events.jsonl").read_bytes() == before


def test_a_second_run_takes_everything_from_the_cache(ran: Ran, tmp_path: Path) -> None:
    events: list[Event] = []
    planned = api.plan(ran.planned.checked, cache=ran.cache.root)
    assert all(state.cached for state in planned.states.values())
    api.run(planned, out=tmp_path / "again", cache=ran.cache.root, on_event=events.append)
    assert not [event for event in events if event.kind == "stage-started"]


def test_a_damaged_artifact_is_noticed_said_and_made_again(
    tmp_path: Path, run_in: Run, ran: Ran
) -> None:
    first = run_in(tmp_path)
    for stage in ("judge", "measure/student", "predict/student/0/orbit"):
        (victim, *_) = (
            path
            for path in sorted(first.artifact(stage).rglob("*"))
            if path.is_file() and path.name != "manifest.json"
        )
        content = bytearray(victim.read_bytes())
        content[len(content) // 2] ^= 0x10
        victim.write_bytes(bytes(content))
    events: list[Event] = []
    api.run(first.planned, out=tmp_path / "again", cache=first.cache.root, on_event=events.append)
    damaged = [event.stage for event in events if event.kind == "stage-damaged"]
    assert damaged == ["judge", "measure/student", "predict/student/0/orbit"]
    assert (tmp_path / "again" / "metrics.json").read_bytes() == metrics_of(ran)


def test_a_failed_stage_points_at_the_spec_and_keeps_what_was_done(
    tmp_path: Path, run_in: Run, tiny: str, monkeypatch: pytest.MonkeyPatch, ran: Ran
) -> None:
    whole = predict.run

    def broken(job: Job) -> None:
        if job.stage.id == "predict/student/1/orbit":
            raise RuntimeError("a cosmic ray")
        whole(job)

    with monkeypatch.context() as patch:
        patch.setattr(predict, "run", broken)
        failed = run_in(tmp_path)
    assert failed.finished.verdict is None
    (fault,) = failed.finished.diagnostics
    assert fault.code.id == "MZ400"
    assert "predict/student/1/orbit" in fault.message
    assert fault.primary is not None
    assert fault.primary.span.line == tiny.splitlines().index("evaluate: {seeds: 2}") + 1
    assert not (failed.finished.folder / "verdict.json").exists()

    done = {e.stage for e in failed.folder.read_events() if e.kind == "stage-done"}
    assert "fit/student/1" in done
    events: list[Event] = []
    api.run(
        failed.planned,
        out=failed.finished.folder,
        cache=failed.cache.root,
        on_event=events.append,
    )
    assert not done & {event.stage for event in events if event.kind == "stage-started"}
    assert metrics_of(failed) == metrics_of(ran)


def test_an_encoder_that_gives_no_number_is_named(
    tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mezz.encoders.columns import Columns

    whole = Columns.encode

    def broken(self: Columns, *args: object) -> object:
        latents = np.array(whole(self, *args))  # type: ignore[arg-type]
        latents[0, 1] = np.nan
        return latents

    monkeypatch.setattr(Columns, "encode", broken)
    failed = run_in(tmp_path)
    (fault,) = failed.finished.diagnostics
    assert fault.code.id == "MZ402"
    assert "encoder `columns`" in fault.message
    assert "column 1" in fault.message


def test_a_folder_that_holds_another_run_is_refused(
    tmp_path: Path, run_in: Run, tiny: str, ran: Ran
) -> None:
    first = run_in(tmp_path, cache=ran.cache.root)
    other = run_in(tmp_path, tiny.replace("0.5 *", "0.6 *"), cache=ran.cache.root)
    (fault,) = other.finished.diagnostics
    assert fault.code.id == "MZ309"
    assert first.metrics.criteria[0].text == "student.gap <= 0.5 * teacher.gap"


@pytest.mark.slow
def test_chunks_leave_no_trace(
    ran: Ran, tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "ROWS", 7)
    chunked = run_in(tmp_path)
    stage = "encode/unlabelled/orbit"
    latents = read_arrays(chunked.artifact(stage))["latents"]
    assert np.array_equal(latents, read_arrays(ran.artifact(stage))["latents"])


def test_the_student_is_exported_as_plain_tensors(ran: Ran) -> None:
    folder = ran.finished.folder / "student"
    tensors = load_file(folder / "model.safetensors")
    assert tensors["layers.0.weight"].shape == (2, 24)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert config["hidden"] == [24]


@pytest.mark.slow
def test_a_fit_that_was_stopped_goes_on_from_its_checkpoint(
    tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch, ran: Ran
) -> None:
    monkeypatch.setattr(fit, "Keeper", partial(Keeper, every=0.0))
    kept: list[int] = []
    whole = Cache.keep_partial

    def stopped(cache: Cache, key: str, data: bytes) -> None:
        whole(cache, key, data)
        kept.append(State.from_bytes(data).step)
        if kept[-1] == 37:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Cache, "keep_partial", stopped)
        with pytest.raises(KeyboardInterrupt):
            run_in(tmp_path)
    assert kept[-1] == 37
    assert any((tmp_path / "cache" / "v1" / "partial").iterdir())
    first: list[int] = []

    def noted(cache: Cache, key: str, data: bytes) -> None:
        first.append(State.from_bytes(data).step)
        whole(cache, key, data)

    monkeypatch.setattr(Cache, "keep_partial", noted)
    again = run_in(tmp_path)
    assert first[0] >= 37
    assert metrics_of(again) == metrics_of(ran)
    assert list((tmp_path / "cache" / "v1" / "partial").iterdir()) == []
