"""The geometric mean of views, and a gain in log loss that no label changes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mezz.stats.estimators import log_loss
from mezz.stats.pooling import geometric_gain, geometric_mean

VIEWS = np.random.default_rng(0).dirichlet(np.ones(3), (5, 40))


def test_it_is_the_root_of_the_product_normalised() -> None:
    pooled = geometric_mean(VIEWS)
    assert pooled.shape == (40, 3)
    for row in range(40):
        roots = [math.prod(VIEWS[:, row, c]) ** (1 / 5) for c in range(3)]
        assert pooled[row] == pytest.approx([root / sum(roots) for root in roots], rel=1e-12)


@pytest.mark.parametrize("label", [0, 1, 2])
def test_its_gain_in_log_loss_is_minus_log_z_whatever_the_label(label: int) -> None:
    labels = np.full(40, label)
    single, pooled = log_loss(VIEWS, labels), log_loss(geometric_mean(VIEWS)[None], labels)
    gain = geometric_gain(VIEWS)
    assert np.max(np.abs(single - pooled - gain)) < 4e-15
    assert np.all(gain > 0.0)


def test_it_is_nearer_to_the_views_than_the_arithmetic_mean() -> None:
    def divergence(q: np.ndarray) -> float:
        return float((q * np.log(q / VIEWS)).sum(axis=-1).mean())

    assert divergence(geometric_mean(VIEWS)) < divergence(VIEWS.mean(axis=0)) - 0.01
    # The least divergence is the gain itself.
    assert divergence(geometric_mean(VIEWS)) == pytest.approx(geometric_gain(VIEWS).mean())


def test_one_view_cannot_rule_a_class_out_alone() -> None:
    views = np.array([[[0.0, 1.0]], [[1.0, 0.0]]])
    assert geometric_mean(views)[0] == pytest.approx([0.5, 0.5])
    assert geometric_gain(views) == pytest.approx([-math.log(2 * math.sqrt(1e-7))])
    assert geometric_mean(views, clip=0.25)[0] == pytest.approx([0.5, 0.5])
    assert geometric_gain(views, clip=0.25) == pytest.approx([0.0])


def test_equal_views_pool_to_themselves() -> None:
    same = np.broadcast_to(VIEWS[:1], VIEWS.shape)
    assert geometric_mean(same) == pytest.approx(VIEWS[0], rel=1e-13)
    assert geometric_gain(same) == pytest.approx(np.zeros(40), abs=1e-15)


def test_tiny_probabilities_do_not_vanish_together() -> None:
    views = np.full((3, 1, 2), 1e-300)
    assert geometric_mean(views, clip=1e-305)[0].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("pool", [geometric_mean, geometric_gain])
def test_what_cannot_be_pooled_is_refused(pool: object) -> None:
    assert callable(pool)
    with pytest.raises(ValueError, match=r"\(V, N, C\)"):
        pool(VIEWS[0])
    with pytest.raises(ValueError, match="clip"):
        pool(VIEWS, 0.0)
