"""What the verbs say where pilots come first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]

SPEC = """\
mezz: 1
name: tiny
task: measure
world: {kind: kepler, train: 60, unlabelled: 60, validation: 20, test: 60}
symmetry: {kind: angle_turns, on: M, turns: 3}
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


@pytest.fixture
def spec(folder: Path) -> str:
    (folder / "tuned.yml").write_text(SPEC, encoding="utf-8")
    return "tuned.yml"


def test_plan_shows_the_pilots(mezz: Mezz, spec: str) -> None:
    found = mezz("plan", spec)
    assert found.status == 0
    assert [line.split()[:2] for line in found.out.splitlines()[:3]] == [
        ["cell", "teacher.fit.lr"], ["lr-1e-3", "0.001"], ["lr-0.05", "0.05"],
    ]  # fmt: skip
    assert "these are pilots" in found.out


@pytest.mark.slow
def test_run_tells_the_pilots_and_then_the_verdict(mezz: Mezz, spec: str) -> None:
    found = mezz("run", spec, "--threads", "1")
    assert found.status == 0
    assert found.err.count("chosen") == 1
    (record,) = Path("runs/tiny").glob("*/pilots.json")
    assert "report.html" in found.out
    assert (record.parent / "verdict.json").is_file()


@pytest.mark.slow
def test_a_run_without_a_pilot_in_the_band_stops_and_shows_them(mezz: Mezz, spec: str) -> None:
    found = mezz("run", spec, "--set", "tune.band={teacher.skill: [0.999, 1]}", "--threads", "1")
    assert found.status == 2
    assert "MZ313" in found.err
    assert list(Path("runs/tiny").glob("*/report.html"))
    assert not list(Path("runs/tiny").glob("*/verdict.json"))
