"""A world of recorded answers: which columns it names, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from mezz.worlds.table import Table


@pytest.mark.parametrize(
    "columns",
    [
        {"outputs": ("a", "a")},
        {"outputs": ("a", "b"), "label": "a"},
        {"outputs": ("a", "b"), "unit": "b"},
        {"outputs": ("a", "b"), "label": "c", "unit": "c"},
        {"outputs": ("a", "view")},
        {"outputs": ("a", "b"), "label": "example"},
        # The truth of several values has a column each, `<label>.<output>`.
        {"outputs": ("a", "c.a"), "label": "c", "target": "value"},
        {"outputs": ("a", "b"), "label": "c", "unit": "c.b", "target": "value"},
    ],
)
def test_a_column_has_one_use(columns: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="each column has one use"):
        Table(**columns)


def test_a_class_whose_name_looks_like_a_truth_is_one_use() -> None:
    assert Table(outputs=("no", "answer.no"), label="answer").label == "answer"
    assert Table(outputs=("x",), label="y", target="value").unit is None
