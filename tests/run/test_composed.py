"""The guard of each factor: what falls, what does not, and what is no gap at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.cache.artifact import read_arrays, write_arrays
from mezz.component.types import Emits, Value
from mezz.run.composed import every_factor_falls
from mezz.run.evidence import Evidence
from mezz.run.job import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.run.conftest import Ran

ROWS = 60
CLOCK_AND_TURN = """\
mezz: 1
name: tiny-clock
world:
  {kind: lorenz, train: 64, unlabelled: 64, validation: 16, test: 60, dt: 0.1, settle: 0.1,
   spacing: 0.1, per_trajectory: 4}
symmetry:
  product:
    - {kind: clock_rotation, on: t}
    - {kind: half_turn, on: state, flip: [x, y]}
encoder: {kind: columns, fields: [state, t]}
teacher:
  model: {kind: mlp, hidden: [4]}
  fit: {steps: 10, batch: 16}
  K: 4
student:
  model: {kind: mlp, hidden: [6]}
  fit: {steps: 10, batch: 16}
evaluate: {seeds: 2, views: 4, arms: [trivial, teacher, teacher_K, student]}
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - student.error <= 1.1 * teacher.error
"""


@pytest.fixture(scope="module")
def clocked(run_in: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run_in(tmp_path_factory.mktemp("clocked"), CLOCK_AND_TURN)


def guards_of(clocked: Ran, folder: Path, teacher: float, student: float) -> dict[str, bool | None]:
    """Return what the guards say where the clock's part of the gap is put in place of the real one."""
    plan = clocked.planned.plan
    assert plan is not None
    stage = plan.stages["judge"]
    inputs = {id_: clocked.artifact(id_) for id_ in stage.inputs}
    shares = {name: part.copy() for name, part in read_arrays(inputs["measure/shares"]).items()}
    spread = np.random.default_rng(0).gamma(1.0, size=(2, ROWS))
    shares["teacher/total"][:, 0] = teacher * spread * [[0.5], [1.5]]
    shares["student/total"][:, 0] = student * spread * [[0.5], [1.5]]
    write_arrays(folder, shares)
    job = Job(
        stage,
        plan,
        {**inputs, "measure/shares": folder},
        folder,
        1,
        lambda done, total, words: None,
        lambda: None,
        lambda state: None,
    )
    emits = Emits({}, Value(("y",)))
    evidence = Evidence.of({}, emits, np.arange(ROWS), 0.95, 2)
    return {one.name: one.passed for one in every_factor_falls(job, evidence)}


@pytest.mark.parametrize(("student", "passed"), [(1e-3, True), (1.2e-2, False)])
def test_a_gap_that_does_not_fall_under_one_factor_fails_its_guard(
    clocked: Ran, tmp_path: Path, student: float, passed: bool
) -> None:
    # Seeds that differ threefold do not make a fall in the fits at hand any less of one.
    assert guards_of(clocked, tmp_path, 1e-2, student)["gap of factor SO(2)"] is passed


def test_a_factor_that_only_rounding_sees_has_no_gap_to_fall(clocked: Ran, tmp_path: Path) -> None:
    found = guards_of(clocked, tmp_path, 1e-15, 2e-15)
    assert "gap of factor SO(2)" not in found
    assert "gap of factor C_2" in found


POWER = (
    CLOCK_AND_TURN.replace(
        """    - {kind: clock_rotation, on: t}
    - {kind: half_turn, on: state, flip: [x, y]}
""",
        """    - {kind: half_turn, on: state, flip: [x]}
    - {kind: half_turn, on: state, flip: [x, y]}
""",
    )
    .replace("K: 4", "K: exact")
    .replace("views: 4", "views: exact")
)


def test_factors_of_one_structure_are_told_apart(
    run_in: Callable[..., Ran], tmp_path: Path
) -> None:
    names = [guard.name for guard in run_in(tmp_path, POWER).metrics.guards]
    assert len(set(names)) == len(names)
