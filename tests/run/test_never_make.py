"""What must never be called a MAKE, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz import api
from mezz.run.predictor import Predictor
from mezz.symmetries.angle_turns import AngleTurns
from mezz.worlds.kepler import Kepler

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from mezz.component.base import Split
    from mezz.component.examples import Examples
    from mezz.record.model import GuardRecord
    from tests.run.conftest import Ran

    Run = Callable[..., Ran]

pytestmark = pytest.mark.slow

LOOSE = """\
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - student.error <= 1000 * teacher.error
"""


def guard(ran: Ran, name: str) -> GuardRecord:
    (found,) = (one for one in ran.metrics.guards if one.name == name)
    return found


def loosely(text: str) -> str:
    """Return the spec with a quality condition that nobody can miss, and a teacher worth beating."""
    easy = text.replace("angle_turns, on: M, turns: 5", "angle_turns, on: M, turns: 2")
    return easy[: easy.index("criteria:")].replace("steps: 60", "steps: 600") + LOOSE


def test_an_encoder_that_cannot_see_the_symmetry_is_vacuous_even_when_let_through(
    tmp_path: Path, tiny: str
) -> None:
    spec = tmp_path / "periodic.yml"
    spec.write_text(tiny.replace("kind: columns", "kind: periodic"), encoding="utf-8")
    assert not api.validate(spec, root=tmp_path).ok
    checked = api.validate(spec, root=tmp_path, allow=["MZ205"])
    assert checked.ok
    planned = api.plan(checked, cache=tmp_path / "cache")
    finished = api.run(planned, out=tmp_path / "run", cache=tmp_path / "cache", threads=1)
    assert finished.verdict is not None
    assert (finished.verdict.word, finished.verdict.reason) == ("INCONCLUSIVE", "vacuous")
    assert finished.verdict.allowed == ("MZ205",)


def test_labels_that_mean_nothing_leave_no_skill(
    tmp_path: Path, run_in: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Kepler.sample

    def shuffled(self: Kepler, split: Split) -> Examples:
        examples = whole(self, split)
        order = np.random.default_rng(len(split)).permutation(len(examples))
        return replace(examples, target=examples.target[order])

    monkeypatch.setattr(Kepler, "sample", shuffled)
    ran = run_in(tmp_path, tiny.replace("test: 100", "test: 400"))
    assert ran.finished.verdict is not None
    assert ran.finished.verdict.word == "BREAK"


def test_a_student_that_always_says_the_same_keeps_no_skill(
    tmp_path: Path, run_in: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Predictor.answer

    def constant(
        self: Predictor, latents: NDArray[np.float32], threads: int
    ) -> NDArray[np.float64]:
        answers = whole(self, latents, threads)
        student = self.weights.about["arm"] == "student"
        return np.broadcast_to(answers.mean(axis=(0, 1)), answers.shape) if student else answers

    monkeypatch.setattr(Predictor, "answer", constant)
    ran = run_in(tmp_path, loosely(tiny))
    assert ran.finished.verdict is not None
    assert (ran.finished.verdict.word, ran.finished.verdict.reason) == ("INCONCLUSIVE", "guard")
    assert ran.value("student", "gap") == pytest.approx(0, abs=1e-12)
    assert guard(ran, "skill kept").passed is False


def test_a_twin_that_behaves_like_the_group_is_no_control(
    tmp_path: Path, run_in: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AngleTurns, "twin", lambda self: AngleTurns(on=self.on, turns=self.turns))
    ran = run_in(tmp_path, loosely(tiny))
    assert ran.finished.verdict is not None
    assert ran.finished.verdict.word != "MAKE"
    assert guard(ran, "twin").passed is False


def test_a_symmetry_that_changes_the_label_is_caught(
    tmp_path: Path, run_in: Run, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AngleTurns, "step", 0.5)
    ran = run_in(tmp_path, loosely(tiny))
    assert ran.finished.verdict is not None
    assert ran.finished.verdict.word != "MAKE"
    assert guard(ran, "label invariance").passed is False
