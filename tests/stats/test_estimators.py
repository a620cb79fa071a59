"""Estimators against brute force over fully enumerated orbits."""

from __future__ import annotations

import math
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.stats.estimators import (
    accuracy,
    brier,
    effective_units,
    gap,
    k_law,
    log_loss,
    orbit_mean,
    orbit_mean_error,
    ratio_influence,
    squared_error,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mezz.stats.estimators import How

ORDER = 5
ORBIT = np.random.default_rng(0).normal(size=(ORDER, 3, 2))
TARGET = np.random.default_rng(1).normal(size=(3, 2))
TRUE_GAP = np.array(
    [
        sum((ORBIT[g, i, c] - ORBIT[:, i, c].mean()) ** 2 for g in range(ORDER) for c in range(2))
        / ORDER
        for i in range(3)
    ]
)


def every_sample(how: How, k: int) -> list[tuple[int, ...]]:
    """Every equally likely ordered draw of k elements of the orbit."""
    if how == "iid":
        return list(product(range(ORDER), repeat=k))
    return list(permutations(range(ORDER), k))


def soft_orbit() -> NDArray[np.float64]:
    """The synthetic orbit of the design: 120 elements, 200 examples, 4 classes."""
    rng = np.random.default_rng(2)
    centre = rng.normal(0.0, 1.5, (200, 4))
    size = rng.gamma(1.0, 1.0, (200, 1))
    logits = centre + rng.normal(0.0, 0.8, (120, 200, 4)) * size
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))


def test_the_gap_of_an_enumerated_orbit_is_its_variance() -> None:
    assert gap(ORBIT, "exact", ORDER) == pytest.approx(TRUE_GAP, rel=1e-12)


@pytest.mark.parametrize("how", ["iid", "without_replacement"])
@pytest.mark.parametrize("k", [2, 3, 4])
def test_the_gap_of_a_sample_is_unbiased(how: How, k: int) -> None:
    samples = [gap(ORBIT[list(draw)], how, ORDER) for draw in every_sample(how, k)]
    assert np.mean(samples, axis=0) == pytest.approx(TRUE_GAP, rel=1e-12)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_dividing_by_the_number_of_views_is_low_by_k_minus_one_over_k(k: int) -> None:
    plug_in = [
        np.square(ORBIT[list(draw)] - ORBIT[list(draw)].mean(axis=0)).sum(axis=-1).mean(axis=0)
        for draw in every_sample("iid", k)
    ]
    assert np.mean(plug_in, axis=0) == pytest.approx(TRUE_GAP * (k - 1) / k, rel=1e-12)


def test_a_whole_orbit_without_replacement_is_exact() -> None:
    whole = gap(ORBIT, "without_replacement", ORDER)
    assert whole == pytest.approx(gap(ORBIT, "exact", ORDER), rel=1e-14)


def test_the_gap_is_half_the_mean_squared_distance_of_a_pair() -> None:
    pairs = [np.square(ORBIT[i] - ORBIT[j]).sum(-1) for i, j in combinations(range(ORDER), 2)]
    assert gap(ORBIT, "iid", None) == pytest.approx(np.mean(pairs, axis=0) / 2, rel=1e-13)


@pytest.mark.parametrize("k", [2, 8])
def test_the_gap_of_the_synthetic_orbit_is_recovered_from_few_views(k: int) -> None:
    orbit = soft_orbit()
    truth = gap(orbit, "exact", 120)
    drawn = np.random.default_rng(3).integers(0, 120, (400, k, 200))
    estimates = np.stack([gap(orbit[draw, np.arange(200)], "iid", 120) for draw in drawn])
    noise = float(np.linalg.norm(estimates.std(axis=0, ddof=1))) / math.sqrt(400) / 200
    assert estimates.mean() == pytest.approx(truth.mean(), abs=4 * noise)
    # Precise enough to tell the plug-in from it.
    assert abs(estimates.mean() * (k - 1) / k - truth.mean()) > 6 * noise


@pytest.mark.parametrize("k", [2, 5, 16])
def test_averaging_views_gains_exactly_their_spread(k: int) -> None:
    rng = np.random.default_rng(k)
    views, target = rng.normal(size=(k, 2000, 3)), rng.normal(size=(2000, 3))
    single = squared_error(views, target)
    gained = single - orbit_mean_error(squared_error, views, target)
    spread = squared_error(views, orbit_mean(views)[0])
    assert abs(gained.mean() - spread.mean()) <= 1e-15 * single.mean()
    # A difference of two rounded sums cannot be closer than a few units in their last place.
    assert np.all(np.abs(gained - spread) <= 8 * np.finfo(float).eps * single)


@pytest.mark.parametrize("how", ["iid", "without_replacement"])
@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_the_k_law_is_the_mean_loss_over_every_draw(how: How, k: int) -> None:
    losses = [
        orbit_mean_error(squared_error, ORBIT[list(draw)], TARGET) for draw in every_sample(how, k)
    ]
    at_infinity = orbit_mean_error(squared_error, ORBIT, TARGET)
    assert k_law(at_infinity, TRUE_GAP, k, how, ORDER) == pytest.approx(
        np.mean(losses, axis=0), rel=1e-12
    )


def test_the_k_law_of_the_whole_orbit_is_the_loss_of_its_mean() -> None:
    assert k_law(0.3, 0.2, 5, "exact", 5) == 0.3
    assert k_law(0.3, 0.2, 5, "without_replacement", 5) == 0.3
    assert k_law(0.3, 0.0, 1, "without_replacement", 1) == 0.3


def test_the_k_law_draws_a_curve() -> None:
    curve = k_law(1.0, 0.6, np.array([1, 2, 3]), "without_replacement", 4)
    assert curve == pytest.approx([1.6, 1.2, 1.0 + 0.2 / 3], rel=1e-15)


@pytest.mark.parametrize(
    ("k", "how", "order", "text"),
    [
        (0, "iid", None, "at least one view"),
        (4, "exact", 5, "cannot number 4"),
        (6, "without_replacement", 5, "cannot number 6"),
        (2, "without_replacement", None, "need the order"),
    ],
)
def test_the_k_law_refuses_impossible_numbers(
    k: int, how: How, order: int | None, text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        k_law(0.0, 1.0, k, how, order)


@pytest.mark.parametrize(
    ("views", "how", "order", "text"),
    [
        (ORBIT[:1], "iid", None, "at least two"),
        (ORBIT[:1], "without_replacement", 5, "at least two"),
        (ORBIT[:4], "exact", 5, "as many views"),
        (ORBIT, "without_replacement", 4, "5 distinct views of an orbit of 4"),
        (ORBIT, "without_replacement", None, "need the order"),
        (ORBIT, "exact", None, "need the order"),
        (ORBIT[0], "iid", None, r"\(V, N, C\)"),
        (ORBIT[:0], "iid", None, "at least one view"),
    ],
)
def test_the_gap_refuses_views_that_cannot_show_it(
    views: NDArray[Any], how: How, order: int | None, text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        gap(views, how, order)


def test_scores_of_probabilities_match_their_definitions() -> None:
    p = np.random.default_rng(4).dirichlet(np.ones(3), (4, 6))
    labels = np.array([0, 1, 2, 2, 1, 0])
    cells = [[(p[v, i], labels[i]) for v in range(4)] for i in range(6)]
    expected_brier = [
        sum((q[c] - (c == y)) ** 2 for q, y in cell for c in range(3)) / 4 for cell in cells
    ]
    expected_loss = [-sum(math.log(q[y]) for q, y in cell) / 4 for cell in cells]
    expected_hits = [sum(max(range(3), key=q.__getitem__) == y for q, y in c) / 4 for c in cells]
    assert brier(p, labels) == pytest.approx(expected_brier, rel=1e-14)
    assert log_loss(p, labels) == pytest.approx(expected_loss, rel=1e-14)
    assert accuracy(p, labels).tolist() == expected_hits


def test_squared_error_sums_components_and_averages_views() -> None:
    views = np.array([[[1.0, 0.0]], [[0.0, 3.0]]])
    assert squared_error(views, np.array([[0.0, 1.0]])).tolist() == [(2.0 + 4.0) / 2]


def test_the_mean_view_is_scored_by_the_same_functions() -> None:
    p = np.array([[[0.6, 0.4]], [[0.0, 1.0]]])
    labels = np.array([1])
    assert accuracy(p, labels).tolist() == [0.5]
    assert orbit_mean_error(accuracy, p, labels).tolist() == [1.0]
    assert orbit_mean_error(brier, p, labels) == pytest.approx([2 * 0.3**2])
    assert orbit_mean_error(log_loss, p, labels) == pytest.approx([-math.log(0.7)])


def test_the_log_loss_is_bounded_by_its_clip() -> None:
    p = np.array([[[0.0, 1.0 + 1e-12]]])
    assert log_loss(p, np.array([0])) == pytest.approx([-math.log(1e-7)])
    assert log_loss(p, np.array([0]), clip=1e-3) == pytest.approx([-math.log(1e-3)])
    assert log_loss(p, np.array([1])).tolist() == [0.0]


@pytest.mark.parametrize("clip", [0.0, 1.0, -1.0])
def test_a_clip_outside_the_unit_interval_is_refused(clip: float) -> None:
    with pytest.raises(ValueError, match="clip"):
        log_loss(np.array([[[0.5, 0.5]]]), np.array([0]), clip)


@pytest.mark.parametrize("score", [brier, log_loss, accuracy])
@pytest.mark.parametrize(
    "labels", [np.array([0, 3]), np.array([-1, 0]), np.array([0]), np.array([0.0, 1.0])]
)
def test_labels_that_are_no_classes_are_refused(
    score: Callable[..., NDArray[np.float64]], labels: NDArray[Any]
) -> None:
    with pytest.raises(ValueError, match="labels"):
        score(np.full((2, 2, 3), 1 / 3), labels)


def test_accuracy_refuses_to_rank_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="numbers"):
        accuracy(np.array([[[np.nan, 0.5]]]), np.array([0]))


def test_a_target_of_another_shape_is_refused_instead_of_broadcast() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        squared_error(ORBIT, TARGET[:1])


def test_single_precision_views_are_reduced_in_double() -> None:
    views = ORBIT.astype(np.float32)
    assert gap(views, "exact", ORDER).dtype == np.float64
    assert np.array_equal(gap(views, "exact", ORDER), gap(views.astype(np.float64), "exact", ORDER))


def test_a_number_does_not_depend_on_the_examples_beside_it() -> None:
    views = np.random.default_rng(5).normal(size=(120, 40, 7))
    many = gap(views, "exact", 120)
    one_by_one = [gap(views[:, i : i + 1], "exact", 120)[0] for i in range(40)]
    assert many.tolist() == one_by_one
    alone = gap(np.ascontiguousarray(views[:, :1, :1]), "exact", 120)
    assert alone.tolist() == gap(views[:, :, :1], "exact", 120)[:1].tolist()


def test_influence_values_average_to_the_ratio_itself() -> None:
    rng = np.random.default_rng(6)
    num, den = rng.gamma(2.0, 1.0, (4, 50)), rng.gamma(3.0, 1.0, (4, 50))
    psi = ratio_influence(num, den)
    theta = 1.0 - num.mean(axis=1) / den.mean(axis=1)
    assert psi.shape == (4, 50)
    assert psi.mean(axis=1) == pytest.approx(theta, rel=1e-14)
    # The influence of example i is the change of theta by reweighting it (numerical derivative).
    weights = np.full(50, 1.0)
    weights[7] += 1e-6
    moved = 1.0 - (num * weights).sum(axis=1) / (den * weights).sum(axis=1)
    assert (moved - theta) * 50 / 1e-6 == pytest.approx(psi[:, 7] - theta, rel=1e-4)


def test_the_spread_of_influence_values_is_the_error_of_the_ratio() -> None:
    rng = np.random.default_rng(7)
    num, den = rng.gamma(2.0, 1.0, (3000, 200)), rng.gamma(3.0, 1.0, (3000, 200))
    theta = 1.0 - num.mean(axis=1) / den.mean(axis=1)
    predicted = ratio_influence(num, den).std(axis=1, ddof=1).mean() / math.sqrt(200)
    assert predicted == pytest.approx(theta.std(), rel=0.04)


@pytest.mark.parametrize(
    ("num", "den", "text"),
    [
        (np.ones((2, 3)), np.ones((1, 3)), "must be"),
        (np.ones(3), np.ones(3), "must be"),
        (np.ones((1, 2)), np.array([[1.0, -1.0]]), "averages to zero"),
    ],
)
def test_a_ratio_that_has_no_value_is_refused(
    num: NDArray[Any], den: NDArray[Any], text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        ratio_influence(num, den)


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([1.0, -1.0, 1.0, -1.0], 4.0),
        ([0.0, 0.0, -3.0], 1.0),
        ([2.0, 1.0], 9 / 5),
        ([0.0, 0.0, 0.0], 3.0),
        ([1e-200, 1e-200], 2.0),
    ],
)
def test_effective_units_count_those_that_carry_the_difference(
    differences: list[float], expected: float
) -> None:
    assert effective_units(np.array(differences)) == pytest.approx(expected, rel=1e-14)


def test_effective_units_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        effective_units(np.array([]))
