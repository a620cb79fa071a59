"""Fidelity without the noise of its target, and the effective K of students whose K is known."""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.stats.effective import fidelity, shared_spread, worth
from mezz.stats.estimators import gap, squared_error
from mezz.stats.intervals import bca, interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.stats.effective import Worth
    from mezz.stats.estimate import Estimate
    from mezz.stats.estimators import How

ORDER, N, C = 5, 3, 2
ORBIT = np.random.default_rng(0).normal(size=(ORDER, N, C))
STUDENT = np.random.default_rng(1).normal(0.0, 0.3, (4, N, C)) + ORBIT.mean(axis=0)
TRUE_DISTANCE = np.square(STUDENT - ORBIT.mean(axis=0)).sum(axis=-1).mean(axis=0)


@pytest.mark.parametrize("how", ["iid", "without_replacement"])
@pytest.mark.parametrize("k", [2, 3, 4])
def test_the_distance_to_the_orbit_mean_is_unbiased_over_every_target(how: How, k: int) -> None:
    draws = product(range(ORDER), repeat=k) if how == "iid" else permutations(range(ORDER), k)
    found, plain = [], []
    for draw in draws:
        views = ORBIT[list(draw)]
        target, spread = views.mean(axis=0), gap(views, how, ORDER)
        found.append(fidelity(STUDENT, target, spread, how, k, ORDER))
        plain.append(squared_error(STUDENT, target))
    assert np.mean(found, axis=0) == pytest.approx(TRUE_DISTANCE, rel=1e-12)
    assert np.all(np.mean(plain, axis=0) > TRUE_DISTANCE)


def test_a_target_from_the_whole_orbit_needs_no_correction() -> None:
    target = ORBIT.mean(axis=0)
    anything = np.full(N, 7.0)
    assert fidelity(STUDENT, target, anything, "exact", ORDER, ORDER) == pytest.approx(
        TRUE_DISTANCE, rel=1e-14
    )


@pytest.mark.parametrize("how", ["iid", "without_replacement"])
@pytest.mark.parametrize("k", [2, 3, 4])
@pytest.mark.parametrize("alike", [0.0, 0.5, 1.0])
def test_a_student_asked_in_the_targets_own_views_looks_no_closer(
    how: How, k: int, alike: float
) -> None:
    own = np.random.default_rng(2).normal(size=ORBIT.shape)
    student = alike * ORBIT + (1 - alike) * own
    truth = np.square(student - ORBIT.mean(axis=0)).sum(axis=-1).mean(axis=0)
    draws = product(range(ORDER), repeat=k) if how == "iid" else permutations(range(ORDER), k)
    found = []
    for draw in map(list, draws):
        said, teacher = student[draw], ORBIT[draw]
        spread = shared_spread(said, teacher, how, ORDER)
        found.append(fidelity(said, teacher.mean(axis=0), spread, how, k, ORDER))
    assert np.mean(found, axis=0) == pytest.approx(truth, rel=1e-12)


def test_a_target_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        fidelity(STUDENT, ORBIT.mean(axis=0), np.ones(N + 1), "exact", ORDER, ORDER)
    with pytest.raises(ValueError, match="cannot number 9"):
        fidelity(STUDENT, ORBIT[0], np.ones(N), "without_replacement", 9, ORDER)


SEEDS, EXAMPLES, VIEWS, TARGET_VIEWS = 3, 400, 32, 8


def estimate(values: NDArray[np.float64]) -> Estimate:
    return interval(values, np.arange(values.shape[1]), 0.95, np.random.default_rng(0))


def measured(true_k: float, draw: int) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """D and V of three seeds of a student whose D is V over `true_k`; and K without debiasing."""
    rng = np.random.default_rng(draw)
    distances, gaps, plain = [], [], []
    for _ in range(SEEDS):
        size = rng.gamma(2.0, 0.5, EXAMPLES)
        scale = np.sqrt(size / 3)[:, np.newaxis]
        mean = rng.normal(size=(EXAMPLES, 3))
        views = mean + scale * rng.normal(size=(TARGET_VIEWS, EXAMPLES, 3))
        target, spread = views.mean(axis=0), gap(views, "iid", None)
        # Half of the student's distance is the same in all views, half depends on the view.
        half = scale * np.sqrt(0.5 / true_k)
        student = (
            mean
            + half * rng.normal(size=(EXAMPLES, 3))
            + half * rng.normal(size=(VIEWS, EXAMPLES, 3))
        )
        distances.append(fidelity(student, target, spread, "iid", TARGET_VIEWS, None))
        gaps.append(spread)
        plain.append(squared_error(student, target))
    whole = np.stack(gaps)
    return np.stack(distances), whole, float(whole.mean() / np.mean(plain))


def worths(true_k: float) -> list[Worth]:
    """What twelve experiments say about a student whose K is known."""
    return [worth(*measured(true_k, draw)[:2], estimate) for draw in range(12)]


@pytest.mark.parametrize(("true_k", "resolved"), [(8.3, 12), (33.0, 9)])
def test_an_effective_k_that_the_data_can_show_is_recovered(true_k: float, resolved: int) -> None:
    found = worths(true_k)
    # Averaged over the reciprocal, whose estimate is unbiased; so the tolerance is small.
    assert 1 / np.mean([one.inverse.value for one in found]) == pytest.approx(true_k, rel=0.06)
    assert sum(one.resolved for one in found) >= resolved
    for one in found:
        assert one.at_least is not None
        assert one.inverse.lower < 1 / true_k < one.inverse.upper
        assert one.at_least < true_k
        assert one.value is None or one.at_least < one.value < 2.0 * true_k


def test_an_effective_k_that_the_data_cannot_show_is_unresolved_with_a_bound() -> None:
    found = worths(220.0)
    # D lies one standard error above 0, so that chance alone resolves one in a dozen.
    assert sum(one.value is None for one in found) >= 11
    for one in found:
        assert one.at_least is not None
        assert 20.0 < one.at_least < 220.0


def test_without_debiasing_a_true_33_reads_6() -> None:
    read = [measured(33.0, draw)[2] for draw in range(12)]
    assert np.mean(read) == pytest.approx(1 / (1 / 33 + 1 / TARGET_VIEWS), rel=0.02)
    assert np.mean(read) == pytest.approx(6.4, rel=0.02)


def test_one_seed_has_an_effective_k_too() -> None:
    distance, spread, _ = measured(8.3, 0)
    found = worth(distance[:1], spread[:1], estimate)
    assert found.inverse.method == "BCa bootstrap"
    assert found.value == pytest.approx(8.3, rel=0.2)


def test_the_interval_of_one_over_k_has_the_error_of_a_ratio() -> None:
    rng = np.random.default_rng(2)
    ratios, said = [], []
    for _ in range(600):
        spread = rng.gamma(2.0, 1.0, (1, 150))
        distance = 0.2 * spread * rng.gamma(4.0, 0.25, (1, 150))
        ratios.append(distance.mean() / spread.mean())
        influence = worth(distance, spread, two_moments).inverse
        said.append(influence.standard_error)
    assert np.mean(said) == pytest.approx(np.std(ratios), rel=0.08)


def two_moments(values: NDArray[np.float64]) -> Estimate:
    return bca(values[0], 0.95, 1, np.random.default_rng(0))


def test_a_student_better_than_the_orbit_mean_is_worth_more_than_any_number_of_views() -> None:
    rng = np.random.default_rng(3)
    spread = rng.gamma(2.0, 1.0, (3, 200))
    excess = -0.1 * spread + 0.01 * rng.normal(size=(3, 200))
    found = worth(excess, spread, estimate)
    assert (found.resolved, found.value, found.at_least) == (False, None, None)
    assert found.inverse.upper < 0.0


def test_a_teacher_without_a_gap_has_no_views_to_count() -> None:
    with pytest.raises(ValueError, match="without a gap"):
        worth(np.ones((1, 4)), np.zeros((1, 4)), estimate)
