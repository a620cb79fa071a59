"""A window lists and draws its offsets, and is no group."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from mezz.groups.group import Group
from mezz.groups.window import Window

FALSE_ALARM = 1e-4
"""Seeds are fixed; this is how often a right sampler would have failed when they were chosen."""


def test_offsets_run_from_low_to_high_inclusive() -> None:
    window = Window(-2, 0)
    assert window.elements().tolist() == [-2, -1, 0]
    assert window.elements().dtype == np.int64
    assert (window.order, window.structure, window.uniforms) == (3, "Z|[-2, 0]", 1)


def test_a_window_is_no_group() -> None:
    window = Window(-1, 1)
    assert not isinstance(window, Group)
    sums = window.elements()[:, np.newaxis] + window.elements()
    assert not set(sums.ravel().tolist()) <= set(window.elements().tolist())


def test_draws_are_uniform_over_the_offsets() -> None:
    window = Window(-3, 4)
    drawn = window.from_uniform(np.random.default_rng(8).random((80_000, 1)))
    counts = np.bincount(drawn + 3, minlength=8)
    assert len(counts) == 8
    assert stats.chisquare(counts).pvalue > FALSE_ALARM


def test_the_ends_of_the_unit_interval_are_the_ends_of_the_window() -> None:
    ends = np.array([[0.0], [np.nextafter(1.0, 0.0)]])
    assert Window(5, 9).from_uniform(ends).tolist() == [5, 9]


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Window(1, 0)
