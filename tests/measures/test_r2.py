from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.metrics import r2_score

from mezz.component.types import Value
from mezz.measures.r2 import R2

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views


def test_it_is_the_usual_coefficient_of_determination(answers: Callable[..., Views]) -> None:
    rng = np.random.default_rng(1)
    target = rng.normal(5, 1, (50, 1))
    outputs = target[None] + rng.normal(0, 0.5, (3, 50, 1))
    each = [r2_score(target, view) for view in outputs]
    assert R2().influence(answers(outputs, target)).mean() == pytest.approx(np.mean(each))


def test_the_mean_of_what_is_judged_explains_nothing(answers: Callable[..., Views]) -> None:
    target = np.array([[1.0], [2.0], [6.0]])
    assert R2().influence(answers(np.full((1, 3, 1), 3.0), target)).mean() == pytest.approx(0)


def test_targets_that_do_not_vary_cannot_be_explained(answers: Callable[..., Views]) -> None:
    with pytest.raises(ValueError, match="averages to zero"):
        R2().influence(answers([[[1.0], [2.0]]], [[3.0], [3.0]]))


def test_it_belongs_to_worlds_that_ask_for_it() -> None:
    assert R2.of_world
    assert R2.applies == (Value,)
