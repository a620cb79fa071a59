"""Lines are judged at alpha for a MAKE and together for a BREAK."""

from __future__ import annotations

import pytest

from mezz.stats.criterion import CriterionResult, Standing, judge
from mezz.stats.estimate import Estimate
from mezz.stats.mean_squares import Components
from mezz.stats.spread import Spread

ALPHA = 0.025


def line(z: float, *, strict: bool = False, error: float = 1.0) -> CriterionResult:
    """A line whose contrast lies z standard errors from its margin, in a large sample."""
    estimate = Estimate(
        value=z * error,
        spread=Spread.of(error, 1e9),
        lower=(z - 1.959964) * error,
        upper=(z + 1.959964) * error,
        confidence=0.95,
        method="test",
        n_seeds=2,
        n_units=1000,
        components=Components(2.0 * error**2, 0.0, 0.0),
        seed_values=(z * error, z * error),
    )
    return CriterionResult(f"line at {z}", estimate, strict)


def fixed(value: float, *, strict: bool) -> CriterionResult:
    """A line about a number that does not vary, such as a count of passes."""
    estimate = Estimate(
        value=value,
        spread=Spread.of(0.0, 1.0),
        lower=value,
        upper=value,
        confidence=0.95,
        method="test",
        n_seeds=2,
        n_units=10,
        components=Components(0.0, 0.0, 0.0),
        seed_values=(value, value),
    )
    return CriterionResult("passes", estimate, strict)


@pytest.mark.parametrize(
    ("z", "standing"),
    [
        (-2.0, Standing.FULFILLED),
        (-1.9, Standing.UNDECIDED),
        (0.0, Standing.UNDECIDED),
        (1.9, Standing.UNDECIDED),
        (2.0, Standing.VIOLATED),
    ],
)
def test_a_single_make_line_stands_where_its_interval_does(z: float, standing: Standing) -> None:
    (judged,), _ = judge([line(z)], [], ALPHA)
    assert judged.standing is standing
    assert (judged.lower, judged.upper) == pytest.approx((z - 1.96, z + 1.96), abs=1e-3)


@pytest.mark.parametrize(
    ("z", "standing"),
    [
        (-2.0, Standing.FULFILLED),
        (0.0, Standing.UNDECIDED),
        (1.9, Standing.UNDECIDED),
        (2.0, Standing.VIOLATED),
    ],
)
def test_a_single_break_line_stands_where_its_interval_does(z: float, standing: Standing) -> None:
    # One `make` line far on the good side rejects nothing, but counts among the two tests.
    _, (judged,) = judge([], [line(z)], ALPHA)
    assert judged.standing is standing


def test_a_make_line_must_be_further_wrong_the_more_lines_there_are() -> None:
    # z = 2.1 has p = .0179 < .025, but not < .025/2.
    assert judge([line(2.1)], [], ALPHA)[0][0].standing is Standing.VIOLATED
    assert judge([line(2.1), line(-5.0)], [], ALPHA)[0][0].standing is Standing.UNDECIDED
    assert judge([line(2.1)], [line(5.0)], ALPHA)[0][0].standing is Standing.UNDECIDED


def test_a_break_condition_counts_among_the_tests() -> None:
    assert judge([], [line(-2.1)], ALPHA)[1][0].standing is Standing.FULFILLED
    assert judge([line(-5.0)], [line(-2.1)], ALPHA)[1][0].standing is Standing.UNDECIDED


def test_one_clear_violation_makes_room_for_the_next() -> None:
    make, _ = judge([line(5.0), line(2.1)], [], ALPHA)
    assert [judged.standing for judged in make] == [Standing.VIOLATED] * 2


def test_more_lines_do_not_make_it_harder_to_fulfil_one() -> None:
    make, _ = judge([line(-2.0)] * 8, [], ALPHA)
    assert {judged.standing for judged in make} == {Standing.FULFILLED}


@pytest.mark.parametrize(
    ("value", "strict", "standing"),
    [
        (-1.0, True, Standing.FULFILLED),
        (0.0, False, Standing.FULFILLED),
        (0.0, True, Standing.VIOLATED),
        (1.0, False, Standing.VIOLATED),
    ],
)
def test_what_does_not_vary_is_decided_by_the_comparison_itself(
    value: float, strict: bool, standing: Standing
) -> None:
    assert judge([fixed(value, strict=strict)], [], ALPHA)[0][0].standing is standing


def test_strictness_does_not_matter_where_something_varies() -> None:
    loose, strict = line(0.0), line(0.0, strict=True)
    assert (loose.p_fulfilled, loose.p_violated) == (strict.p_fulfilled, strict.p_violated)


def test_only_an_undecided_line_says_what_it_needs() -> None:
    make, _ = judge([line(-5.0), line(-1.0), line(5.0)], [], ALPHA)
    assert [judged.seeds_needed is None for judged in make] == [True, False, True]


def test_a_line_that_leans_to_break_needs_the_holm_level() -> None:
    alone = judge([line(1.0)], [], ALPHA)[0][0].seeds_needed
    among = judge([line(1.0), line(-5.0), line(-5.0)], [], ALPHA)[0][0].seeds_needed
    good_side = judge([line(-1.0), line(-5.0), line(-5.0)], [], ALPHA)[0][0].seeds_needed
    assert alone is not None
    assert among is not None
    assert among > alone == good_side
