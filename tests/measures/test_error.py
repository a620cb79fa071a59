from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.measures.error import Error
from mezz.measures.gap import Gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views


def test_it_is_the_squared_distance_of_values(answers: Callable[..., Views]) -> None:
    views = answers([[[0.0, 0.0]], [[3.0, 4.0]]], [[0.0, 0.0]])
    assert Error().influence(views).tolist() == pytest.approx([12.5])


def test_it_is_the_brier_score_of_labels(answers: Callable[..., Views]) -> None:
    views = answers([[[0.8, 0.2], [0.5, 0.5]]], [0, 1])
    assert Error().influence(views).tolist() == pytest.approx([0.08, 0.5])


def test_it_is_the_error_of_the_orbit_mean_and_the_gap(answers: Callable[..., Views]) -> None:
    rng = np.random.default_rng(0)
    outputs, target = rng.normal(size=(6, 9, 3)), rng.normal(size=(9, 3))
    every, mean = answers(outputs, target), answers(outputs.mean(axis=0)[None], target)
    assert np.allclose(
        Error().influence(every), Error().influence(mean) + Gap().influence(every), atol=1e-14
    )
