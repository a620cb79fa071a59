"""Exact limits of a counted rate."""

from __future__ import annotations

import pytest
from scipy import stats

from mezz.stats.binomial import clopper_pearson


@pytest.mark.parametrize(("count", "trials"), [(1, 10), (50, 2000), (76, 2000), (1999, 2000)])
def test_each_limit_makes_the_count_just_too_surprising(count: int, trials: int) -> None:
    lower, upper = clopper_pearson(count, trials, 0.99)
    assert stats.binom.sf(count - 1, trials, lower) == pytest.approx(0.01, rel=1e-6)
    assert stats.binom.cdf(count, trials, upper) == pytest.approx(0.01, rel=1e-6)
    assert lower < count / trials < upper


def test_never_and_always_have_one_limit_each() -> None:
    assert clopper_pearson(0, 2000, 0.99) == pytest.approx((0.0, 1 - 0.01 ** (1 / 2000)))
    assert clopper_pearson(5, 5, 0.99) == pytest.approx((0.01 ** (1 / 5), 1.0))


@pytest.mark.parametrize(
    ("count", "trials", "confidence"), [(3, 2, 0.9), (-1, 2, 0.9), (0, 0, 0.9), (1, 2, 1.0)]
)
def test_what_is_no_rate_is_refused(count: int, trials: int, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"rate|confidence"):
        clopper_pearson(count, trials, confidence)
