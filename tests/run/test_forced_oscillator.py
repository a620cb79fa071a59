"""A shift that is no symmetry, put where the symmetry should be, is never a MAKE."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mezz import api
from mezz.record.model import Metrics
from mezz.record.store import RunFolder
from mezz.symmetries.period_shift import PeriodShift

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SPEC = """\
mezz: 1
name: forced
world: {kind: forced_oscillator, train: 400, unlabelled: 600, validation: 60, test: 200, dt: 0.5}
symmetry: {kind: period_shift, on: t, periods: 3}
encoder: {kind: columns, fields: [state, t]}
teacher:
  model: {kind: mlp, hidden: [24]}
  fit: {steps: 300, batch: 64, lr: 1e-2}
student:
  model: {kind: mlp, hidden: [32]}
  fit: {steps: 300, batch: 64, lr: 1e-2}
evaluate: {seeds: 2, arms: [trivial, teacher, teacher_K, student]}
criteria:
  make:
    - student.gap <= 2 * teacher.gap
    - student.error <= 1000 * teacher.error
"""


def judged(folder: Path, *, twinned: bool) -> tuple[api.Finished, dict[str, bool | None]]:
    """Run the spec, with the twin in the symmetry's place if asked to, and return its guards."""
    folder.mkdir()
    path = folder / "forced.yml"
    path.write_text(SPEC, encoding="utf-8")
    checked = api.validate(path, root=folder)
    assert checked.spec is not None, checked.diagnostics
    if twinned:
        twin = PeriodShift(on="t", periods=3).twin()
        spec = checked.spec.model_copy(update={"symmetry": twin})
        checked = replace(checked, spec=spec)
    planned = api.plan(checked, cache=folder / "cache")
    assert planned.plan is not None, planned.diagnostics
    finished = api.run(planned, out=folder / "run", cache=folder / "cache", threads=1)
    metrics = RunFolder(finished.folder).read(Metrics)
    assert metrics is not None
    return finished, {one.name: one.passed for one in metrics.guards}


def test_with_lines_that_nothing_can_miss_the_symmetry_makes_and_its_twin_does_not(
    tmp_path: Path,
) -> None:
    honest, guards = judged(tmp_path / "honest", twinned=False)
    assert honest.verdict is not None
    assert guards["label invariance"] is True
    assert honest.verdict.word == "MAKE", honest.verdict
    swapped, guards = judged(tmp_path / "swapped", twinned=True)
    assert swapped.verdict is not None
    assert guards["label invariance"] is False
    assert (swapped.verdict.word, swapped.verdict.reason) in {
        ("INCONCLUSIVE", "guard"),
        ("BREAK", "criterion"),
    }
