"""Points are spread evenly over the periodic cube."""

from __future__ import annotations

import numpy as np
import pytest

from mezz.groups.lattice import spread_points


def test_a_power_makes_a_grid() -> None:
    assert spread_points(4, 1)[:, 0].tolist() == [0.0, 0.25, 0.5, 0.75]
    assert spread_points(4, 2).tolist() == [[0.0, 0.0], [0.0, 0.5], [0.5, 0.0], [0.5, 0.5]]
    assert spread_points(27, 3).shape == (27, 3)
    assert spread_points(1, 5).tolist() == [[0.0] * 5]


@pytest.mark.parametrize(("count", "dims"), [(8, 2), (13, 2), (16, 3), (12, 4)])
def test_other_numbers_make_a_lattice(count: int, dims: int) -> None:
    points = spread_points(count, dims)
    assert points.shape == (count, dims)
    # Closed under addition modulo 1, and distinct.
    cells = np.round(points * count).astype(int)
    listed = {tuple(cell) for cell in cells.tolist()}
    assert len(listed) == count
    sums = (cells[:, np.newaxis] + cells).reshape(-1, dims) % count
    assert {tuple(cell) for cell in sums.tolist()} == listed


def test_the_lattice_of_13_points_in_the_plane_leaves_no_short_wave_behind() -> None:
    points = spread_points(13, 2)
    waves = np.stack(np.meshgrid(np.arange(-2, 3), np.arange(-2, 3)), -1).reshape(-1, 2)
    means = np.exp(2j * np.pi * points @ waves.T).mean(axis=0)
    left = {tuple(wave) for wave in waves[np.abs(means) > 1e-9].tolist()}
    assert left == {(0, 0)}
