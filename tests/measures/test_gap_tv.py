from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mezz.component.types import Label
from mezz.measures.gap_tv import GapTv

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views

# One view says (.7, .3), the other (.2, .8): half a unit of probability moves.
TWO = [[[0.7, 0.3]], [[0.2, 0.8]]]


def test_it_is_the_probability_that_moves_between_two_views(answers: Callable[..., Views]) -> None:
    assert GapTv().influence(answers(TWO, [0], how="iid")).tolist() == pytest.approx([0.5])


def test_on_a_whole_orbit_a_view_also_meets_itself(answers: Callable[..., Views]) -> None:
    assert GapTv().influence(answers(TWO, [0])).tolist() == pytest.approx([0.25])


def test_only_labels_have_probabilities() -> None:
    assert GapTv.applies == (Label,)
