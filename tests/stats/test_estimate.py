"""Limits and p-values of one estimate agree with each other and with Student's t."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mezz.stats.estimate import Estimate
from mezz.stats.mean_squares import Components
from mezz.stats.spread import Spread, t_quantile


def estimate(
    value: float,
    below: float,
    above: float,
    degrees: float = 12.0,
    seed_values: tuple[float, ...] = (0.0,),
    components: Components | None = None,
) -> Estimate:
    """An estimate whose limits at 95 % lie these distances away."""
    return Estimate(
        value=value,
        spread=Spread.of((below + above) / 2 / t_quantile(0.975, degrees), degrees),
        lower=value - below,
        upper=value + above,
        confidence=0.95,
        method="test",
        n_seeds=len(seed_values),
        n_units=100,
        components=components or Components(0.0, 1.0, 0.0),
        seed_values=seed_values,
    )


def test_limits_at_the_interval_s_own_level_are_the_interval() -> None:
    assert estimate(1.0, 0.3, 0.8).limits(0.025) == pytest.approx((0.7, 1.8), rel=1e-12)


@pytest.mark.parametrize("alpha", [0.5, 0.1, 0.01, 0.001])
def test_limits_of_a_symmetric_interval_are_those_of_student(alpha: float) -> None:
    symmetric = estimate(1.0, 0.4, 0.4)
    reach = stats.t.ppf(1 - alpha, 12) * symmetric.standard_error
    assert symmetric.limits(alpha) == pytest.approx((1 - reach, 1 + reach), rel=1e-12)


def test_p_values_of_a_symmetric_interval_are_those_of_student() -> None:
    symmetric = estimate(-1.0, 0.4, 0.4)
    expected = stats.t.cdf(-1.0 / symmetric.standard_error, 12)
    assert symmetric.p_below() == pytest.approx(expected, rel=1e-10)
    assert symmetric.p_above() == pytest.approx(1 - expected, rel=1e-10)


@given(
    value=st.floats(-3, 3),
    below=st.floats(0.01, 2),
    above=st.floats(0.01, 2),
    alpha=st.floats(1e-6, 0.5),
)
def test_a_p_value_is_below_alpha_exactly_when_the_limit_excludes_zero(
    value: float, below: float, above: float, alpha: float
) -> None:
    skewed = estimate(value, below, above)
    lower, upper = skewed.limits(alpha)
    if abs(lower) > 1e-9:
        assert (skewed.p_above() < alpha) == (lower > 0.0)
    if abs(upper) > 1e-9:
        assert (skewed.p_below() < alpha) == (upper < 0.0)
    assert skewed.p_above() + skewed.p_below() == pytest.approx(1.0)


def test_p_values_at_zero_are_one_half_each() -> None:
    even = estimate(0.0, 0.2, 0.9)
    assert (even.p_above(), even.p_below()) == (0.5, 0.5)


@pytest.mark.parametrize(("value", "above", "below"), [(1.0, 0, 1), (-1.0, 1, 0), (0.0, 1, 1)])
def test_where_nothing_varies_the_sign_decides(value: float, above: int, below: int) -> None:
    fixed = estimate(value, 0.0, 0.0)
    assert (fixed.p_above(), fixed.p_below()) == (above, below)
    assert fixed.limits(0.001) == (value, value)


def test_a_side_on_which_the_interval_misses_its_estimate_falls_back_to_the_standard_error() -> (
    None
):
    odd = estimate(1.0, -0.1, 0.9)
    lower, upper = odd.limits(0.025)
    assert lower == pytest.approx(1.0 - t_quantile(0.975, 12) * odd.standard_error)
    assert upper == pytest.approx(1.9)


@pytest.mark.parametrize("alpha", [0.0, 0.6, np.nan])
def test_a_level_that_is_no_level_is_refused(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha"):
        estimate(1.0, 0.1, 0.1).limits(alpha)


@pytest.mark.parametrize(
    ("seed_values", "components", "expected"),
    [
        ((-1.0, 2.0), Components(1.0, 1.0, 1.0), True),
        ((1.0, 2.0), Components(1.0, 1.0, 1.0), False),
        ((-1.0, 2.0), Components(0.01, 1.0, 3.0), False),
        ((-1.0,), Components(0.0, 1.0, 0.0), False),
    ],
)
def test_seeds_disagree_when_they_differ_in_sign_and_carry_the_variance(
    seed_values: tuple[float, ...], components: Components, expected: bool
) -> None:
    judged = estimate(0.5, 1.0, 1.0, seed_values=seed_values, components=components)
    assert judged.seeds_disagree is expected
