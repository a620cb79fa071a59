"""Williams squares favour no thing, no place and no neighbour."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations

import numpy as np
import pytest

from mezz.groups.squares import squares_for, williams, williams_views
from mezz.groups.symmetric import Symmetric, permute


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 9, 16, 17])
def test_every_thing_follows_every_other_equally_often_and_stands_everywhere(n: int) -> None:
    rows = williams(n)
    times = 1 if n % 2 == 0 else 2
    assert rows.shape == (times * n, n)
    for column in rows.T:
        assert Counter(column.tolist()) == dict.fromkeys(range(n), times)
    followed = Counter(pair for row in rows.tolist() for pair in pairwise(row))
    assert followed == dict.fromkeys(permutations(range(n), 2), times)


def test_one_thing_has_one_order() -> None:
    assert williams(1).tolist() == [[0], [0]]


@pytest.mark.parametrize(("n", "count", "squares"), [(6, 6, 1), (6, 7, 2), (5, 10, 1), (5, 3, 1)])
def test_a_square_is_begun_where_views_are_still_missing(n: int, count: int, squares: int) -> None:
    assert squares_for(n, count) == squares


@pytest.mark.parametrize(("n", "count"), [(6, 12), (5, 10), (6, 9), (4, 3)])
def test_views_show_the_rows_of_renamed_squares(n: int, count: int) -> None:
    u = np.random.default_rng(0).random((3, squares_for(n, count) * n))
    views = williams_views(n, count, u)
    assert views.shape == (count, 3, n)
    shown = permute(views, np.broadcast_to(np.arange(n), views.shape))
    rows, height = williams(n), len(williams(n))
    for example in range(3):
        for at in range(count):
            square = at // height
            names = np.argsort(u[example, square * n : (square + 1) * n])
            assert np.array_equal(shown[at, example], names[rows[at % height]])


def test_each_view_alone_is_any_permutation() -> None:
    everyone = Symmetric(4).elements()
    # The ranks of these numbers run through all permutations once.
    views = williams_views(4, 4, Symmetric(4).inverse(everyone) / 4)
    for view in views:
        assert np.array_equal(np.unique(view, axis=0), everyone)
