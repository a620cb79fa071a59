"""Arms: rivals get the student's model, and augmentation gets its compute."""

from __future__ import annotations

import pytest

from mezz.encoders.columns import Columns
from mezz.models.mlp import Mlp
from mezz.spec.arm import arms_that_apply, chosen_arms, targets_from
from mezz.spec.model import Criteria, Evaluate, Fit, Spec, Student, Teacher
from mezz.symmetries.angle_turns import AngleTurns
from mezz.worlds.kepler import Kepler


def spec(**changes: object) -> Spec:
    """Return a small spec."""
    small, wide = Mlp(hidden=(16,)), Mlp(hidden=(24,))
    made = Spec(
        mezz=1,
        name="tiny",
        world=Kepler(train=200, unlabelled=300, validation=50, test=100),
        symmetry=AngleTurns(on="M", turns=5),
        encoder=Columns(fields=("e", "M")),
        teacher=Teacher(model=small, fit=Fit(steps=40, batch=32)),
        student=Student(model=wide, fit=Fit(steps=60, batch=32)),
        criteria=Criteria(make=("student.gap <= 0.5 * teacher.gap",)),
    )
    return made.model_copy(update=changes)


def test_every_arm_stands_in_the_order_of_the_report() -> None:
    one = spec()
    assert list(arms_that_apply(one, one.world.emits())) == [
        "trivial",
        "teacher",
        "teacher_canonical",
        "teacher_K",
        "recalibrated",
        "ensemble",
        "student",
        "student_single",
        "student_copy",
        "student_hard",
        "student_augmented",
        "canonicalised",
        "wrong_group",
    ]


def test_rivals_of_the_student_have_its_model() -> None:
    one = spec()
    arms = arms_that_apply(one, one.world.emits())
    targets = {
        "student_single": "one_view",
        "student_copy": "same_view",
        "student_hard": "labels",
        "student_augmented": "labels",
        "canonicalised": "labels",
    }
    assert one.student is not None
    for name, target in targets.items():
        assert arms[name].model == one.student.model
        assert arms[name].target == target


def test_arms_that_cannot_be_are_left_out() -> None:
    alone = spec(evaluate=Evaluate(seeds=1))
    assert "ensemble" not in arms_that_apply(alone, alone.world.emits())


@pytest.mark.parametrize("hard_weight", [0.0, 0.2])
def test_augmentation_has_the_compute_of_the_whole_distillation(hard_weight: float) -> None:
    one = spec()
    assert one.student is not None
    assert one.teacher.model is not None
    teacher, student = one.teacher.model.flops(2, 2), one.student.model.flops(2, 2)
    one = one.model_copy(
        update={"student": one.student.model_copy(update={"hard_weight": hard_weight})}
    )
    arm = arms_that_apply(one, one.world.emits())["student_augmented"]
    assert arm.fit is not None
    batches = 2 if hard_weight else 1
    budget = 3 * teacher * 40 * 32 + teacher * 300 * 5 + 3 * student * 60 * 32 * batches
    step = 3 * student * 32
    assert budget <= arm.fit.steps * step < budget + step


def test_chosen_arms_are_those_that_are_named() -> None:
    one = spec(evaluate=Evaluate(arms=("student", "teacher")))
    assert list(chosen_arms(one, one.world.emits())) == ["teacher", "student"]


@pytest.mark.parametrize(
    ("unlabelled", "declared", "expected"),
    [
        (300, None, "unlabelled"),
        (0, None, "out_of_fold"),
        (300, "out_of_fold", "out_of_fold"),
        (0, "in_sample", "in_sample"),
    ],
)
def test_targets_come_from_the_pool_or_out_of_fold(
    unlabelled: int, declared: str | None, expected: str
) -> None:
    one = spec()
    world = one.world.model_copy(update={"unlabelled": unlabelled})
    teacher = one.teacher.model_copy(update={"targets": declared})
    assert targets_from(one.model_copy(update={"world": world, "teacher": teacher})) == expected
