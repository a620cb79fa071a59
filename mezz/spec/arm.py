"""Arms: who is trained on what, and judged on which views. The rivals a claim must face."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mezz.component.base import Encoder, Model
    from mezz.component.types import Emits
    from mezz.spec.model import Fit, Seen, Spec, Student

Target = Literal["labels", "orbit_mean", "one_view", "same_view", "none"]
JudgedOn = Literal["views", "canonical", "mean_of_K", "constant"]
Mended = Literal["", "recalibrated", "ensemble"]


@dataclass(frozen=True, slots=True)
class Arm:
    """One row of the comparison.

    `fitted_as` names the arm whose fit it uses (itself, or `teacher`); None for a predictor that is
    not trained by gradient descent. `target`: the labels, or the teacher's answer to K views, to
    one view of its own choice, or to the very view that the student sees. `judged_on`: the
    evaluation views one by one, the canonical view, the mean of K views, or nothing that moves.
    `mended` says what is done to the fit's answers: one temperature (or shrinkage) fitted on
    validation rows, or the mean over all seeds. `under_twin` marks the pipeline of the symmetry's
    twin, which is no symmetry.
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
    mended: Mended = ""
    under_twin: bool = False


QUESTIONS: dict[str, str] = {
    "trivial": "Is there any skill at all?",
    "teacher": "What is deployed today?",
    "teacher_canonical": "Does the teacher do better on the canonical view?",
    "teacher_K": "What does averaging K views reach?",
    "recalibrated": "Is the smaller gap just a shrunken output?",
    "ensemble": "Is it orbit averaging, or just averaging?",
    "student": "The claim: K views' answer in one pass.",
    "student_single": "Was K worth paying for?",
    "student_copy": "Does distillation without any averaging do as well?",
    "student_hard": "Is it the student's capacity?",
    "student_augmented": "Is distillation better than augmentation at equal compute?",
    "canonicalised": "Does canonicalising the input do as well, for nothing?",
    "wrong_group": "Does a transformation that is no symmetry do as well?",
}
"""Every arm mezz knows, in the order of the report; a world adds its own baselines."""

NEED_CANONICAL_FORM = ("teacher_canonical", "canonicalised")
"""The arms that exist only where the symmetry has a canonical form."""

NEED_STUDENT = (
    "student",
    "student_single",
    "student_copy",
    "student_hard",
    "student_augmented",
    "canonicalised",
    "wrong_group",
)
"""The arms that have the student's model, which `task: measure` does without."""


def names_that_apply(spec: Spec, emits: Emits) -> tuple[str, ...]:
    """Return the names of `arms_that_apply`; unlike it, it asks nothing of the encoders."""
    if spec.teacher.predictions and spec.task == "measure":
        return (*(("trivial",) if emits.labelled else ()), "teacher", "teacher_K")
    missing = set() if spec.symmetry.has_canonical_form() else set(NEED_CANONICAL_FORM)
    if spec.student is None or spec.task == "measure":
        missing |= set(NEED_STUDENT)
    elif _student_is_no_larger(spec, spec.student):
        missing.add("student_hard")
    if spec.world.sizes()["validation"] == 0:
        missing.add("recalibrated")
    if len(spec.seeds) == 1:
        missing.add("ensemble")
    if not _has_a_control(spec):
        missing.add("wrong_group")
    first, *others = QUESTIONS
    return (first, *emits.baselines, *(name for name in others if name not in missing))


def _has_a_control(spec: Spec) -> bool:
    """Say whether the symmetry has a twin, and one that has the views that are asked for."""
    twin = spec.symmetry.twin()
    seen = {taught.sees for taught in (spec.teacher, spec.student) if taught}
    return twin is not None and ("canonical" not in seen or twin.has_canonical_form())


def _student_is_no_larger(spec: Spec, student: Student) -> bool:
    """Say whether a student trained on labels as given would be the teacher over again."""
    teacher = spec.teacher
    same = teacher.model == student.model and teacher.fit == student.fit
    return same and student.encoder in (None, spec.encoder) and teacher.sees == "as_given"


def arms_that_apply(
    spec: Spec, emits: Emits, sizes: Mapping[str, int] | None = None
) -> dict[str, Arm]:
    """Return the arms that this spec can have, by name, in the order of the report.

    `sizes` are the rows of each split, once they are counted: compute-matched arms need them.
    Before that, sizes that only the data can tell count as none.
    """
    counted = {split: size or 0 for split, size in (sizes or spec.world.sizes()).items()}
    made = {"trivial": Arm("trivial", QUESTIONS["trivial"], None, "labels", "constant")}
    made |= {name: _baseline(name) for name in emits.baselines}
    made |= {arm.name: arm for arm in _of_teacher(spec)}
    if spec.student is not None:
        made |= {arm.name: arm for arm in _of_student(spec, spec.student, emits, counted)}
    return {name: made[name] for name in names_that_apply(spec, emits)}


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


def _of_teacher(spec: Spec) -> tuple[Arm, ...]:
    """Return the teacher, and what can be made of its fits without training again."""
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
    return (
        teacher,
        _as(teacher, "teacher_canonical", judged_on="canonical"),
        _as(teacher, "teacher_K", judged_on="mean_of_K"),
        _as(teacher, "recalibrated", mended="recalibrated"),
        _as(teacher, "ensemble", mended="ensemble"),
    )


def _of_student(
    spec: Spec, own: Student, emits: Emits, sizes: Mapping[str, int]
) -> tuple[Arm, ...]:
    """Return the student and its rivals: its model, its encoder, its steps unless said otherwise."""
    student = Arm(
        "student",
        QUESTIONS["student"],
        "student",
        "orbit_mean",
        "views",
        own.sees,
        own.model,
        own.encoder or spec.encoder,
        own.fit,
        own.hard_weight,
    )
    labelled = replace(student, target="labels", hard_weight=0.0)
    steps = _augmented_steps(spec, emits, student, sizes)
    longer = own.fit.model_copy(update={"steps": steps})
    return (
        student,
        _fitted(student, "student_single", target="one_view"),
        _fitted(student, "student_copy", target="same_view"),
        _fitted(labelled, "student_hard", sees="as_given"),
        _fitted(labelled, "student_augmented", sees="random_view", fit=longer),
        _fitted(labelled, "canonicalised", sees="canonical", judged_on="canonical"),
        _as(student, "wrong_group", under_twin=True),
    )


def _as(arm: Arm, name: str, **changes: object) -> Arm:
    """Return another arm made of the same fit."""
    return replace(arm, name=name, question=QUESTIONS[name], **changes)  # type: ignore[arg-type]


def _fitted(arm: Arm, name: str, **changes: object) -> Arm:
    """Return another arm with a fit of its own."""
    return _as(arm, name, fitted_as=name, **changes)


def _augmented_steps(spec: Spec, emits: Emits, student: Arm, sizes: Mapping[str, int]) -> int:
    """Return the steps that cost what teacher's fits, target passes and student's fit cost together.

    A training step costs three forward passes an example.
    """
    outputs = emits.target.outputs
    assert spec.encoder
    assert spec.teacher.model
    assert student.encoder
    assert student.model
    assert student.fit
    of_teacher = spec.teacher.model.flops(spec.encoder.width(emits), outputs)
    of_student = student.model.flops(student.encoder.width(emits), outputs)
    teacher, own = spec.teacher.fit, student.fit
    source = targets_from(spec)
    fits = spec.teacher.folds if source == "out_of_fold" else 1
    rows = sizes.get("unlabelled" if source == "unlabelled" else "train", 0)
    views = (spec.symmetry.order() or 1) if spec.teacher.K == "exact" else spec.teacher.K
    spent = 3 * of_teacher * teacher.steps * teacher.batch * fits + of_teacher * rows * views
    extra = -(-spent // (3 * of_student * own.batch))
    # With hard labels a step of the student's reads two batches, a step of augmentation one.
    return own.steps * (2 if student.hard_weight else 1) + extra
