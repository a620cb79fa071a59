"""A sweep from text to page: shared stages once, every cell a run, and one that fails stops no other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from mezz import api, sweep
from mezz.component.failure import Unavailable
from mezz.record.model import PlanRecord, Provenance
from mezz.record.store import RunFolder
from mezz.record.sweep import SweepRecord
from mezz.run.stages import predict
from mezz.worlds.kepler import Kepler

if TYPE_CHECKING:
    from pathlib import Path

    from mezz.record.event import Event
    from mezz.run.job import Job

SPEC = """\
mezz: 1
name: tiny
task: measure
world: {kind: kepler, train: 60, unlabelled: 60, validation: 20, test: 60}
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: columns, fields: [e, M]}
teacher:
  model: {kind: mlp, hidden: [6]}
  fit: {steps: 10, batch: 16}
evaluate: {seeds: 1}
criteria: {make: [teacher.gap <= 0.5]}
sweep:
  grid:
    evaluate.views: [3, exact]
"""
CELLS = ["views-3", "views-exact"]


@dataclass(frozen=True)
class Ran:
    planned: sweep.PlannedSweep
    finished: sweep.FinishedSweep
    events: tuple[Event, ...]
    cache: Path


def planned_in(folder: Path) -> sweep.PlannedSweep:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tiny.yml").write_text(SPEC, encoding="utf-8")
    checked = api.validate(folder / "tiny.yml", root=folder)
    assert checked.ok, checked.diagnostics
    return sweep.plan(checked, cache=folder / "cache")


def go(folder: Path) -> Ran:
    planned = planned_in(folder)
    events: list[Event] = []
    out, cache = folder / "out", folder / "cache"
    finished = sweep.run(planned, out=out, cache=cache, threads=1, on_event=events.append)
    return Ran(planned, finished, tuple(events), cache)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return go(tmp_path_factory.mktemp("sweep"))


def test_every_cell_is_a_complete_run_in_the_folder_of_its_name(ran: Ran) -> None:
    assert [one.folder.name for one in ran.finished.cells] == CELLS
    for one in ran.finished.cells:
        assert RunFolder(one.folder).completed
    assert ran.finished.diagnostics == ()


def test_a_stage_that_cells_share_runs_once(ran: Ran) -> None:
    started = Counter(event.stage for event in ran.events if event.kind == "stage-started")
    assert started["fit/teacher/0"] == 1
    assert started["sample/test"] == 1
    assert started["judge"] == 2
    keys = [
        {stage.id: stage.key for stage in plan.stages}
        for one in ran.finished.cells
        if (plan := RunFolder(one.folder).read(PlanRecord))
    ]
    assert keys[0]["fit/teacher/0"] == keys[1]["fit/teacher/0"]
    assert keys[0]["judge"] != keys[1]["judge"]


def test_the_record_counts_what_is_shared(ran: Ran) -> None:
    record = RunFolder(ran.finished.folder).read(SweepRecord)
    assert record is not None
    assert record == ran.planned.record
    assert [(cell.name, cell.values) for cell in record.cells] == [
        ("views-3", {"evaluate.views": 3}), ("views-exact", {"evaluate.views": "exact"}),
    ]  # fmt: skip
    own = {stage.key for one in ran.planned.cells if one.record for stage in one.record.stages}
    assert record.distinct == len(own) < record.stages


def test_the_listener_hears_which_cell_begins(ran: Ran) -> None:
    said = [event.data for event in ran.events if event.kind == "cell-started"]
    assert said == [{"cell": name, "number": at, "of": 2} for at, name in enumerate(CELLS, 1)]


def test_origins_say_that_a_cell_chose_a_value_and_where_it_stands(ran: Ran) -> None:
    plan = RunFolder(ran.finished.cells[1].folder).read(PlanRecord)
    assert plan is not None
    assert plan.origins["evaluate.views"] == "tiny.yml:14:25 (sweep cell)"
    assert plan.origins["teacher.fit.steps"] == "tiny.yml:9:16"


def test_the_command_of_a_cell_repeats_that_cell_alone(ran: Ran, tmp_path: Path) -> None:
    found = RunFolder(ran.finished.cells[1].folder).read(Provenance)
    assert found is not None
    assert found.command == "mezz run tiny.yml --set sweep=null --set 'evaluate.views=\"exact\"'"
    (tmp_path / "tiny.yml").write_text(SPEC, encoding="utf-8")
    sets = ["sweep=null", 'evaluate.views="exact"']
    alone = api.plan(api.validate(tmp_path / "tiny.yml", sets=sets, root=tmp_path), cache=ran.cache)
    assert alone.run_id == ran.planned.cells[1].run_id


def test_a_second_run_leaves_complete_cells_alone(ran: Ran) -> None:
    events: list[Event] = []
    again = sweep.run(ran.planned, out=ran.finished.folder, cache=ran.cache, on_event=events.append)
    assert all(one.resumed for one in again.cells)
    assert {event.kind for event in events} == {"cell-started"}


def test_a_cell_that_fails_stops_no_other_and_is_finished_by_the_same_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = predict.run

    def broken(job: Job) -> None:
        if job.plan.spec.evaluate.views == 3 and job.stage.id.startswith("predict/teacher/"):
            raise RuntimeError("a cosmic ray")
        whole(job)

    with monkeypatch.context() as patch:
        patch.setattr(predict, "run", broken)
        failed = go(tmp_path)
    assert [one.verdict is not None for one in failed.finished.cells] == [False, True]
    (fault,) = failed.finished.diagnostics
    assert fault.code.id == "MZ400"
    assert fault.help[-1] == "in cell `views-3`"
    page = sweep.report(failed.finished.folder).read_text(encoding="utf-8")
    assert "NO VERDICT" in page
    mended = go(tmp_path)
    assert [one.resumed for one in mended.finished.cells] == [False, True]
    assert all(one.verdict for one in mended.finished.cells)


def test_a_folder_that_holds_another_sweep_is_not_written(ran: Ran, tmp_path: Path) -> None:
    other = RunFolder(tmp_path)
    assert ran.planned.record is not None
    other.write(ran.planned.record.model_copy(update={"run": "another"}))
    found = sweep.run(ran.planned, out=tmp_path, cache=ran.cache)
    assert found.cells == ()
    assert [one.code.id for one in found.diagnostics] == ["MZ309"]


def test_what_all_cells_lack_is_said_once(ran: Ran, tmp_path: Path) -> None:
    found = sweep.run(ran.planned, out=tmp_path, cache=tmp_path / "cache", device="cuda")
    assert [one.code.id for one in found.diagnostics] == ["MZ310"]
    assert len(found.cells) == 1


def test_a_cell_whose_data_is_gone_since_it_was_planned_is_told(
    ran: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_world: Kepler) -> None:
        raise Unavailable("the moon is not in")

    monkeypatch.setattr(Kepler, "probe", gone)
    found = sweep.run(ran.planned, out=tmp_path, cache=ran.cache)
    assert [one.code.id for one in found.diagnostics] == ["MZ304"]


def test_a_sweep_has_no_single_plan(ran: Ran) -> None:
    with pytest.raises(ValueError, match=r"mezz\.sweep"):
        api.plan(ran.planned.checked)
