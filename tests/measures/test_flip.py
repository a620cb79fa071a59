from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mezz.component.types import Label
from mezz.measures.flip import Flip

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views

# Two views decide for the first class (one of them by a tie), one for the second.
THREE = [[[0.9, 0.1]], [[0.5, 0.5]], [[0.4, 0.6]]]


def test_it_is_the_share_of_pairs_that_decide_differently(answers: Callable[..., Views]) -> None:
    assert Flip().influence(answers(THREE, [1], how="iid")).tolist() == pytest.approx([2 / 3])
    assert Flip().influence(answers(THREE, [1])).tolist() == pytest.approx([4 / 9])


def test_only_labels_are_decided() -> None:
    assert Flip.applies == (Label,)
