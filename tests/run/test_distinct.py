"""Equal rows are answered once, and no answer changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from mezz.run.distinct import answer_distinct, distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.run.predictor import Predictor

RNG = np.random.default_rng(2)


class Counting:
    """Squares what it reads, and counts the rows."""

    def __init__(self) -> None:
        self.rows = 0

    def answer(self, latents: NDArray[np.float32], threads: int) -> NDArray[np.float64]:
        self.rows += latents.shape[0] * latents.shape[1]
        return np.square(latents.astype(np.float64))


def test_distinct_rows_are_found_and_every_row_knows_its_like() -> None:
    some = RNG.normal(size=(50, 7)).astype(np.float32)
    rows = some[RNG.integers(0, 50, 400)]
    first, place = distinct(rows)
    assert len(first) == len(np.unique(rows, axis=0))
    assert np.array_equal(rows[first[place]], rows)


def test_zeros_of_either_sign_are_two_rows() -> None:
    first, _ = distinct(np.array([[0.0], [-0.0]], np.float32))
    assert len(first) == 2


@pytest.mark.parametrize(("copies", "computed"), [(1, 120), (3, 40)])
def test_only_what_differs_is_computed(copies: int, computed: int) -> None:
    some = RNG.normal(size=(120 // copies, 5)).astype(np.float32)
    latents = np.tile(some, (copies, 1)).reshape(4, 30, 5)
    model = Counting()
    answers = answer_distinct(cast("Predictor", model), latents, 1)
    assert np.array_equal(answers, np.square(latents.astype(np.float64)))
    assert model.rows == computed
