from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.measures.passes import Passes

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.component.views import Views


def test_passes_are_a_count_without_examples(answers: Callable[..., Views]) -> None:
    assert Passes().influence(answers([[[0.0], [1.0]]], [[0.0], [1.0]])).tolist() == [5]
    assert not Passes.decomposes
