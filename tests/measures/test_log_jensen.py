from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mezz.component.types import Label
from mezz.measures.log_jensen import LogJensen
from mezz.measures.log_loss import LogLoss

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views

TWO = [[[0.2, 0.8]], [[0.8, 0.2]]]


def test_it_is_the_log_loss_that_averaging_saves(answers: Callable[..., Views]) -> None:
    single = LogLoss().influence(answers(TWO, [0]))[0]
    assert LogJensen().influence(answers(TWO, [0]))[0] == pytest.approx(single - math.log(2))


def test_a_sample_of_two_views_is_jackknifed(answers: Callable[..., Views]) -> None:
    exact = LogJensen().influence(answers(TWO, [0]))[0]
    assert LogJensen().influence(answers(TWO, [0], how="iid"))[0] == pytest.approx(2 * exact)


def test_the_clip_of_the_views_counts(answers: Callable[..., Views]) -> None:
    views = replace(answers(TWO, [0]), clip=0.79)
    expected = math.log((0.79 + 0.8) / 2) - (math.log(0.79) + math.log(0.8)) / 2
    assert LogJensen().influence(views)[0] == pytest.approx(expected)
    assert LogJensen.clips


def test_only_labels_have_a_probability() -> None:
    assert LogJensen.applies == (Label,)
