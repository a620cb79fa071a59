"""The gap from designed blocks, against full enumeration of the blocks that could be drawn."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from mezz.stats.blocks import cross_block_gap
from mezz.stats.estimators import gap

RNG = np.random.default_rng(5)
ORBIT = RNG.normal(size=(6, 7, 2))
"""What a model says in six views of seven examples."""

TRUTH = gap(ORBIT, "exact", 6)
PAIRS = np.array([ORBIT[[start, start + 3]] for start in range(3)])
"""The blocks of a design that always takes two views three steps apart: `(3, 2, N, C)`."""


def test_it_is_unbiased_over_every_pair_of_blocks() -> None:
    found = [cross_block_gap(PAIRS[[a, b]]) for a, b in product(range(3), repeat=2)]
    assert np.mean(found, axis=0) == pytest.approx(TRUTH, rel=1e-12)


def test_the_usual_divisor_is_biased_on_the_same_blocks() -> None:
    found = [gap(block, "iid", None) for block in PAIRS]
    assert not np.allclose(np.mean(found, axis=0), TRUTH, rtol=0.05)


def test_it_is_unbiased_for_independent_views_too() -> None:
    draws = [ORBIT[list(views)] for views in product(range(6), repeat=2)]
    found = [cross_block_gap(np.stack([a, b])) for a, b in product(draws, repeat=2)]
    assert np.mean(found, axis=0) == pytest.approx(TRUTH, rel=1e-12)


def test_a_large_common_part_costs_it_no_digits() -> None:
    moved = PAIRS[[0, 1]] + 1e6
    assert cross_block_gap(moved) == pytest.approx(cross_block_gap(PAIRS[[0, 1]]), rel=1e-6)


@pytest.mark.parametrize("shape", [(1, 2, 3, 1), (2, 3, 1)])
def test_it_takes_at_least_two_blocks(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="at least two"):
        cross_block_gap(np.zeros(shape))
