from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.component.types import Label
from mezz.measures.accuracy import Accuracy

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views


def test_it_is_the_share_of_views_that_are_right(answers: Callable[..., Views]) -> None:
    views = answers([[[0.6, 0.4], [0.5, 0.5]], [[0.4, 0.6], [0.1, 0.9]]], [0, 1])
    assert Accuracy().influence(views).tolist() == [0.5, 0.5]


def test_only_labels_can_be_right() -> None:
    assert Accuracy.applies == (Label,)
