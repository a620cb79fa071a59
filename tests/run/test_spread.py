"""How unstable examples are told."""

from __future__ import annotations

import numpy as np
import pytest

from mezz.component.examples import Examples
from mezz.component.types import Emits, Scalar, Series, Value
from mezz.run.spread import path_of
from mezz.symmetries.angle_turns import AngleTurns
from mezz.symmetries.bar_phase import BarPhase

ROWS = 13


def emits() -> Emits:
    return Emits(
        fields={"series": Series(ROWS, ("open", "close")), "M": Scalar()},
        target=Value(("y",)),
    )


def example(start: int = 0) -> Examples:
    prices = np.arange(2.0 * ROWS).reshape(1, ROWS, 2)
    fields = {
        "series": prices,
        "series.start": np.array([start]),
        "series.end": np.zeros(1, np.int64),
        "M": np.ones(1),
    }
    one = np.zeros(1, np.int64)
    return Examples(fields, np.zeros((1, 1)), one, one)


@pytest.mark.parametrize("start", [0, 1])
def test_a_series_is_told_by_its_closes_and_by_where_each_view_cuts_it(start: int) -> None:
    found = path_of(BarPhase(on="series", bar=4), emits(), example(start), np.arange(4))
    assert found["series"] == tuple(2.0 * row + 1 for row in range(ROWS))
    # A bar that starts g rows late leaves g rows for the last one.
    expected = [(0, 4, 8, 12), (3, 7, 11), (2, 6, 10), (1, 5, 9)]
    assert list(found["cuts"]) == expected[start:] + expected[:start]


def test_what_is_no_series_has_no_path() -> None:
    turns = AngleTurns(on="M", turns=3)
    assert path_of(turns, emits(), example(), np.arange(3)) == {}
