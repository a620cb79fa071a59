from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from mezz.component.types import Label
from mezz.measures.gap_js import GapJs

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views

SURE = [[[1.0, 0.0]], [[0.0, 1.0]]]


def test_opposite_certainties_give_their_view_away(answers: Callable[..., Views]) -> None:
    assert GapJs().influence(answers(SURE, [0])).tolist() == pytest.approx([math.log(2)])


def test_a_sample_of_two_views_is_jackknifed(answers: Callable[..., Views]) -> None:
    views = answers(SURE, [0], how="iid")
    assert GapJs().influence(views).tolist() == pytest.approx([2 * math.log(2)])


def test_the_clip_of_the_views_counts(answers: Callable[..., Views]) -> None:
    views = replace(answers(SURE, [0]), clip=0.9)
    assert GapJs().influence(views).tolist() == pytest.approx([-math.log(0.9)])
    assert GapJs.clips


def test_only_labels_have_probabilities() -> None:
    assert GapJs.applies == (Label,)
