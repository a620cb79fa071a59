"""Holm's procedure against the closed test that it is a short cut of."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mezz.stats.multiplicity import holm


def closed_test(p: list[float], alpha: float) -> list[bool]:
    """Reject what every intersection that contains it rejects, each by Bonferroni."""
    members = range(len(p))
    subsets = list(chain.from_iterable(combinations(members, r) for r in range(1, len(p) + 1)))
    rejected = {subset: min(p[i] for i in subset) <= alpha / len(subset) for subset in subsets}
    return [all(rejected[subset] for subset in subsets if i in subset) for i in members]


@given(p=st.lists(st.floats(0, 1) | st.floats(0, 0.06), max_size=6), alpha=st.floats(0.01, 0.3))
def test_holm_is_the_closed_bonferroni_test(p: list[float], alpha: float) -> None:
    assert holm(p, alpha).tolist() == closed_test(p, alpha)


def test_a_textbook_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005], 0.05).tolist() == [True, False, False, True]


def test_no_hypothesis_is_no_rejection() -> None:
    assert holm([], 0.05).tolist() == []


def test_any_false_rejection_is_as_rare_as_promised() -> None:
    p = np.random.default_rng(0).random((4000, 5))
    share = np.mean([holm(row, 0.05).any() for row in p])
    # Independent: 1 - (1 - .01)^5 = .049; three standard errors are .010.
    assert share == pytest.approx(0.049, abs=0.0105)


@pytest.mark.parametrize("p", [[0.5, np.nan], [-0.1], [1.1], [[0.5]]])
def test_what_is_no_p_value_is_refused(p: list[float]) -> None:
    with pytest.raises(ValueError, match="p-values"):
        holm(p, 0.05)


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_an_error_rate_outside_its_range_is_refused(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha"):
        holm([0.5], alpha)
