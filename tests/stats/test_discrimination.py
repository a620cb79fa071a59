"""A twin is a control where both its benefit and its label defect are shown to differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.stats.discrimination import discriminate
from mezz.stats.intervals import interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.stats.estimate import Estimate

RNG = np.random.default_rng(0)
DIFFICULTY = RNG.gamma(2.0, 0.5, (1, 200))


def estimate(values: NDArray[np.float64]) -> Estimate:
    return interval(values, np.arange(values.shape[1]), 0.95, np.random.default_rng(0))


def around(mean: float) -> NDArray[np.float64]:
    """Five seeds' values of 200 examples, paired through the difficulty of each."""
    return mean * DIFFICULTY * RNG.gamma(20.0, 0.05, (5, 200))


@pytest.mark.parametrize(
    ("benefit", "defect", "seen"),
    [
        ((0.3, 0.9), (0.0, 0.5), (True, True)),
        ((0.9, 0.3), (0.0, 0.5), (True, True)),
        ((0.3, 0.3), (0.0, 0.5), (False, True)),
        ((0.3, 0.9), (0.5, 0.5), (True, False)),
        ((0.3, 0.3), (0.5, 0.5), (False, False)),
        # A twin that keeps the labels better than the group is no control.
        ((0.3, 0.9), (0.5, 0.0), (True, False)),
    ],
)
def test_both_differences_must_be_shown(
    benefit: tuple[float, float], defect: tuple[float, float], seen: tuple[bool, bool]
) -> None:
    found = discriminate(
        (around(benefit[0]), around(benefit[1])), (around(defect[0]), around(defect[1])), estimate
    )
    assert (found.benefit_differs, found.label_differs) == seen
    assert found.holds == all(seen)
    assert found.benefit.value == pytest.approx(benefit[0] - benefit[1], abs=0.1)
    assert found.label.value == pytest.approx(defect[1] - defect[0], abs=0.1)


def test_an_oracle_that_sees_no_change_under_either_tells_nothing() -> None:
    exact = np.zeros((1, 200))
    found = discriminate((around(0.3), around(0.9)), (exact, exact), estimate)
    assert (found.label.lower, found.label.upper) == (0.0, 0.0)
    assert not found.holds


def test_an_exact_defect_of_the_twin_alone_is_told() -> None:
    found = discriminate((around(0.3), around(0.9)), (np.zeros((1, 200)), DIFFICULTY), estimate)
    assert found.holds
