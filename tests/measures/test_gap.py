from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mezz.measures.gap import Gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views


def test_it_is_the_variance_over_the_whole_orbit(answers: Callable[..., Views]) -> None:
    views = answers([[[0.0], [1.0]], [[2.0], [1.0]], [[4.0], [1.0]]], [[9.0], [9.0]])
    assert Gap().influence(views).tolist() == pytest.approx([8 / 3, 0])


def test_it_divides_by_one_less_where_views_are_drawn(answers: Callable[..., Views]) -> None:
    views = answers([[[0.0]], [[2.0]], [[4.0]]], [[9.0]], how="iid")
    assert Gap().influence(views).tolist() == pytest.approx([4])


def test_one_view_of_an_orbit_of_one_has_no_gap(answers: Callable[..., Views]) -> None:
    assert Gap().influence(answers([[[0.3, 0.7]]], [1])).tolist() == [0]
