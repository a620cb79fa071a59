from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.measures.flops import Flops

if TYPE_CHECKING:
    from conftest import Answers


def test_operations_are_a_count_without_examples(answers: Answers) -> None:
    assert Flops().influence(answers([[[0.0], [1.0]]], [[0.0], [1.0]])).tolist() == [1234]
    assert not Flops.decomposes
