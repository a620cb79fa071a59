"""Arms: who is trained on what, and judged on which views. The rivals a claim must face."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mezz.component.base import Encoder, Model
    from mezz.component.types import Emits
    from mezz.spec.model import Fit, Seen, Spec

Target = Literal["labels", "orbit_mean", "none"]
JudgedOn = Literal["views", "canonical", "mean_of_K", "constant"]


@dataclass(frozen=True, slots=True)
class Arm:
    """One row of the comparison.

    `fitted_as` names the arm whose fit it uses (itself, or `teacher`); None for a predictor that is
    not trained by gradient descent. `judged_on`: the evaluation views one by one, the canonical
    view, the mean of K views, or nothing that moves.
    """

    name: str
    question: str
    fitted_as: str | None
    target: Target
    judged_on: JudgedOn
    sees: Seen = "canonical"
    model: Model | None = None
    encoder: Encoder | None = None
    fit: Fit | None = None
    hard_weight: float = 0.0


QUESTIONS: dict[str, str] = {
    "trivial": "Is there any skill at all?",
    "teacher": "What is deployed today?",
    "teacher_canonical": "Does the teacher do better on the canonical view?",
    "teacher_K": "What does averaging K views reach?",
    "student": "The claim: K views' answer in one pass.",
    "student_augmented": "Is distillation better than augmentation at equal compute?",
    "canonicalised": "Does canonicalising the input do as well, for nothing?",
}
"""Every arm mezz knows, in the order of the report; a world adds its own baselines."""

NEED_CANONICAL_FORM = ("teacher_canonical", "canonicalised")
"""The arms that exist only where the symmetry has a canonical form."""


def names_that_apply(spec: Spec, emits: Emits) -> tuple[str, ...]:
    """Return the names of `arms_that_apply`; unlike it, it asks nothing of the encoders."""
    first, *others = QUESTIONS
    form = spec.symmetry.canonical_form
    kept = (name for name in others if form or name not in NEED_CANONICAL_FORM)
    return (first, *emits.baselines, *kept)


def arms_that_apply(
    spec: Spec, emits: Emits, sizes: Mapping[str, int] | None = None
) -> dict[str, Arm]:
    """Return the arms that this spec can have, by name, in the order of the report.

    `sizes` are the rows of each split, once they are counted: compute-matched arms need them.
    Before that, sizes that only the data can tell count as none.
    """
    teacher = Arm(
        "teacher",
        QUESTIONS["teacher"],
        "teacher",
        "labels",
        "views",
        spec.teacher.sees,
        spec.teacher.model,
        spec.encoder,
        spec.teacher.fit,
    )
    student = Arm(
        "student",
        QUESTIONS["student"],
        "student",
        "orbit_mean",
        "views",
        spec.student.sees,
        spec.student.model,
        spec.student.encoder or spec.encoder,
        spec.student.fit,
        spec.student.hard_weight,
    )
    counted = {split: size or 0 for split, size in (sizes or spec.world.sizes()).items()}
    augmented = _augmented(spec, emits, student, counted)
    found = [Arm("trivial", QUESTIONS["trivial"], None, "labels", "constant")]
    found += [_baseline(name) for name in emits.baselines]
    found += [teacher, _rival(teacher, "teacher_K", "mean_of_K"), student, augmented]
    if spec.symmetry.canonical_form:
        found.insert(-3, _rival(teacher, "teacher_canonical", "canonical"))
        canonicalised = _rival(student, "canonicalised", "canonical")
        found.append(
            replace(
                canonicalised,
                fitted_as="canonicalised",
                target="labels",
                sees="canonical",
                hard_weight=0.0,
            )
        )
    return {arm.name: arm for arm in found}


def chosen_arms(spec: Spec, emits: Emits, sizes: Mapping[str, int] | None = None) -> dict[str, Arm]:
    """Return the arms to run: those `evaluate.arms` names, or all that apply."""
    arms = arms_that_apply(spec, emits, sizes)
    wanted = spec.evaluate.arms
    return arms if wanted is None else {name: arms[name] for name in arms if name in wanted}


def targets_from(spec: Spec) -> Literal["unlabelled", "out_of_fold", "in_sample"]:
    """Return where the orbit mean is distilled: as declared, or the best the world allows."""
    declared = spec.teacher.targets
    if declared is not None:
        return declared
    return "unlabelled" if spec.world.sizes()["unlabelled"] != 0 else "out_of_fold"


def _baseline(name: str) -> Arm:
    return Arm(name, "Does it beat the field's simple rule?", None, "labels", "constant")


def _rival(arm: Arm, name: str, judged_on: JudgedOn) -> Arm:
    return replace(arm, name=name, question=QUESTIONS[name], judged_on=judged_on)


def _augmented(spec: Spec, emits: Emits, student: Arm, sizes: Mapping[str, int]) -> Arm:
    """Return augmentation of the student's model, with the compute of the whole distillation."""
    steps = _augmented_steps(spec, emits, student, sizes)
    return replace(
        student,
        name="student_augmented",
        question=QUESTIONS["student_augmented"],
        fitted_as="student_augmented",
        target="labels",
        sees="random_view",
        fit=spec.student.fit.model_copy(update={"steps": steps}),
        hard_weight=0.0,
    )


def _augmented_steps(spec: Spec, emits: Emits, student: Arm, sizes: Mapping[str, int]) -> int:
    """Return the steps that cost what teacher's fits, target passes and student's fit cost together.

    A training step costs three forward passes an example.
    """
    outputs = emits.target.outputs
    encoder = student.encoder or spec.encoder
    of_teacher = spec.teacher.model.flops(spec.encoder.width(emits), outputs)
    of_student = spec.student.model.flops(encoder.width(emits), outputs)
    teacher, own = spec.teacher.fit, spec.student.fit
    source = targets_from(spec)
    fits = spec.teacher.folds if source == "out_of_fold" else 1
    rows = sizes.get("unlabelled" if source == "unlabelled" else "train", 0)
    views = (spec.symmetry.order() or 1) if spec.teacher.K == "exact" else spec.teacher.K
    spent = 3 * of_teacher * teacher.steps * teacher.batch * fits + of_teacher * rows * views
    extra = -(-spent // (3 * of_student * own.batch))
    # With hard labels a step of the student's reads two batches, a step of augmentation one.
    return own.steps * (2 if student.hard_weight else 1) + extra
