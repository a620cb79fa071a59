from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.measures.skill import Skill

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views


def test_it_is_one_minus_the_ratio_of_two_errors(answers: Callable[..., Views]) -> None:
    views = answers([[[1.0], [3.0]]], [[0.0], [2.0]], reference=4.0)
    # Errors 1 and 1, against 16 and 4 of the constant.
    assert Skill().influence(views).mean() == pytest.approx(1 - 2 / 20)


def test_the_constant_itself_has_none(answers: Callable[..., Views]) -> None:
    chance = np.broadcast_to([0.3, 0.7], (2, 5, 2))
    views = answers(chance, [0, 1, 1, 0, 1], reference=[0.3, 0.7])
    assert Skill().influence(views).mean() == pytest.approx(0, abs=1e-15)


def test_a_constant_that_is_never_wrong_leaves_nothing_to_know(
    answers: Callable[..., Views],
) -> None:
    with pytest.raises(ValueError, match="averages to zero"):
        Skill().influence(answers([[[1.0]]], [[4.0]], reference=4.0))


def test_influence_values_spread_as_the_ratio_does(answers: Callable[..., Views]) -> None:
    rng = np.random.default_rng(3)
    target = rng.normal(size=(4000, 1))
    outputs = target[None] + 0.7 * rng.normal(size=(1, 4000, 1))
    views = answers(outputs, target)
    influence = Skill().influence(views)
    own, trivial = np.square(outputs[0] - target)[:, 0], np.square(target)[:, 0]
    draws = rng.integers(0, 4000, (400, 4000))
    bootstrap = 1 - own[draws].mean(axis=1) / trivial[draws].mean(axis=1)
    # The spread of 400 bootstrap draws is itself known to 1/sqrt(800), some 4 %.
    assert influence.std() / np.sqrt(4000) == pytest.approx(bootstrap.std(), rel=0.15)
