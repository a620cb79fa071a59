"""From pilots to the spec that runs: chosen in the band, shown in full, refused where it would cheat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mezz import api, tune
from mezz.record.model import LooksRecord, PlanRecord
from mezz.record.store import RunFolder
from mezz.record.tune import PilotsRecord

if TYPE_CHECKING:
    from pathlib import Path

    from mezz import sweep

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
tune:
  grid: {teacher.fit.lr: [1e-3, 0.05]}
  band: {teacher.skill: [-10, 1]}
"""
PRICES = """\
mezz: 1
name: prices
task: measure
world: {kind: sp500, train: 2000, validation: 400, test: 800}
symmetry: {kind: bar_phase, on: series, bar: 5}
encoder: {kind: return_window, on: series, window: 60, bar: 5}
teacher: {model: {kind: linear}}
criteria: {make: [teacher.gap <= 0.5]}
tune:
  grid: {teacher.fit.steps: [10, 20]}
  band: {teacher.skill: [0.0, 0.95]}
"""


def planned_in(folder: Path, text: str = SPEC) -> sweep.PlannedSweep:
    (folder / "tiny.yml").write_text(text, encoding="utf-8")
    checked = api.validate(folder / "tiny.yml", root=folder)
    assert checked.ok, checked.diagnostics
    return tune.plan(checked, cache=folder / "cache")


def go(folder: Path, text: str = SPEC) -> tune.Tuned:
    planned = planned_in(folder, text)
    assert planned.record is not None, planned.diagnostics
    return tune.run(planned, out=folder / "pilots", cache=folder / "cache", threads=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tuned")


@pytest.fixture(scope="module")
def tuned(folder: Path) -> tune.Tuned:
    return go(folder)


@pytest.fixture(scope="module")
def finished(folder: Path, tuned: tune.Tuned) -> api.Finished:
    assert tuned.chosen is not None
    planned = api.plan(tuned.chosen, cache=folder / "cache")
    done = api.run(planned, out=folder / "run", cache=folder / "cache", threads=1)
    tune.record(tuned, done.folder)
    return done


def test_the_pilot_with_the_largest_effect_in_the_band_is_chosen(tuned: tune.Tuned) -> None:
    assert tuned.record is not None
    effects = [pilot.effect.value for pilot in tuned.record.pilots]
    assert [pilot.within for pilot in tuned.record.pilots] == [True, True]
    assert [pilot.chosen for pilot in tuned.record.pilots] == [
        value == max(effects) for value in effects
    ]
    best = effects.index(max(effects))
    assert tuned.chosen is not None
    assert tuned.chosen.spec is not None
    assert tuned.chosen.spec.teacher.fit.lr == (1e-3, 0.05)[best]


def test_a_pilot_outside_the_band_is_not_chosen_whatever_its_effect(
    folder: Path, tuned: tune.Tuned
) -> None:
    assert tuned.record is not None
    skills = [pilot.baseline["teacher.skill"].value for pilot in tuned.record.pilots]
    (best,) = (at for at, pilot in enumerate(tuned.record.pilots) if pilot.chosen)
    other = 1 - best
    low, high = skills[other] - 1e-9, skills[other] + 1e-9
    again = go(folder, SPEC.replace("[-10, 1]", f"[{low!r}, {high!r}]"))
    assert again.record is not None
    assert [pilot.within for pilot in again.record.pilots] == [at == other for at in (0, 1)]
    assert [pilot.chosen for pilot in again.record.pilots] == [at == other for at in (0, 1)]


def test_where_no_pilot_lies_in_the_band_all_are_told(folder: Path) -> None:
    found = go(folder, SPEC.replace("[-10, 1]", "[0.999, 1]"))
    assert found.chosen is None
    (fault,) = found.diagnostics
    assert fault.code.id == "MZ313"
    assert fault.primary is not None
    assert fault.primary.span.line == 14
    assert [line.split(":")[0] for line in fault.help] == ["pilot `lr-1e-3`", "pilot `lr-0.05`"]


def test_the_run_says_that_pilots_chose_its_values(
    tuned: tune.Tuned, finished: api.Finished
) -> None:
    plan = RunFolder(finished.folder).read(PlanRecord)
    assert plan is not None
    assert tuned.chosen is not None
    assert plan.origins["teacher.fit.lr"].startswith("tiny.yml:13:")
    assert plan.origins["teacher.fit.lr"].endswith(" (tune)")


def test_no_pilot_has_looked_at_the_test_rows_of_the_run(
    folder: Path, finished: api.Finished
) -> None:
    looks = RunFolder(finished.folder).read(LooksRecord)
    assert looks is not None
    assert looks.earlier == ()
    pilots = [
        RunFolder(path.parent).read(LooksRecord) for path in folder.glob("pilots/*/looks.json")
    ]
    assert len(pilots) == 2
    assert all(one is not None and one.rows != looks.rows for one in pilots)


def test_the_report_of_the_run_shows_every_pilot(finished: api.Finished) -> None:
    record = RunFolder(finished.folder).read(PilotsRecord)
    assert record is not None
    page = api.report(finished.folder).read_text(encoding="utf-8")
    section = page.partition('<section id="pilots"')[2].partition("</section>")[0]
    assert [pilot.name in section for pilot in record.pilots] == [True, True]
    assert section.count("chosen") >= 1
    assert "Their estimates are no results" in section


def test_given_rows_are_not_tuned_on(tmp_path: Path) -> None:
    planned = planned_in(tmp_path, PRICES)
    assert planned.record is None
    assert "MZ312" in {one.code.id for one in planned.diagnostics}


def test_pilots_keep_to_their_budget(tmp_path: Path) -> None:
    planned = planned_in(tmp_path, SPEC + "  budget: {flops: 10}\n")
    assert planned.record is None
    (fault,) = planned.diagnostics
    assert (fault.code.id, fault.primary and fault.primary.span.line) == ("MZ306", 15)
