"""Answers that look like a success and are none, from predictions to verdict, without training."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.component.examples import Examples
from mezz.component.types import Label
from mezz.component.views import Views
from mezz.measures.error import Error
from mezz.measures.gap import Gap
from mezz.measures.skill import Skill
from mezz.run.calibration.trial import Trial, Twin
from mezz.stats.verdict import Reason, Word

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.component.base import Measure
    from mezz.stats.verdict import Decision

    Values = NDArray[np.float64]

SEEDS, V, N, C = 3, 8, 400, 3
TRAINED = ("teacher", "student")
MEASURES: tuple[Measure, ...] = (Error(), Gap(), Skill())
IDS = np.arange(N)
TRUTH = np.random.default_rng(0).integers(0, C, N)
GAP_LINE = "student.gap <= 0.5 * teacher.gap"


def softmax(logits: Values) -> Values:
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))


@dataclass(frozen=True)
class Answers:
    """The logits behind each arm's answers, `(S, V, N, C)`."""

    teacher: Values
    student: Values

    def decide(self, truth: NDArray[np.int64] = TRUTH, twin: Twin | None = None) -> Decision:
        """Measure every arm and give the verdict of `make: standard`."""
        said = softmax(self.teacher)
        mean = np.broadcast_to(said.mean(axis=1, keepdims=True), said.shape)
        outputs = {
            "teacher": said,
            "teacher_K": mean,
            "student": softmax(self.student),
            # Distilled without averaging, it keeps nearly all that depends on the view.
            "student_copy": mean + 0.95 * (said - mean),
            "recalibrated": softmax(self.teacher / 1.1),
        }
        values = {arm: measured(one, truth, arm) for arm, one in outputs.items()}
        return Trial(values, SEEDS, twin).decide()


def views_of(outputs: Values, truth: NDArray[np.int64]) -> Views:
    """One seed's answers, `(V, N, C)`, over the whole orbit."""
    return Views(
        outputs=outputs,
        examples=Examples({}, truth, IDS, IDS),
        target=Label(("a", "b", "c")),
        reference=np.broadcast_to(np.bincount(truth, minlength=C) / N, (N, C)),
        how="exact",
        order=V,
        flops=1.0,
        passes=1.0,
    )


def measured(outputs: Values, truth: NDArray[np.int64], arm: str) -> dict[str, Values]:
    """The influence values of one arm, seed by seed."""
    views = [views_of(one, truth) for one in outputs]
    wanted = [one for one in MEASURES if one.kind != "skill" or arm in TRAINED]
    return {one.kind: np.stack([one.influence(each) for each in views]) for one in wanted}


def honest() -> Answers:
    """A teacher that depends on the view, and a student near its orbit mean."""
    rng = np.random.default_rng(1)
    known = 2.0 * np.eye(C)[TRUTH] + rng.normal(0.0, 0.8, (N, C))
    centre = known + rng.normal(0.0, 0.2, (SEEDS, 1, N, C))
    teacher = centre + rng.normal(0.0, 0.9, (SEEDS, V, N, C))
    average = np.log(softmax(teacher).mean(axis=1, keepdims=True))
    return Answers(teacher, average + rng.normal(0.0, 0.3, teacher.shape))


def test_an_honest_student_makes() -> None:
    decision = honest().decide()
    assert (decision.word, decision.reason) == (Word.MAKE, Reason.MET)


def test_a_constant_student_is_stable_and_wrong() -> None:
    still = np.broadcast_to(np.log(np.bincount(TRUTH) / N), honest().student.shape)
    decision = replace(honest(), student=still).decide()
    assert decision.make[0].upper < 0.0, "its gap is nothing"
    assert (decision.word, decision.reason) == (Word.BREAK, Reason.CRITERION)
    assert decision.details[0].subject.startswith("student.error")
    assert "skill kept" in [detail.subject for detail in decision.details]


def test_a_teacher_at_temperature_1_25_has_three_quarters_of_the_gap() -> None:
    answers = honest()
    warm = replace(answers, student=answers.teacher / 1.25)
    gaps = [measured(softmax(one), TRUTH, "")["gap"].mean() for one in (warm.student, warm.teacher)]
    assert gaps[0] / gaps[1] == pytest.approx(0.75, abs=0.05)
    decision = warm.decide()
    assert (decision.word, decision.reason) == (Word.BREAK, Reason.CRITERION)
    assert decision.details[0].subject == GAP_LINE


@pytest.mark.parametrize("temperature", [3.0, 6.0])
def test_a_teacher_that_shrinks_until_its_gap_is_halved_pays_in_error(temperature: float) -> None:
    answers = honest()
    decision = replace(answers, student=answers.teacher / temperature).decide()
    assert decision.make[0].upper < 0.0, "its gap is halved"
    assert decision.word is not Word.MAKE
    assert decision.details[0].subject.startswith("student.error")


def test_a_teacher_of_shuffled_labels_has_no_skill_to_hand_on() -> None:
    shuffled = np.random.default_rng(2).permutation(TRUTH)
    decision = honest().decide(shuffled)
    assert decision.word is Word.BREAK
    assert Reason.NO_SKILL in [detail.reason for detail in decision.details]


def test_a_gap_that_a_handful_of_examples_carries_is_not_enough() -> None:
    rng = np.random.default_rng(3)
    calm = np.broadcast_to(honest().teacher.mean(axis=1, keepdims=True), (SEEDS, V, N, C))
    wild = np.zeros((N, 1))
    wild[rng.choice(N, 20, replace=False)] = 3.0
    teacher = calm + wild * rng.normal(size=(SEEDS, V, N, C))
    student = np.log(softmax(teacher).mean(axis=1, keepdims=True)) + 0.0 * teacher
    decision = Answers(teacher, student).decide()
    assert all(line.upper < 0.0 for line in decision.make), "every line holds"
    assert (decision.word, decision.reason) == (Word.INCONCLUSIVE, Reason.GUARD)
    assert decision.details[0].subject.startswith("tails")


def test_a_twin_that_behaves_like_the_group_is_no_control() -> None:
    rng = np.random.default_rng(4)
    hard = rng.gamma(2.0, 0.5, (1, N))

    def alike(mean: float) -> tuple[Values, Values]:
        one, two = (mean * hard * rng.gamma(9.0, 1 / 9, (SEEDS, N)) for _ in range(2))
        return one, two

    decision = honest().decide(twin=Twin(benefit=alike(0.2), defect=alike(0.1)))
    assert (decision.word, decision.reason) == (Word.INCONCLUSIVE, Reason.GUARD)
    assert decision.details[0].subject == "twin"
    apart = Twin((alike(0.2)[0], alike(0.6)[0]), (alike(0.0)[0], alike(0.4)[0]))
    assert honest().decide(twin=apart).word is Word.MAKE
