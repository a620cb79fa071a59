"""Disagreement between views against brute force over enumerated orbits, and its biases."""

from __future__ import annotations

import math
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.stats.disagreement import flip, gap_js, gap_tv, log_jensen
from mezz.stats.estimators import gap, log_loss, orbit_mean_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.stats.estimators import How

    Estimator = Callable[[NDArray[Any], How, int | None], NDArray[np.float64]]

ORDER, N, C = 5, 3, 4
# Far apart, so that the most probable class differs between views.
ORBIT = np.random.default_rng(0).dirichlet(np.full(C, 0.6), (ORDER, N))
LABELS = np.array([2, 0, 3])


def entropy(p: NDArray[np.float64]) -> float:
    return -sum(float(x) * math.log(max(x, 1e-7)) for x in p)


def pair_mean(distance: Callable[[Any, Any], float]) -> list[float]:
    """The mean over every ordered pair of elements, equal ones included."""
    pairs = list(product(range(ORDER), repeat=2))
    return [
        sum(distance(ORBIT[g, i], ORBIT[h, i]) for g, h in pairs) / len(pairs) for i in range(N)
    ]


TRUE_TV = pair_mean(lambda p, q: float(np.abs(p - q).sum()) / 2)
TRUE_FLIP = pair_mean(lambda p, q: float(p.argmax() != q.argmax()))
TRUE_JS = [
    entropy(ORBIT[:, i].mean(axis=0)) - sum(entropy(p) for p in ORBIT[:, i]) / ORDER
    for i in range(N)
]
TRUE_JENSEN = [
    math.log(ORBIT[:, i, y].mean()) - sum(math.log(p) for p in ORBIT[:, i, y]) / ORDER
    for i, y in enumerate(LABELS)
]


def jensen(views: NDArray[Any], how: How, order: int | None) -> NDArray[np.float64]:
    return log_jensen(views, LABELS[: views.shape[1]], how, order)


ALL: list[tuple[Estimator, list[float]]] = [
    (gap_tv, TRUE_TV),
    (flip, TRUE_FLIP),
    (gap_js, TRUE_JS),
    (jensen, TRUE_JENSEN),
]
OF_PAIRS = ALL[:2]


def every_sample(how: How, k: int) -> list[list[int]]:
    """Every equally likely ordered draw of k elements of the orbit."""
    draws = product(range(ORDER), repeat=k) if how == "iid" else permutations(range(ORDER), k)
    return [list(draw) for draw in draws]


@pytest.mark.parametrize(("estimator", "truth"), ALL)
def test_a_whole_orbit_gives_the_definition(estimator: Estimator, truth: list[float]) -> None:
    assert estimator(ORBIT, "exact", ORDER) == pytest.approx(truth, rel=1e-12, abs=1e-14)
    assert estimator(ORBIT, "without_replacement", ORDER) == pytest.approx(
        truth, rel=1e-12, abs=1e-14
    )
    assert min(truth) >= 0.0
    assert max(truth) > 0.1


@pytest.mark.parametrize("how", ["iid", "without_replacement"])
@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize(("estimator", "truth"), OF_PAIRS)
def test_a_mean_over_pairs_is_unbiased_over_every_sample(
    estimator: Estimator, truth: list[float], how: How, k: int
) -> None:
    found = [estimator(ORBIT[draw], how, ORDER) for draw in every_sample(how, k)]
    assert np.mean(found, axis=0) == pytest.approx(truth, rel=1e-12)


@pytest.mark.parametrize(("estimator", "truth"), OF_PAIRS)
def test_pairs_of_a_view_with_itself_would_make_it_low_by_k_minus_one_over_k(
    estimator: Estimator, truth: list[float]
) -> None:
    # `exact` on a sample of k is the plug-in: all k^2 pairs.
    plug_in = [estimator(ORBIT[draw], "exact", 3) for draw in every_sample("iid", 3)]
    assert np.mean(plug_in, axis=0) == pytest.approx(np.multiply(truth, 2 / 3), rel=1e-12)


@pytest.mark.parametrize("how", ["iid", "without_replacement"])
@pytest.mark.parametrize("estimator", [gap_js, jensen])
def test_the_jackknife_takes_most_of_the_bias_away(estimator: Estimator, how: How) -> None:
    mild = 0.5 / C + 0.5 * ORBIT
    truth = estimator(mild, "exact", ORDER)
    draws = every_sample(how, 4)
    jackknifed = np.mean([estimator(mild[draw], how, ORDER) for draw in draws], axis=0)
    plug_in = np.mean([estimator(mild[draw], "exact", 4) for draw in draws], axis=0)
    assert np.all(plug_in < truth)
    assert np.all(np.abs(jackknifed - truth) < 0.4 * np.abs(plug_in - truth))


def test_the_jackknife_overshoots_where_probabilities_differ_by_orders_of_magnitude() -> None:
    draws = every_sample("iid", 4)
    excess = np.mean([jensen(ORBIT[draw], "iid", None) for draw in draws], axis=0) - TRUE_JENSEN
    assert 0.0 < excess.max() < 0.1 * max(TRUE_JENSEN)


@pytest.mark.parametrize("how", ["iid", "without_replacement"])
def test_the_jackknife_is_its_definition(how: How) -> None:
    left = 1.0 if how == "iid" else 1.0 - 3 / ORDER
    views = ORBIT[:3]

    def plug_in(chosen: NDArray[Any]) -> list[float]:
        return [entropy(p) for p in chosen.mean(axis=0)]

    whole = np.array(plug_in(views))
    without = np.mean([plug_in(np.delete(views, at, axis=0)) for at in range(3)], axis=0)
    mean_entropy = np.mean([[entropy(p) for p in view] for view in views], axis=0)
    expected = whole + 2 * left * (whole - without) - mean_entropy
    assert gap_js(views, how, ORDER) == pytest.approx(expected, rel=1e-12)


def test_a_bias_of_first_order_vanishes_without_replacement_too() -> None:
    # An entropy that is a parabola has no other bias: 1 - sum p^2 in place of -sum p log p.
    rng = np.random.default_rng(1)
    orbit = 1 / C + 1e-3 * rng.normal(size=(ORDER, 1, C))
    truth = gap_js(orbit, "exact", ORDER)
    found = [
        gap_js(orbit[draw], "without_replacement", ORDER)
        for draw in every_sample("without_replacement", 2)
    ]
    assert np.mean(found) == pytest.approx(truth[0], rel=1e-3)
    assert np.mean([gap_js(orbit[d], "exact", 2) for d in every_sample("iid", 2)]) < 0.6 * truth[0]


def test_what_is_gained_in_log_loss_is_the_difference_of_two_arms() -> None:
    single = log_loss(ORBIT, LABELS)
    mean = orbit_mean_error(log_loss, ORBIT, LABELS)
    assert jensen(ORBIT, "exact", ORDER) == pytest.approx(single - mean, rel=1e-12)


def test_clipped_views_gain_nothing_that_is_not_there() -> None:
    gone = np.array([[[0.0, 1.0]], [[1e-9, 1.0]]])
    assert log_jensen(gone, np.array([0]), "exact", 2).tolist() == [0.0]
    half = np.array([[[0.0, 1.0]], [[2e-7, 1.0]]])
    assert log_jensen(half, np.array([0]), "exact", 2)[0] > 0.0
    coarse = log_jensen(ORBIT, LABELS, "exact", ORDER, clip=0.2)
    assert np.all(coarse < jensen(ORBIT, "exact", ORDER))


def test_the_clip_of_an_entropy_bounds_its_logarithm_only() -> None:
    sure = np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    assert gap_js(sure, "exact", 2) == pytest.approx([math.log(2)])
    assert gap_js(sure, "exact", 2, clip=0.9) == pytest.approx([-math.log(0.9)])


@pytest.mark.parametrize(("estimator", "truth"), ALL)
def test_views_that_agree_have_nothing_to_disagree_about(
    estimator: Estimator, truth: list[float]
) -> None:
    same = np.broadcast_to(ORBIT[:1], (ORDER, N, C))
    for how in ("exact", "iid", "without_replacement"):
        assert estimator(same, how, ORDER) == pytest.approx([0.0] * N, abs=1e-14)
    assert gap_tv(same, "iid", None).tolist() == [0.0] * N
    assert estimator(ORBIT[:1], "exact", 1) == pytest.approx([0.0] * N, abs=1e-15)


@pytest.mark.parametrize(("estimator", "truth"), ALL)
def test_an_example_s_number_does_not_depend_on_its_company(
    estimator: Estimator, truth: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    views = np.random.default_rng(2).dirichlet(np.ones(C), (9, N))
    whole = estimator(views, "iid", None)
    monkeypatch.setattr("mezz.stats.disagreement.CHUNK", 1)
    assert estimator(views, "iid", None).tolist() == whole.tolist()
    assert estimator(views[:, :1], "iid", None).tolist() == whole[:1].tolist()


@pytest.mark.parametrize(("estimator", "truth"), ALL)
def test_the_order_of_the_views_does_not_matter(estimator: Estimator, truth: list[float]) -> None:
    assert estimator(ORBIT[::-1], "iid", None) == pytest.approx(
        estimator(ORBIT, "iid", None), rel=1e-12
    )


@pytest.mark.parametrize(("estimator", "truth"), ALL)
@pytest.mark.parametrize(
    ("views", "how", "order", "text"),
    [
        (ORBIT[:1], "iid", None, "at least two"),
        (ORBIT[:4], "exact", 5, "as many views"),
        (ORBIT, "without_replacement", 4, "5 distinct views of an orbit of 4"),
        (ORBIT, "without_replacement", None, "need the order"),
        (ORBIT[:0], "iid", None, "at least one view"),
    ],
)
def test_views_that_cannot_show_it_are_refused(
    estimator: Estimator,
    truth: list[float],
    views: NDArray[Any],
    how: How,
    order: int | None,
    text: str,
) -> None:
    with pytest.raises(ValueError, match=text):
        estimator(views, how, order)


def test_a_class_is_not_chosen_among_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="numbers"):
        flip(np.full((2, 1, 2), np.nan), "iid", None)
    assert np.isnan(gap_tv(np.full((2, 1, 2), np.nan), "iid", None)).all()


@pytest.mark.parametrize("clip", [0.0, 1.0])
def test_a_clip_that_is_no_probability_is_refused(clip: float) -> None:
    with pytest.raises(ValueError, match="clip"):
        gap_js(ORBIT, "exact", ORDER, clip)
    with pytest.raises(ValueError, match="clip"):
        log_jensen(ORBIT, LABELS, "exact", ORDER, clip)


def soft_orbit() -> NDArray[np.float64]:
    """The synthetic orbit of the table in the docs: 120 elements, 200 examples, 4 classes."""
    rng = np.random.default_rng(2)
    centre = rng.normal(0.0, 1.5, (200, 4))
    size = rng.gamma(1.0, 1.0, (200, 1))
    logits = centre + rng.normal(0.0, 0.8, (120, 200, 4)) * size
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))


SOFT = soft_orbit()
TABLE: dict[str, tuple[Estimator, bool]] = {
    "gap": (gap, True),
    "gap_tv": (gap_tv, True),
    "gap_js": (gap_js, False),
    "flip": (flip, True),
}


@pytest.mark.parametrize("k", [2, 8])
@pytest.mark.parametrize("name", TABLE)
def test_few_views_of_the_synthetic_orbit_show_it(name: str, k: int) -> None:
    estimator, unbiased = TABLE[name]
    drawn = np.random.default_rng(3).integers(0, 120, (200, k, 200))
    samples = [SOFT[draw, np.arange(200)] for draw in drawn]
    found = np.stack([estimator(views, "iid", None) for views in samples])
    plug_in = np.mean([estimator(views, "exact", k) for views in samples])
    truth = float(estimator(SOFT, "exact", 120).mean())
    noise = float(np.linalg.norm(found.std(axis=0, ddof=1))) / math.sqrt(200) / 200
    if unbiased:
        assert found.mean() == pytest.approx(truth, abs=4 * noise)
        assert plug_in == pytest.approx(found.mean() * (k - 1) / k, rel=1e-12)
        assert truth - plug_in > 6 * noise
    else:
        # Of order 1/K^2: a tenth at two views, nothing to speak of at eight.
        assert found.mean() == pytest.approx(truth, abs=4 * noise + 0.32 * truth / k**2)
        assert truth - plug_in > 2 * abs(truth - found.mean())
