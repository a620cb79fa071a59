"""Orbits and stabilisers are counted on data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.groups.orbits import orbit_sizes, stabiliser_sizes
from mezz.groups.symmetric import Symmetric, permute

if TYPE_CHECKING:
    from numpy.typing import NDArray

THINGS = np.array([[1.0, 2.0, 3.0, 4.0], [1.0, 1.0, 3.0, 4.0], [5.0, 5.0, 5.0, 7.0], [2.0] * 4])
VIEWS = np.stack([permute(np.tile(g, (4, 1)), THINGS) for g in Symmetric(4).elements()])


def test_an_orbit_times_its_stabiliser_is_the_group() -> None:
    assert orbit_sizes(VIEWS).tolist() == [24, 12, 4, 1]
    assert stabiliser_sizes(VIEWS).tolist() == [1.0, 2.0, 6.0, 24.0]


def test_rounding_makes_no_new_images() -> None:
    noise = 1e-13 * np.random.default_rng(0).normal(size=VIEWS.shape)
    assert orbit_sizes(VIEWS * (1.0 + noise)).tolist() == [24, 12, 4, 1]
    assert orbit_sizes(1e9 * VIEWS * (1.0 + noise)).tolist() == [24, 12, 4, 1]
    assert orbit_sizes(VIEWS * (1.0 + noise), tolerance=0.0).tolist() == [24] * 4


def test_images_of_zeros_are_one_image() -> None:
    assert orbit_sizes(np.zeros((5, 2, 3))).tolist() == [1, 1]


@pytest.mark.parametrize("views", [np.zeros((0, 2, 3)), np.full((2, 2), np.nan)])
def test_views_that_say_nothing_are_refused(views: NDArray[np.float64]) -> None:
    with pytest.raises(ValueError, match="finite values"):
        orbit_sizes(views)
