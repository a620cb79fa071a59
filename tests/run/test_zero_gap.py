"""Controls without a gap: networks that cannot see the symmetry, let through on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz import api
from mezz.run.student import load_student

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

pytestmark = pytest.mark.slow

INTEGRAL = """\
mezz: 1
name: blind
world:
  kind: integration
  points: 16
  harmonics: 3
  train: 150
  unlabelled: 150
  validation: 40
  test: 100
symmetry: {kind: circular_shift, on: f, grid: [16]}
encoder: {kind: columns, fields: [f]}
teacher:
  model: MODEL
  fit: {steps: 100, batch: 32}
  K: 4
student:
  model: MODEL
  fit: {steps: 100, batch: 32}
evaluate: {views: 4, seeds: 2}
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - student.error <= 1000 * teacher.error
"""

HEAT = """\
mezz: 1
name: along
world:
  kind: pde
  equation: heat
  grid: [8, 8]
  modes: 3
  train: 60
  unlabelled: 60
  validation: 40
  test: 100
symmetry: {kind: circular_shift, on: u, grid: [8, 8]}
encoder: {kind: columns, fields: [u]}
teacher:
  model: MODEL
  fit: {steps: 100, batch: 20}
  K: 4
student:
  model: MODEL
  fit: {steps: 100, batch: 20}
evaluate: {views: 4, seeds: 2}
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - student.error <= 1000 * teacher.error
"""

POOLED = "{kind: cnn, grid: [16], channels: [6], kernel: 3, head: [8]}"
POINTWISE = "{kind: cnn, grid: [8, 8], channels: [6], kernel: 3, head: [], pool: none}"
SET = "{kind: deep_sets, items: 16, phi: [8], rho: [8]}"


@pytest.mark.parametrize(
    ("text", "model"),
    [(INTEGRAL, POOLED), (INTEGRAL, SET), (HEAT, POINTWISE)],
    ids=["circular cnn and mean", "deep sets", "values at points under shifts of both"],
)
def test_a_network_that_cannot_see_the_symmetry_is_vacuous_even_when_let_through(
    text: str, model: str, tmp_path: Path
) -> None:
    spec = tmp_path / "blind.yml"
    spec.write_text(text.replace("MODEL", model), encoding="utf-8")
    refused = api.validate(spec, root=tmp_path)
    assert {one.code.id for one in refused.diagnostics if one.severity == "error"} == {"MZ205"}
    checked = api.validate(spec, root=tmp_path, allow=["MZ205"])
    assert checked.ok
    cache = tmp_path / "cache"
    finished = api.run(api.plan(checked, cache=cache), out=tmp_path / "run", cache=cache, threads=1)
    assert finished.verdict is not None
    assert (finished.verdict.word, finished.verdict.reason) == ("INCONCLUSIVE", "vacuous")
    assert finished.verdict.allowed == ("MZ205",)

    student = load_student(finished.folder)
    rows = np.random.default_rng(0).normal(size=(5, student.inputs))
    told = student.predict(rows)
    if model == POINTWISE:
        due, turned = shifted(told), student.predict(shifted(rows))
    else:
        due, turned = told, student.predict(np.roll(rows, 3, axis=1))
    assert np.abs(turned - due).max() < 1e-5 * np.abs(told).max()
    assert student.about["model"]["kind"] in model


def shifted(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.roll(rows.reshape(-1, 8, 8), (3, 1), axis=(1, 2)).reshape(-1, 64)
