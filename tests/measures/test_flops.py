from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.measures.flops import Flops

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views


def test_operations_are_a_count_without_examples(answers: Callable[..., Views]) -> None:
    assert Flops().influence(answers([[[0.0], [1.0]]], [[0.0], [1.0]])).tolist() == [1234]
    assert not Flops.decomposes
