"""A finished run, simulated: the record is computed from seeded arrays, never typed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.record.event import Event
from mezz.record.headline import headline
from mezz.record.model import (
    ArmRecord,
    CriterionRecord,
    CurvePoint,
    Extreme,
    GapRecord,
    GuardRecord,
    Histogram,
    Interval,
    LookRecord,
    LooksRecord,
    Metric,
    Metrics,
    PlanRecord,
    Provenance,
    StageRecord,
    Timings,
    TrainingCurve,
    VerdictRecord,
)
from mezz.record.store import RunFolder

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEEDS, ROWS, VIEWS = 5, 600, 5
SPEC = """\
mezz: 1
name: kepler-turns
title: Kepler's equation when the mean anomaly is counted in other turns
about: >
  A network that reads the raw mean anomaly M answers differently at M and M + 2 pi.
  A teacher is averaged over five turns, and a student learns the average.
world:
  kind: kepler                 # E - e sin E = M, solved by Newton's method
  train: 20000
  unlabelled: 30000            # the pool on which the orbit mean is distilled
  test: 600
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: columns, fields: [e, M]}
teacher:
  model: {kind: mlp, hidden: [256, 256]}
  sees: as_given
  K: exact
student:
  model: {kind: mlp, hidden: [512, 512]}
evaluate: {views: exact, seeds: 5, confidence: 0.95}
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - student.error <= 0.5 * teacher.error + 0.5 * teacher_K.error
"""


@dataclass(frozen=True)
class Simulated:
    """Squared errors and gaps of one arm. predictions: `(S, N, V, 2)` float64; truth `(N, 2)`."""

    predictions: NDArray[np.float64]
    truth: NDArray[np.float64]

    @property
    def error(self) -> NDArray[np.float64]:
        squares = (self.predictions - self.truth[:, None]) ** 2
        return np.asarray(squares.sum(-1).mean(-1))

    @property
    def gap(self) -> NDArray[np.float64]:
        if self.predictions.shape[2] == 1:
            return np.zeros(self.predictions.shape[:2])
        away = self.predictions - self.predictions.mean(2, keepdims=True)
        return np.asarray((away**2).sum(-1).mean(-1))


def arms() -> dict[str, Simulated]:
    """Simulate an orbit of five views: the teacher errs by view, most of all on hard examples."""
    rng = np.random.default_rng(7)
    truth = rng.normal(size=(ROWS, 2))
    hard = np.exp(rng.normal(-2.2, 0.8, size=(1, ROWS, 1, 1)))
    shared = 0.05 * rng.normal(size=(1, ROWS, 1, 2)) + 0.012 * rng.normal(size=(SEEDS, 1, 1, 2))
    far = np.array([1.6, 0.8, 0.5, 0.9, 1.9])[None, None, :, None]
    moved = hard * far * rng.normal(size=(SEEDS, ROWS, VIEWS, 2))
    teacher = truth[:, None] + shared + moved
    mean = teacher.mean(2, keepdims=True)
    noise = rng.normal(size=teacher.shape)
    student = mean + 0.18 * hard * rng.normal(size=mean.shape) + 0.22 * hard * noise
    augmented = truth[:, None] + 1.1 * shared + 0.45 * hard * far * noise
    canonical = truth[:, None] + shared + 0.6 * hard * rng.normal(size=mean.shape)
    constant = np.broadcast_to(truth.mean(0), (SEEDS, ROWS, 1, 2))
    drawn = {
        "trivial": constant,
        "teacher": teacher,
        "teacher_canonical": teacher[:, :, 2:3],
        "teacher_K": mean,
        "student": student,
        "student_augmented": augmented,
        "canonicalised": canonical,
    }
    return {name: Simulated(predictions, truth) for name, predictions in drawn.items()}


def interval(values: NDArray[np.float64], factor: float = 2.1) -> Interval:
    """Return the mean of `(S, N)` values with a two-way interval, crude but honest."""
    value = float(values.mean())
    error = float(
        np.sqrt(values.mean(1).var(ddof=1) / len(values) + values.mean(0).var() / values.shape[1])
    )
    if error == 0:
        return Interval(value=value, method="exact", seeds=SEEDS, units=ROWS)
    limits = {"lower": value - factor * error, "upper": value + factor * error}
    limits["standard_error"] = error
    return Interval(value=value, **limits, method="two-way", seeds=SEEDS, units=ROWS)


def metric(name: str, values: NDArray[np.float64]) -> Metric:
    by_seed = tuple(float(v) for v in values.mean(1))
    return Metric(
        measure=name, unit="1", direction="lower", estimate=interval(values), by_seed=by_seed
    )


def counted(name: str, unit: str, value: float) -> Metric:
    estimate = Interval(value=value)
    return Metric(measure=name, unit=unit, direction="lower", estimate=estimate, by_seed=(value,))


QUESTIONS = {
    "trivial": ("Is there any skill at all?", "canonical", "labels", "constant"),
    "teacher": ("What is deployed today?", "as_given", "labels", "views"),
    "teacher_canonical": ("Is it better on the canonical view?", "as_given", "labels", "canonical"),
    "teacher_K": ("What does averaging K views reach?", "as_given", "labels", "mean_of_K"),
    "student": ("The claim: K views' answer in one pass.", "random_view", "orbit_mean", "views"),
    "student_augmented": ("Better than augmentation?", "random_view", "labels", "views"),
    "canonicalised": ("Does canonicalising do as well?", "canonical", "labels", "canonical"),
}


def arm(name: str, simulated: Simulated) -> ArmRecord:
    question, sees, target, judged_on = QUESTIONS[name]
    trivial, large = name == "trivial", "teacher" not in name
    flops = 0.0 if trivial else (532_482.0 if large else 134_658.0) * (5 if "K" in name else 1)
    return ArmRecord(
        name=name,
        question=question,
        sees=sees,
        target=target,
        judged_on=judged_on,
        parameters=0 if trivial else 265_218 if large else 67_074,
        training_flops=0.0 if trivial else 1.23e12 if large else 2.07e11,
        metrics=(
            metric("gap", simulated.gap),
            metric("error", simulated.error),
            counted("flops", "FLOP", flops),
            counted("passes", "pass", 0 if trivial else 5 if "K" in name else 1),
        ),
    )


def criterion(text: str, left: NDArray[np.float64], right: NDArray[np.float64]) -> CriterionRecord:
    contrast = interval(left - right)
    assert contrast.lower is not None
    assert contrast.upper is not None
    outcome = "met" if contrast.upper < 0 else "failed" if contrast.lower > 0 else "undecided"
    return CriterionRecord(
        text=text,
        kind="make",
        contrast=contrast,
        left=float(left.mean()),
        right=float(right.mean()),
        outcome=outcome,  # type: ignore[arg-type]
        p_met=0.0171 if outcome == "met" else 0.31,
        p_failed=0.0004 if outcome == "met" else 0.31,
        needed={"units": 2400, "seeds": 9} if outcome == "undecided" else {},
    )


def curve(teacher: Simulated) -> tuple[CurvePoint, ...]:
    error = teacher.error
    end = ((teacher.predictions.mean(2) - teacher.truth) ** 2).sum(-1)
    gap = float(teacher.gap.mean())
    points = []
    for k in range(1, VIEWS + 1):
        some = teacher.predictions[:, :, :k].mean(2)
        measured = ((some - teacher.truth) ** 2).sum(-1) if k > 1 else error
        law = float(end.mean()) + gap / k * (VIEWS - k) / (VIEWS - 1)
        points.append(CurvePoint(k=k, measured=interval(measured), law=law))
    return tuple(points)


def histogram(gap: NDArray[np.float64]) -> Histogram:
    edges = np.geomspace(1e-6, 10, 43)
    counts, _ = np.histogram(np.clip(gap.mean(0), 1e-6, 9.99), edges)
    return Histogram(edges=tuple(map(float, edges)), counts=tuple(map(int, counts)))


def gap_record(simulated: dict[str, Simulated]) -> GapRecord:
    teacher, student = simulated["teacher"], simulated["student"]
    gap = teacher.gap.mean(0)
    worst = np.argsort(gap)[::-1]
    by_view = ((teacher.predictions - teacher.truth[:, None]) ** 2).sum(-1).mean((0, 1))
    extremes = tuple(
        Extreme(
            id=int(row),
            gap=float(gap[row]),
            fields={"e": f"{0.9 + row / 9000:.4f}", "M": f"{row % 31:.3f} rad"},
            truth=tuple(map(float, teacher.truth[row])),
            outputs=tuple(tuple(map(float, p)) for p in teacher.predictions[0, row]),
            student=tuple(tuple(map(float, p)) for p in student.predictions[0, row]),
        )
        for row in worst[:6]
    )
    return GapRecord(
        teacher=histogram(teacher.gap),
        student=histogram(student.gap),
        top_tenth_share=float(gap[worst[: ROWS // 10]].sum() / gap.sum()),
        by_view=tuple(map(float, by_view)),
        extremes=extremes,
    )


def training() -> tuple[TrainingCurve, ...]:
    rng = np.random.default_rng(11)
    steps = np.arange(0, 2001, 20)
    curves = []
    for name in ("teacher", "student", "student_augmented", "canonicalised"):
        for seed in range(SEEDS):
            loss = 0.9 * np.exp(-steps / 90) + 0.05 * np.exp(rng.normal(0, 0.12, len(steps)))
            checked = [float(v) * 1.3 if s % 200 == 0 else None for s, v in zip(steps, loss)]  # noqa: B905
            curves.append(
                TrainingCurve(
                    arm=name,
                    seed=seed,
                    steps=tuple(map(int, steps)),
                    train=tuple(map(float, loss)),
                    validation=tuple(checked),
                    best_step=1800,
                )
            )
    return tuple(curves)


GUARDS = (
    GuardRecord(name="floor", passed=True, value=3.1e-8, limit=6.2e-3, makes="vacuous",
                words="The gap's root lies far above ten times the rounding floor."),
    GuardRecord(name="axioms", passed=True, value=2.2e-16, limit=1e-9, makes="invalid",
                words="Identity, inverses and products hold on the world's own data."),
    GuardRecord(name="label_invariance", passed=True, value=0.0, limit=1e-9,
                words="The exact target of a moved example is the target of the example."),
    GuardRecord(name="twin", passed=None,
                words="Not run: the symmetry declares no twin in this version."),
    GuardRecord(name="skill_kept", passed=True, value=0.991, limit=0.9,
                words="The student keeps nearly all of the best arm's skill."),
    GuardRecord(name="tails", passed=True, value=214.0, limit=50.0,
                words="The paired differences rest on enough effective rows."),
    GuardRecord(name="looks", passed=None, value=2.0, makes="note",
                words="The second verdict on these test rows: alpha / 2^looks is 0.00625."),
)  # fmt: skip


def metrics() -> Metrics:
    """Return the numbers of the simulated run."""
    simulated = arms()
    error = {name: s.error for name, s in simulated.items()}
    gap = {name: s.gap for name, s in simulated.items()}
    return Metrics(
        name="kepler-turns",
        run="20251124-080400-3fa9",
        confidence=0.95,
        seeds=tuple(range(SEEDS)),
        unit="row",
        error_unit="1",
        outputs=("cos E", "sin E"),
        sizes={"train": 20000, "unlabelled": 30000, "validation": 5000, "test": ROWS},
        views="exact",
        K="exact",
        symmetry="C_5",
        arms=tuple(arm(name, s) for name, s in simulated.items()),
        curve=curve(simulated["teacher"]),
        gap=gap_record(simulated),
        criteria=(
            criterion("student.gap <= 0.5 * teacher.gap", gap["student"], 0.5 * gap["teacher"]),
            criterion(
                "student.error <= 0.5 * teacher.error + 0.5 * teacher_K.error",
                error["student"],
                0.5 * error["teacher"] + 0.5 * error["teacher_K"],
            ),
        ),
        guards=GUARDS,
        training=training(),
    )


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> Interval:
    """Return a ratio of means with an interval by the delta method."""
    value = float(above.mean() / below.mean())
    spread = interval((above - value * below) / below.mean())
    assert spread.lower is not None
    assert spread.upper is not None
    return Interval(value=value, lower=value + spread.lower, upper=value + spread.upper)


def verdict(found: Metrics) -> VerdictRecord:
    simulated = arms()
    student, teacher = simulated["student"], simulated["teacher"]
    ratios = {
        "gap": ratio(student.gap, teacher.gap),
        "error": ratio(student.error, teacher.error),
    }
    rivals = {
        name: interval(simulated[name].error - student.error)
        for name in ("canonicalised", "student_augmented")
    }
    return VerdictRecord(
        run=found.run,
        name=found.name,
        word="MAKE",
        reason="met",
        headline=headline("MAKE", "met", found, ratios, rivals),
        criteria_digest="5e0c" * 16,
    )


def write(folder: RunFolder, found: Metrics) -> None:
    """Write a whole run."""
    folder.write_spec(SPEC)
    folder.write_resolved(
        {
            "name": found.name,
            "title": "Kepler's equation when the mean anomaly is counted in other turns",
            "about": "A network that reads the raw mean anomaly M answers differently at M and M + 2 pi.",
            "evaluate": {"views": "exact", "seeds": 5, "confidence": 0.95},
        }
    )
    stages = ("sample/train", "act/test", "fit/teacher/0", "target/0", "fit/student/0", "judge")
    planned = tuple(
        StageRecord(
            id=id_,
            verb=id_.partition("/")[0],
            key=f"{at:02d}" * 32,
            state="cached" if at < 2 else "run",
            reason="the artifact is there" if at < 2 else "never run",
            cost={"flops": 2.07e11 * at},
        )
        for at, id_ in enumerate(stages)
    )
    folder.write(PlanRecord(name=found.name, run=found.run, stages=planned))
    for at, id_ in enumerate(stages):
        folder.append_event(Event(kind="stage-done", stage=id_, time=1.7e9 + at))
    folder.write(found)
    seconds = {id_: 0.4 + 3.1 * at for at, id_ in enumerate(stages)}
    folder.write(Timings(stages=seconds, wall_seconds=72.4, peak_mb=812.0))
    earlier = (LookRecord(name="kepler-narrow", run="20251123-1717", word="BREAK"),)
    looked = {"name": found.name, "run": found.run, "rows": "7c1d" * 16, "earlier": earlier}
    levels = {"alpha": 0.025, "alpha_halved": 0.0125}
    folder.write(LooksRecord.model_validate({**looked, **levels}))
    folder.write(
        Provenance(
            mezz="0.1.0",
            python="3.11.9",
            platform="Linux x86_64",
            processor="2 cores, AVX2",
            threads=2,
            device="cpu",
            libraries={"numpy": "2.4.6", "scipy": "1.17.1", "torch": "2.14.1"},
            started="2025-11-24T08:04:00+00:00",
            command="mezz run kepler-turns.yml --set evaluate.seeds=5",
            spec_digest="3fa9" * 16,
            data={"kepler": "0b77" * 16},
        )
    )
    folder.write(verdict(found))


@pytest.fixture(scope="session")
def numbers() -> Metrics:
    """The metrics of a finished run."""
    return metrics()


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, numbers: Metrics) -> RunFolder:
    """A finished run on disk, for reading only."""
    folder = RunFolder(tmp_path_factory.mktemp("runs") / "kepler-turns" / "one")
    write(folder, numbers)
    return folder
