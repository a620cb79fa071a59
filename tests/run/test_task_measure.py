"""`task: measure`: the gap of a teacher, trained here or known by its answers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz import api

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.run.conftest import Ran

    Run = Callable[..., Ran]

TAUGHT = """\
mezz: 1
name: taught
task: measure
world: {kind: kepler, train: 200, unlabelled: 0, validation: 60, test: 100}
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: columns, fields: [e, M]}
teacher:
  model: {kind: mlp, hidden: [16]}
  fit: {steps: 150, batch: 32, lr: 1e-2}
evaluate: {seeds: 2}
criteria:
  make: [teacher.gap <= 1.5]
"""
RECORDED = """\
mezz: 1
name: recorded
task: measure
world: {kind: table, outputs: ["no", "yes"], label: label}
symmetry: {kind: named, type: nuisance, order: 3, name: small shifts}
teacher: {predictions: answers.csv}
criteria:
  make: [teacher.gap <= 0.1]
"""


def answers(size: float, n: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities `(N, 3)` of `yes` that move by about `size`, and labels."""
    rng = np.random.default_rng(5)
    logits = rng.normal(0, 1.5, n)
    labels = (rng.uniform(size=n) < 1 / (1 + np.exp(-1.5 * logits))).astype(int)
    moved = logits[:, np.newaxis] + size * rng.normal(size=(n, 3))
    return np.round(1 / (1 + np.exp(-moved)), 6), labels


def write(path: Path, yes: np.ndarray, labels: np.ndarray | None) -> None:
    """Write them as a table, `answers.csv`."""
    more = "" if labels is None else ",label"
    lines = [f"example,view,no,yes{more}"]
    for n, row in enumerate(yes):
        said = "" if labels is None else f",{('no', 'yes')[labels[n]]}"
        lines += [f"case {n},{v},{1 - p:.6f},{p:.6f}{said}" for v, p in enumerate(row)]
    path.mkdir(parents=True, exist_ok=True)
    (path / "answers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def judge(folder: Path, text: str, run_in: Run, monkeypatch: pytest.MonkeyPatch) -> Ran:
    folder.mkdir(exist_ok=True)
    monkeypatch.chdir(folder)
    return run_in(folder, text)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory, run_in: Run) -> Ran:
    return run_in(tmp_path_factory.mktemp("taught"), TAUGHT)


def test_a_trained_teacher_is_judged_without_a_student(taught: Ran) -> None:
    names = [arm.name for arm in taught.metrics.arms]
    assert names == [
        "trivial",
        "teacher",
        "teacher_canonical",
        "teacher_K",
        "recalibrated",
        "ensemble",
    ]
    assert taught.metrics.task == "measure"
    assert taught.finished.verdict is not None
    assert "The teacher's gap is" in taught.finished.verdict.headline
    assert "student" not in taught.finished.verdict.headline
    assert not (taught.finished.folder / "student").exists()
    assert taught.planned.plan is not None
    fits = [id_ for id_ in taught.planned.plan.stages if "fit/" in id_]
    assert fits == ["fit/teacher/0", "fit/teacher/1"]


@pytest.mark.slow
def test_its_report_speaks_of_no_student(taught: Ran) -> None:
    page = api.report(taught.finished.folder).read_text(encoding="utf-8")
    assert "C_5" in page
    assert "The teacher" in page


@pytest.mark.slow
def test_a_margin_below_the_floor_is_no_claim(
    tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    low = TAUGHT.replace("teacher.gap <= 1.5", "teacher.gap >= 1e-13")
    found = judge(tmp_path, low, run_in, monkeypatch)
    assert found.finished.verdict is not None
    assert found.finished.verdict.reason == "guard"
    (guard,) = (one for one in found.metrics.guards if one.name.startswith("floor below margin"))
    assert guard.passed is False


def test_a_table_is_judged_without_a_model(
    tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    yes, labels = answers(0.4)
    write(tmp_path, yes, labels)
    found = judge(tmp_path, RECORDED, run_in, monkeypatch)
    assert found.value("teacher", "gap") == pytest.approx(2 * yes.var(axis=1).mean(), rel=1e-4)
    brier = 2 * np.square(yes - labels[:, np.newaxis]).mean()
    assert found.value("teacher", "error") == pytest.approx(brier, rel=1e-4)
    mean = 2 * np.square(yes.mean(axis=1) - labels).mean()
    assert found.value("teacher_K", "error") == pytest.approx(mean, rel=1e-4)
    assert found.finished.verdict is not None
    assert found.finished.verdict.word == "MAKE"
    assert [arm.name for arm in found.metrics.arms] == ["trivial", "teacher", "teacher_K"]
    assert found.metrics.gap is not None
    assert found.metrics.gap.extremes[0].fields["example"].startswith("case ")


def test_a_nuisance_is_called_one_in_headline_and_report(
    tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, *answers(0.4))
    found = judge(tmp_path, RECORDED, run_in, monkeypatch)
    assert found.finished.verdict is not None
    assert found.metrics.family == "nuisance"
    assert "a nuisance average, and no orbit mean" in found.finished.verdict.headline
    assert "small shifts (nuisance)" in api.report(found.finished.folder).read_text("utf-8")


def test_a_group_is_not(tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, *answers(0.4))
    text = RECORDED.replace("type: nuisance", "type: group")
    found = judge(tmp_path, text, run_in, monkeypatch)
    assert found.finished.verdict is not None
    assert "average" not in found.finished.verdict.headline
    assert found.metrics.symmetry == "small shifts"


def test_a_sample_of_views_is_judged_as_independent_draws(
    tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    yes, labels = answers(0.4)
    write(tmp_path, yes, labels)
    found = judge(tmp_path, RECORDED.replace(" order: 3,", ""), run_in, monkeypatch)
    unbiased = 2 * yes.var(axis=1, ddof=1).mean()
    assert found.value("teacher", "gap") == pytest.approx(unbiased, rel=1e-4)


def test_without_labels_only_the_gap_is_judged(
    tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, answers(0.4)[0], None)
    text = RECORDED.replace(", label: label", "")
    found = judge(tmp_path, text, run_in, monkeypatch)
    assert found.finished.verdict is not None
    assert found.finished.verdict.word == "MAKE"
    (teacher, _) = found.metrics.arms
    assert {one.measure for one in teacher.metrics} == {"gap", "gap_tv", "gap_js", "flip", "passes"}
    assert found.metrics.curve == ()
    assert api.report(found.finished.folder).is_file()


def test_answers_that_never_move_meet_a_margin_and_leave_no_gap_for_a_ratio(
    tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, *answers(0.0))
    found = judge(tmp_path, RECORDED, run_in, monkeypatch)
    assert found.finished.verdict is not None
    assert found.finished.verdict.word == "MAKE"
    other = RECORDED.replace("teacher.gap <= 0.1", "teacher.gap <= 0.5 * teacher.error")
    again = judge(tmp_path / "ratio", other, _copied(tmp_path, run_in), monkeypatch)
    assert again.finished.verdict is not None
    assert again.finished.verdict.reason == "vacuous"


def _copied(source: Path, run_in: Run) -> Run:
    def run(folder: Path, text: str) -> Ran:
        (folder / "answers.csv").write_bytes((source / "answers.csv").read_bytes())
        return run_in(folder, text)

    return run


def test_an_answer_without_skill_is_a_break_however_stable(
    tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    yes, labels = answers(0.0)
    write(tmp_path, np.full_like(yes, labels.mean()), labels)
    found = judge(tmp_path, RECORDED, run_in, monkeypatch)
    assert found.finished.verdict is not None
    assert found.finished.verdict.reason == "no skill"


@pytest.mark.parametrize(
    ("change", "code", "match"),
    [
        ((" order: 3,", " order: 4,"), "MZ305", "3 views of every example, and `order` is 4"),
        (("answers.csv", "lost.csv"), "MZ304", "lost.csv cannot be read"),
        ((", label: label", ""), "MZ305", "unknown column `label`"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_before_anything_runs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: tuple[str, str],
    code: str,
    match: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, *answers(0.4))
    (tmp_path / "spec.yml").write_text(RECORDED.replace(*change), encoding="utf-8")
    planned = api.plan(api.validate(tmp_path / "spec.yml"), cache=tmp_path / "cache")
    (fault,) = planned.diagnostics
    assert fault.code.id == code
    assert match in fault.message
    assert fault.primary is not None


@pytest.mark.slow
def test_a_classifier_of_digits_shifted_by_one_pixel_has_a_gap_and_it_is_a_nuisance(
    tmp_path: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sklearn.datasets import load_digits
    from sklearn.linear_model import LogisticRegression

    digits = load_digits()
    images, labels = digits.images / 16, digits.target
    model = LogisticRegression(max_iter=2000).fit(images[:1200].reshape(1200, 64), labels[:1200])
    test, truth = images[1200:], labels[1200:]
    shifts = {"still": (0, 0), "up": (-1, 1), "down": (1, 1), "left": (-1, 2), "right": (1, 2)}
    lines = ["example,view," + ",".join(f"p{c}" for c in range(10)) + ",digit"]
    for view, (step, axis) in shifts.items():
        said = model.predict_proba(np.roll(test, step, axis or 1).reshape(len(test), 64))
        lines += [
            f"{n},{view},{','.join(f'{p:.8f}' for p in row)},p{truth[n]}"
            for n, row in enumerate(said)
        ]
    (tmp_path / "digits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = RECORDED.replace('["no", "yes"]', "[" + ", ".join(f"p{c}" for c in range(10)) + "]")
    text = text.replace("label: label", "label: digit").replace("order: 3", "order: 5")
    text = text.replace("answers.csv", "digits.csv").replace("small shifts", "shift by one pixel")
    found = judge(tmp_path, text, run_in, monkeypatch)
    (teacher,) = (arm for arm in found.metrics.arms if arm.name == "teacher")
    (gap,) = (one.estimate for one in teacher.metrics if one.measure == "gap")
    assert gap.lower is not None
    assert gap.upper is not None
    assert 0.01 < gap.lower < gap.value < gap.upper < 1
    assert found.value("teacher_K", "error") < found.value("teacher", "error")
    assert found.finished.verdict is not None
    assert found.finished.verdict.word == "BREAK"
    page = api.report(found.finished.folder).read_text(encoding="utf-8")
    assert "shift by one pixel (nuisance)" in page
    assert "a nuisance average, and no orbit mean" in page
