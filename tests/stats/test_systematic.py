"""What recurs between seeds, against enumeration and against seeds whose share is known."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from mezz.stats.estimators import gap
from mezz.stats.systematic import systematic

SEEDS, V, N, C = 3, 4, 6, 2
ANSWERS = np.random.default_rng(0).normal(size=(SEEDS, V, N, C))
DEVIATIONS = ANSWERS - ANSWERS.mean(axis=1, keepdims=True)


def test_it_is_the_mean_product_of_two_different_seeds() -> None:
    expected = [
        np.mean(
            [
                sum(DEVIATIONS[s, v, i] @ DEVIATIONS[t, v, i] for v in range(V)) / V
                for s, t in combinations(range(SEEDS), 2)
            ]
        )
        for i in range(N)
    ]
    assert systematic(DEVIATIONS) == pytest.approx(expected, rel=1e-12)
    assert systematic(list(DEVIATIONS)).tolist() == systematic(DEVIATIONS).tolist()


def test_it_is_unbiased_over_every_draw_of_seeds() -> None:
    # Seeds are drawn from three possible fits; two draws may be the same fit.
    mean = DEVIATIONS.mean(axis=0)
    truth = np.square(mean).sum(axis=-1).mean(axis=0)
    for count in (2, 3):
        draws = product(range(SEEDS), repeat=count)
        found = np.mean([systematic(DEVIATIONS[list(draw)]) for draw in draws], axis=0)
        assert found == pytest.approx(truth, rel=1e-12)
    # The square of the seeds' mean, with each seed also meeting itself, would be high.
    plug_in = np.mean(
        [
            np.square(DEVIATIONS[list(draw)].mean(axis=0)).sum(axis=-1).mean(axis=0)
            for draw in product(range(SEEDS), repeat=2)
        ],
        axis=0,
    )
    assert np.all(plug_in > truth)


def test_seeds_that_agree_have_no_noise_and_seeds_at_odds_nothing_in_common() -> None:
    same = np.broadcast_to(DEVIATIONS[:1], DEVIATIONS.shape)
    assert systematic(same) == pytest.approx(gap(ANSWERS[0], "exact", V), rel=1e-12)
    opposed = np.stack([DEVIATIONS[0], -DEVIATIONS[0]])
    assert systematic(opposed) == pytest.approx(-gap(ANSWERS[0], "exact", V), rel=1e-12)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.75])
def test_the_share_of_the_gap_that_recurs_is_recovered(share: float) -> None:
    rng = np.random.default_rng(1)
    common = rng.normal(0.0, np.sqrt(share), (1, 16, 3000, 1))
    own = rng.normal(0.0, np.sqrt(1.0 - share), (4, 16, 3000, 1))
    answers = common + own + rng.normal(size=(4, 1, 3000, 1))
    deviations = answers - answers.mean(axis=1, keepdims=True)
    whole = np.mean([gap(one, "exact", 16) for one in answers])
    assert systematic(deviations).mean() / whole == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize(
    ("deviations", "text"),
    [
        (DEVIATIONS[:1], "at least two"),
        (DEVIATIONS[:, 0], r"\(V, N, C\)"),
        (DEVIATIONS[:, :0], r"\(V, N, C\)"),
        ([DEVIATIONS[0], DEVIATIONS[1, :2]], "one shape"),
    ],
)
def test_seeds_that_cannot_be_compared_are_refused(deviations: list[np.ndarray], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        systematic(deviations)
