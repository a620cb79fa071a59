from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from mezz.component.types import Label
from mezz.measures.log_loss import LogLoss

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views


def test_it_is_minus_the_log_of_the_labels_probability(answers: Callable[..., Views]) -> None:
    views = answers([[[0.25, 0.75], [0.0, 1.0]], [[0.5, 0.5], [0.0, 1.0]]], [0, 0])
    assert LogLoss().influence(views).tolist() == pytest.approx(
        [(math.log(4) + math.log(2)) / 2, 7 * math.log(10)]
    )


def test_only_labels_have_a_probability() -> None:
    assert LogLoss.applies == (Label,)
