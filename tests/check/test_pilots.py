"""Pilots as the checker makes them: cheap, on other rows and seeds, and otherwise the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.api import validate
from mezz.check.pilots import APART

if TYPE_CHECKING:
    from pathlib import Path

    from mezz.api import Checked
    from mezz.component.base import Split
    from mezz.spec.model import Spec

BASE = """\
mezz: 1
name: base
world: {kind: kepler, train: 200, unlabelled: 300, validation: 60, test: 100, seed: 5}
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: columns, fields: [e, M]}
teacher:
  model: {kind: mlp, hidden: [64, 64]}
  fit: {batch: 32}
student:
  model: {kind: mlp, hidden: [128, 128]}
  fit: {batch: 32}
evaluate: {seeds: [3, 4]}
tune:
  grid: {world.train: [200, 400], symmetry.turns: [2, 5]}
  band: {teacher.skill: [0.3, 0.95]}
"""


SPLITS: tuple[Split, ...] = ("train", "unlabelled", "validation", "test")


def rows_of(spec: Spec) -> set[float]:
    """Return the mean anomaly of every row of a spec's world: a real number, drawn once."""
    samples = [spec.world.sample(split) for split in SPLITS]
    return {value for one in samples for value in one.fields["M"].ravel().tolist()}


def checked(folder: Path, more: str = "") -> Checked:
    path = folder / "s.yml"
    path.write_text(BASE + more, encoding="utf-8")
    return validate(path, root=folder)


def test_every_combination_has_a_candidate_and_a_pilot(tmp_path: Path) -> None:
    found = checked(tmp_path)
    assert found.ok
    names = [one.candidate.cell.name for one in found.trials if one.candidate.cell]
    assert names == [
        "train-200-turns-2", "train-200-turns-5", "train-400-turns-2", "train-400-turns-5",
    ]  # fmt: skip
    for trial in found.trials:
        assert trial.candidate.spec is not None
        assert trial.candidate.spec.tune is None
        assert trial.candidate.spec.world.seed == 5
        assert trial.candidate.spec.seeds == (3, 4)


def test_a_pilot_has_seeds_of_its_own(tmp_path: Path) -> None:
    for trial in checked(tmp_path).trials:
        assert trial.pilot.spec is not None
        assert trial.pilot.spec.world.seed == 5 + APART
        assert trial.pilot.spec.seeds == (3 + APART, 4 + APART)


def test_no_row_of_a_pilot_is_a_row_of_the_run(tmp_path: Path) -> None:
    trial = checked(tmp_path, "  pilot: {world.test: 900}\n").trials[0]
    assert trial.candidate.spec is not None
    assert trial.pilot.spec is not None
    own, others = rows_of(trial.candidate.spec), rows_of(trial.pilot.spec)
    assert len(own) == 200 + 300 + 60 + 100
    assert len(others) == 200 + 300 + 60 + 900
    assert not own & others


def test_a_pilot_trains_the_teacher_alone_unless_the_student_is_asked_for(tmp_path: Path) -> None:
    for trial in checked(tmp_path).trials:
        assert trial.pilot.spec is not None
        assert (trial.pilot.spec.task, trial.pilot.spec.student) == ("measure", None)
    for trial in checked(tmp_path, "  pick: smallest student.gap\n").trials:
        assert trial.pilot.spec is not None
        assert trial.pilot.spec.task == "distill"
        assert trial.pilot.spec.student is not None


def test_what_is_declared_makes_pilots_cheap_and_leaves_the_run_as_it_is(tmp_path: Path) -> None:
    more = "  pilot: {evaluate.seeds: 1, teacher.fit.steps: 7}\n"
    for trial in checked(tmp_path, more).trials:
        assert trial.pilot.spec is not None
        assert trial.candidate.spec is not None
        assert trial.pilot.spec.seeds == (APART,)
        assert trial.pilot.spec.teacher.fit.steps == 7
        assert trial.candidate.spec.teacher.fit.steps == 2000


def test_the_settings_of_a_candidate_give_its_very_spec(tmp_path: Path) -> None:
    for trial in checked(tmp_path).trials:
        for one in (trial.candidate, trial.pilot):
            alone = validate(tmp_path / "s.yml", root=tmp_path, sets=one.sets)
            assert alone.trials == ()
            assert alone.spec == one.spec
