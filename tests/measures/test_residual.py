from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.measures.residual import Residual
from mezz.worlds.linear_system import LinearSystem

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views

WORLD = LinearSystem(train=2, unlabelled=0, validation=2, test=100)
DRAWN = WORLD.sample("test")
A, B = (DRAWN.fields[name].astype(np.float64) for name in ("A", "b"))
X = DRAWN.target.astype(np.float64)


def residual(answers: Callable[..., Views], *outputs: np.ndarray) -> np.ndarray:
    return Residual().influence(answers(np.stack(outputs), X, A=A, b=B))


def test_the_solution_leaves_no_residual(answers: Callable[..., Views]) -> None:
    assert residual(answers, X, X).max() < 1e-14


def test_saying_zero_leaves_all_of_it(answers: Callable[..., Views]) -> None:
    assert residual(answers, 0 * X) == pytest.approx(np.ones(100), abs=1e-14)


def test_it_is_the_mean_over_views_of_what_is_left(answers: Callable[..., Views]) -> None:
    guesses = X + np.random.default_rng(0).normal(size=(3, 100, 6))
    due = [
        np.mean([np.linalg.norm(a @ g - b) / np.linalg.norm(b) for g in guess])
        for a, b, guess in zip(A, B, guesses.transpose(1, 0, 2), strict=True)
    ]
    assert residual(answers, *guesses) == pytest.approx(due, abs=1e-12)


def test_predictions_that_were_scaled_for_their_error_are_taken_as_they_were(
    answers: Callable[..., Views],
) -> None:
    root = np.sqrt(WORLD.scale(DRAWN))[:, np.newaxis]
    guess = X + np.random.default_rng(2).normal(size=X.shape)
    views = answers(guess[np.newaxis] * root, X * root, A=A, b=B)
    scaled = Residual().influence(replace(views, root=root))
    assert scaled == pytest.approx(residual(answers, guess), rel=1e-12)


def test_the_relative_error_is_at_most_the_condition_number_times_the_residual(
    answers: Callable[..., Views],
) -> None:
    guess = X + np.random.default_rng(1).normal(size=X.shape)
    relative = np.sqrt(WORLD.scale(DRAWN) * np.square(guess - X).sum(axis=1))
    assert (relative <= np.linalg.cond(A) * residual(answers, guess) + 1e-12).all()
