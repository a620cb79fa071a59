"""Translations of a periodic box."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mezz.groups.torus import Torus

BOX = Torus((2.0, 5.0))


def test_shifts_add_up_modulo_the_sides() -> None:
    a, b = np.array([[1.5, 1.0]]), np.array([[1.0, 3.0]])
    assert BOX.product(a, b).tolist() == [[0.5, 4.0]]
    assert BOX.inverse(a).tolist() == [[0.5, 4.0]]
    assert BOX.inverse(np.array([[1e-30, 0.0]])).tolist() == [[0.0, 0.0]]


def test_each_side_is_drawn_evenly() -> None:
    sample = BOX.from_uniform(np.random.default_rng(0).random((20_000, 2)))
    for side, period in enumerate(BOX.periods):
        assert stats.kstest(sample[:, side], "uniform", (0.0, period)).pvalue > 1e-4


def test_its_name_counts_the_dimensions() -> None:
    assert (BOX.structure, BOX.order, BOX.shape, BOX.design) == ("T^2", None, (2,), "grid")


@pytest.mark.parametrize("periods", [(), (0.0,), (1.0, -1.0), (float("inf"),), (float("nan"),)])
def test_a_side_without_length_is_refused(periods: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="positive length"):
        Torus(periods)
