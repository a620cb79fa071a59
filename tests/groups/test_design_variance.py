"""What designs gain and lose against independent views, by exact sums over all their blocks.

Nothing here is sampled. A block of a design is a function of its uniform numbers; where an answer
depends on them as a trigonometric polynomial, the mean over enough equispaced numbers is the exact
mean, and where it depends on their ranks alone, the mean over all orders is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.groups.designs import block_of
from mezz.groups.product import direct_product
from mezz.groups.rotation import SO2
from mezz.groups.squares import williams_views
from mezz.groups.symmetric import Symmetric, permute

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Answer = Callable[[NDArray[np.int64]], NDArray[np.float64]]

OFFSETS = (np.arange(64) / 64)[:, np.newaxis]
"""Enough for polynomials of degree 31 in the offset: exact for squares of harmonics up to 8."""
ONE_OVER_M = 1.0 / np.arange(1, 9)


def waves(amplitudes: NDArray[np.float64], angles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sum_m a_m cos(m (angle + m)), m = 1, 2, ...; the phases are of no matter."""
    m = np.arange(1, len(amplitudes) + 1)
    return np.asarray((amplitudes * np.cos(m * (angles[..., np.newaxis] + m))).sum(axis=-1))


def grid_ratio(amplitudes: NDArray[np.float64], k: int) -> float:
    """Return the variance of the mean of a grid of k over that of k independent views, V / k."""
    answers = waves(amplitudes, block_of(SO2(), k).draw(OFFSETS))
    return float(answers.mean(axis=0).var() / (answers.var() / k))


@pytest.mark.parametrize("k", [2, 3, 4, 8])
def test_a_grid_leaves_only_the_harmonics_that_it_cannot_see(k: int) -> None:
    # The mean over a grid of k keeps the harmonics m that k divides, whole, and removes all others.
    power = ONE_OVER_M**2 / 2
    kept = power[k - 1 :: k].sum()
    assert grid_ratio(ONE_OVER_M, k) == pytest.approx(k * kept / power.sum(), rel=1e-12)


def test_the_smoother_the_answer_the_more_a_grid_gains() -> None:
    # From a spectrum with corners to a smooth one: .2 to .0002 of the variance of independent views.
    assert grid_ratio(ONE_OVER_M, 4) == pytest.approx(0.2046, abs=1e-4)
    assert grid_ratio(np.exp(-np.arange(1.0, 9.0)), 4) == pytest.approx(0.0086, abs=1e-4)
    assert grid_ratio(np.exp(-np.arange(1.0, 9.0)), 6) < 0.0003
    assert grid_ratio(ONE_OVER_M, 16) < 1e-25


def test_a_grid_can_lose_where_an_answer_repeats_with_its_step() -> None:
    assert grid_ratio(np.array([0.0, 0.0, 0.0, 1.0]), 4) == pytest.approx(4.0)


def test_the_estimator_across_blocks_is_unbiased_and_that_of_independent_views_is_not() -> None:
    """Two grids of 4 with offsets of their own; harmonics m = 1..8 of amplitude 1/m.

    Truth: the spread over the orbit is V = sum_m (1/m^2) / 2 = .7637. A block's mean m_b keeps the
    harmonics 4 and 8: E m_b^2 = B = (1/16 + 1/64) / 2 = .0391, and the means of two blocks are
    independent with mean 0. Of all K = 8 views, m = (m_1 + m_2) / 2 has E m^2 = B / 2, so that
        E K/(K-1) (mean p^2 - m^2) = 8/7 (V - B/2) = .8505, which is 11 % too much, and
        E (mean p^2 - m_1 m_2)    = V.
    For independent views B would be V/4, and the first would be V, too.
    """
    p = waves(ONE_OVER_M, block_of(SO2(), 4).draw(OFFSETS))  # (4, 64)
    first, second = p[:, :, np.newaxis], p[:, np.newaxis, :]  # all pairs of offsets
    square = ((first**2).mean(axis=0) + (second**2).mean(axis=0)) / 2
    one, other = first.mean(axis=0), second.mean(axis=0)
    pooled = 8 / 7 * (square - ((one + other) / 2) ** 2)
    across = square - one * other
    truth = float((ONE_OVER_M**2).sum() / 2)
    kept = (1 / 16 + 1 / 64) / 2
    assert truth == pytest.approx(0.7637, abs=1e-4)
    assert across.mean() == pytest.approx(truth, rel=1e-12)
    assert pooled.mean() == pytest.approx(8 / 7 * (truth - kept / 2), rel=1e-12)
    assert pooled.mean() / truth == pytest.approx(0.782 / 0.705, abs=0.005)


N = 6
NAMES = Symmetric(N).inverse(Symmetric(N).elements()) / N
"""Numbers whose ranks run through all permutations of six things, `(720, 6)`."""
TABLE = np.random.default_rng(0).normal(size=(2, N, N))


def shown(views: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return which thing a view shows at each place, `(..., 6)`."""
    return permute(views, np.broadcast_to(np.arange(N), views.shape))


def places(order: NDArray[np.int64]) -> NDArray[np.float64]:
    """Answer by which thing stands where."""
    return np.asarray(TABLE[0][order, np.arange(N)].sum(axis=-1))


def neighbours(order: NDArray[np.int64]) -> NDArray[np.float64]:
    """Answer by which thing follows which."""
    return np.asarray(TABLE[1][order[..., :-1], order[..., 1:]].sum(axis=-1))


def couples(order: NDArray[np.int64]) -> NDArray[np.float64]:
    """Answer by which things touch, whichever comes first."""
    return neighbours(order) + neighbours(order[..., ::-1])


def curved(order: NDArray[np.int64]) -> NDArray[np.float64]:
    """Answer by all of it, and not additively."""
    return np.tanh(0.4 * (places(order) + neighbours(order)))


def effect(answer: Answer, blocks: NDArray[np.int64]) -> float:
    """Return the variance of the mean of blocks `(V, 720, 6)` over that of V independent views."""
    everything = answer(shown(Symmetric(N).elements())).var()
    return float(answer(shown(blocks)).mean(axis=0).var() / (everything / len(blocks)))


SQUARE = williams_views(N, N, NAMES)
SHIFTS = np.stack([(SQUARE[0] + step) % N for step in range(N)])
"""One arrangement in all its cyclic shifts: a Latin square, but neighbours stay neighbours."""
REVERSED = np.stack([SQUARE[0], N - 1 - SQUARE[0]])


@pytest.mark.parametrize("answer", [places, neighbours, couples])
def test_a_williams_square_removes_places_and_neighbours_altogether(answer: Answer) -> None:
    assert effect(answer, SQUARE) < 1e-25


def test_a_williams_square_gains_where_an_answer_is_not_additive() -> None:
    assert 0.05 < effect(curved, SQUARE) < 0.5


def test_reversal_alone_doubles_the_variance_of_what_it_does_not_change() -> None:
    assert effect(couples, REVERSED) == pytest.approx(2.0)


def test_cyclic_shifts_remove_places_and_raise_the_variance_of_neighbours() -> None:
    assert effect(places, SHIFTS) < 1e-25
    assert effect(neighbours, SHIFTS) > 4.0
    assert effect(couples, SHIFTS) > 3.5


def test_part_of_a_square_is_no_worse_than_independent_views() -> None:
    for answer in (places, neighbours, couples, curved):
        assert effect(answer, SQUARE[:4]) < 1.0


def test_an_odd_number_of_things_needs_the_square_and_its_mirror() -> None:
    names = Symmetric(5).inverse(Symmetric(5).elements()) / 5
    views = williams_views(5, 10, names)
    order = permute(views, np.broadcast_to(np.arange(5), views.shape))
    answers = TABLE[1][order[..., :-1], order[..., 1:]].sum(axis=-1)
    assert answers.mean(axis=0).var() < 1e-25 * answers.var()
    assert answers[:5].mean(axis=0).var() > 1e-3 * answers.var()


def test_a_crossing_pays_with_main_effects_that_no_design_of_a_part_removes() -> None:
    # 24 views of S_6 x SO(2): 6 arrangements, a whole square, by 4 angles.
    group = direct_product((Symmetric(N), SO2()))
    block = block_of(group, 24, (6, 4))
    crossed = np.concatenate(
        [np.tile(NAMES, (64, 1)), np.repeat(OFFSETS, len(NAMES), axis=0)], axis=1
    )
    arrangement, angle = group.split(block.draw(crossed))

    def ratio(answers: NDArray[np.float64]) -> float:
        return float(answers.mean(axis=0).var() / (answers.var() / 24))

    seen, turned = shown(arrangement), waves(ONE_OVER_M, angle)
    assert ratio(places(seen)) < 1e-20
    assert ratio(turned) == pytest.approx(6 * 0.2046, abs=1e-3)
    assert ratio(curved(seen) * turned) < 0.2
