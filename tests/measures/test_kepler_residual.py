from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.measures.kepler_residual import KeplerResidual
from mezz.worlds.kepler import Kepler

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views

WORLD = Kepler(train=2, unlabelled=0, validation=2, test=500)


def at(anomaly: float) -> list[float]:
    return [np.sin(anomaly), np.cos(anomaly)]


def test_the_truth_leaves_no_residual(answers: Callable[..., Views]) -> None:
    test = WORLD.sample("test")
    fields = {name: values.astype(np.float64) for name, values in test.fields.items()}
    residual = KeplerResidual().influence(answers(test.target[None], test.target, **fields))
    assert residual.max() < 1e-12


def test_a_circle_leaves_the_angle_itself_whatever_its_length(
    answers: Callable[..., Views],
) -> None:
    outputs = np.array([[at(1.25), at(-0.1)], [at(0.5), at(0.1)]]) * 7
    views = answers(outputs, np.zeros((2, 2)), e=np.zeros(2), M=np.array([1.0, 2 * np.pi - 0.05]))
    assert KeplerResidual().influence(views).tolist() == pytest.approx([0.375, 0.1])


def test_no_residual_is_longer_than_half_a_turn(answers: Callable[..., Views]) -> None:
    rng = np.random.default_rng(2)
    outputs = rng.normal(size=(4, 300, 2))
    e, mean = rng.uniform(0, 0.95, 300), rng.uniform(0, 2 * np.pi, 300)
    residual = KeplerResidual().influence(answers(outputs, np.zeros((300, 2)), e=e, M=mean))
    assert residual.min() >= 0
    assert residual.max() <= np.pi
