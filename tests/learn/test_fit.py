from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mezz.learn.fit import Diverged, FitPlan, Source, Task
from mezz.learn.mlp import MlpShape
from mezz.learn.randomness import Stream

BANK = np.zeros((2, 4, 3), dtype=np.float32)
VALUES = np.zeros((4, 2), dtype=np.float32)
LABELS = np.array([0, 1, 1, 0])
SHAPE = MlpShape(3, (5,), 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("steps", 0),
        ("batch", 0),
        ("lr", 0.0),
        ("patience", 0),
        ("weight_decay", -1e-9),
        ("clip", 0.0),
    ],
)
def test_a_plan_refuses_values_that_make_no_sense(field: str, value: float) -> None:
    plan = FitPlan(10)
    with pytest.raises(ValueError, match=field):
        replace(plan, **{field: value})  # type: ignore[arg-type]


def test_a_fits_operations_are_three_passes_an_example() -> None:
    plan = FitPlan(100, batch=32)
    assert plan.flops(SHAPE) == 100 * 32 * 3 * SHAPE.flops()
    assert plan.flops(SHAPE, sources=2) == 2 * plan.flops(SHAPE)


def test_there_are_about_twenty_evaluations() -> None:
    assert FitPlan(3000).interval == 150
    assert FitPlan(7).interval == 1


@pytest.mark.parametrize(
    ("bank", "target", "loss", "views"),
    [
        (BANK[0], VALUES, "squared", None),
        (BANK.astype(np.float64), VALUES, "squared", None),
        (BANK[:, :0], VALUES[:0], "squared", None),
        (BANK, LABELS, "squared", None),
        (BANK, VALUES.astype(np.float64), "squared", None),
        (BANK, VALUES, "cross_entropy", None),
        (BANK, VALUES[:3], "soft_cross_entropy", None),
        (BANK, VALUES, "squared", np.zeros(3, dtype=np.int64)),
        (BANK, VALUES, "squared", np.array([0, 1, 2, 0])),
        (BANK, VALUES, "squared", np.array([0, 1, -1, 0])),
    ],
)
def test_a_source_refuses_arrays_that_do_not_fit_together(
    bank: np.ndarray, target: np.ndarray, loss: str, views: np.ndarray | None
) -> None:
    with pytest.raises(ValueError, match=r"bank|target|views"):
        Source(bank, target, loss, views)  # type: ignore[arg-type]


def test_a_source_says_which_shapes_can_learn_from_it() -> None:
    Source(BANK, VALUES, "squared").check(SHAPE)
    Source(BANK, LABELS, "cross_entropy").check(SHAPE)
    for shape in (MlpShape(4, (), 2), MlpShape(3, (), 1)):
        with pytest.raises(ValueError, match="cannot"):
            Source(BANK, VALUES, "squared").check(shape)
    with pytest.raises(ValueError, match="label"):
        Source(BANK, LABELS, "cross_entropy").check(MlpShape(3, (), 1))


def test_shares_of_the_loss_add_up_to_one() -> None:
    rows, stream = Source(BANK, VALUES, "squared"), Stream(0, "fit")
    labelled = Source(BANK, LABELS, "cross_entropy")
    assert Task(rows, stream).sources() == [(rows, 1.0)]
    both = Task(rows, stream, labelled, 0.25).sources()
    assert both == [(rows, 0.75), (labelled, 0.25)]


@pytest.mark.parametrize("weight", [0.0, 1.0, -0.5])
def test_labelled_rows_need_a_weight_between_nothing_and_everything(weight: float) -> None:
    rows = Source(BANK, VALUES, "squared")
    with pytest.raises(ValueError, match="hard_weight"):
        Task(rows, Stream(0, "fit"), rows, weight)


def test_a_weight_needs_labelled_rows_and_validation_needs_fixed_views() -> None:
    rows = Source(BANK, VALUES, "squared")
    with pytest.raises(ValueError, match="hard_weight"):
        Task(rows, Stream(0, "fit"), hard_weight=0.5)
    with pytest.raises(ValueError, match="fixed views"):
        Task(rows, Stream(0, "fit"), validation=rows)


def test_a_divergence_names_the_step_and_the_fit() -> None:
    assert str(Diverged(12, 3, "teacher seed 1")) == (
        "fit 3 (teacher seed 1) diverged: its loss was not finite at step 12"
    )
