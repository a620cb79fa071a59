from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from mezz.learn.cnn import CnnShape
from mezz.learn.deep_sets import DeepSetsShape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.learn.shape import Shape


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(
    params=[
        DeepSetsShape(12, 4, (9,), (), 2),
        DeepSetsShape(15, 5, (7, 33), (10,), 1, "sum"),
        DeepSetsShape(12, 6, (8,), (5, 4), 3, "mean", apart=True),
        DeepSetsShape(7, 7, (6,), (5,), 2, "sum", apart=True),
        CnnShape(12, (12,), (5,), 3, (), 2),
        CnnShape(14, (7,), (6, 33), 5, (9,), 1),
        CnnShape(11, (11,), (4, 5), 1, (6,), 11, "none"),
        CnnShape(20, (4, 5), (6, 3), 3, (7,), 2),
        CnnShape(24, (3, 4), (5,), 3, (), 24, "none"),
    ],
    ids=str,
)
def placed(request: pytest.FixtureRequest) -> Shape:
    """A network of whose layers some stand at many places of an example."""
    shape: Shape = request.param
    return shape
