"""A reach is Student's with one term, and with several it is never missed too often."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from mezz.stats.spread import Spread, Term, t_quantile

FEW = Spread((Term(0.6, 2.0), Term(0.8, 199.0)))
ERRORS = st.floats(0.0, 1e3, allow_subnormal=False)
DEGREES = st.floats(1.0, 1e6)


@pytest.mark.parametrize("alpha", [0.5, 0.1, 0.025, 1e-9])
def test_one_term_reaches_as_far_as_student(alpha: float) -> None:
    assert Spread.of(0.3, 7.0).reach(alpha) == pytest.approx(
        -0.3 * stats.t.ppf(alpha, 7.0), rel=1e-12
    )


def test_several_terms_add_their_reaches_in_squares() -> None:
    expected = math.hypot(0.6 * stats.t.ppf(0.975, 2), 0.8 * stats.t.ppf(0.975, 199))
    assert FEW.standard_error == 1.0
    assert FEW.reach(0.025) == pytest.approx(expected, rel=1e-12)


@given(st.tuples(ERRORS, DEGREES), st.tuples(ERRORS, DEGREES), st.floats(1e-12, 0.5))
def test_the_tail_of_a_reach_is_its_level(
    one: tuple[float, float], other: tuple[float, float], alpha: float
) -> None:
    spread = Spread((Term(*one), Term(*other)))
    if spread.standard_error > 0.0:
        assert spread.tail(spread.reach(alpha)) == pytest.approx(alpha, rel=1e-6)


@given(st.floats(-50.0, 50.0))
def test_tails_on_both_sides_add_up_to_one(distance: float) -> None:
    assert FEW.tail(distance) + FEW.tail(-distance) == pytest.approx(1.0)


def test_tails_fall_with_distance_down_to_the_smallest_that_is_told() -> None:
    distances = [0.0, 0.1, 1.0, 10.0, 1e5, 1e160, 1e300]
    tails = [FEW.tail(distance) for distance in distances]
    assert tails == sorted(tails, reverse=True)
    assert tails[0] == 0.5
    assert 0.0 <= tails[-1] < 1e-299


@given(st.tuples(ERRORS, DEGREES), st.tuples(ERRORS, DEGREES))
def test_the_degrees_give_the_reach_back(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    spread = Spread((Term(*one), Term(*other)))
    degrees = spread.degrees(0.025)
    assert min(one[1], other[1]) <= degrees <= max(one[1], other[1])
    assert t_quantile(0.975, degrees) * spread.standard_error == pytest.approx(
        spread.reach(0.025), rel=1e-6
    )


def test_where_nothing_varies_nothing_is_reached() -> None:
    still = Spread((Term(0.0, 2.0), Term(0.0, 9.0)))
    assert [still.standard_error, still.reach(0.01), still.degrees(0.025)] == [0.0, 0.0, 2.0]
    assert [still.tail(1.0), still.tail(0.0), still.tail(-1.0)] == [0.0, 0.5, 1.0]


def missed(share: float, degrees: float, alpha: float) -> tuple[float, float]:
    """How often a normal error of variance 1 passes the reach, and Satterthwaite's limit.

    A share of the variance is known with few degrees, the rest exactly. By quadrature over the
    chi-squared draw; the normal error is integrated out.
    """

    def misses(draw: float) -> tuple[float, float]:
        few = share * draw / degrees
        known = 1.0 - share
        reach = Spread((Term(math.sqrt(few), degrees), Term(math.sqrt(known), 1e9))).reach(alpha)
        whole = few + known
        theirs = stats.t.ppf(1 - alpha, degrees * (whole / few) ** 2) * math.sqrt(whole)
        return float(stats.norm.sf(reach)), float(stats.norm.sf(theirs))

    quantiles = (np.arange(400) + 0.5) / 400
    found = np.array([misses(draw) for draw in stats.chi2.ppf(quantiles, degrees)])
    ours, satterthwaite = found.mean(axis=0)
    return float(ours), float(satterthwaite)


@pytest.mark.parametrize("degrees", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.97])
def test_a_reach_is_missed_at_most_as_often_as_it_says(share: float, degrees: float) -> None:
    ours, _ = missed(share, degrees, 0.025)
    # The midpoint rule is good to one part in a hundred here.
    assert 0.005 < ours <= 0.025 * 1.01


def test_satterthwaite_misses_more_often_than_he_says_where_few_degrees_carry_much() -> None:
    assert missed(0.9, 2.0, 0.025)[1] == pytest.approx(0.039, abs=0.001)
    assert missed(0.9, 2.0, 0.005)[1] == pytest.approx(0.0174, abs=0.001)
    assert missed(0.9, 2.0, 0.005)[0] <= 0.005


def test_a_term_that_is_all_there_is_is_missed_exactly_as_often() -> None:
    density = stats.chi2(2).pdf
    found, _ = integrate.quad(
        lambda x: density(x) * stats.norm.sf(Spread.of(math.sqrt(x / 2), 2.0).reach(0.025)), 0, 60
    )
    assert found == pytest.approx(0.025, rel=1e-6)
