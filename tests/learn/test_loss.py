from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from mezz.learn.loss import descend

if TYPE_CHECKING:
    from mezz.learn.loss import Loss

OUTPUTS = torch.from_numpy(np.random.default_rng(0).normal(size=(6, 4)) * 3)


def _whole(loss: Loss, outputs: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    if loss == "squared":
        return ((outputs - target) ** 2).sum(1).mean()
    return torch.nn.functional.cross_entropy(outputs, target)


@pytest.mark.parametrize("loss", ["squared", "cross_entropy", "soft_cross_entropy"])
def test_value_and_gradient_are_those_of_autograd(loss: Loss) -> None:
    target = torch.softmax(OUTPUTS.flip(0), dim=1)
    if loss == "cross_entropy":
        target = torch.tensor([0, 3, 3, 1, 2, 0])
    leaf = OUTPUTS.clone().requires_grad_()
    expected = _whole(loss, leaf, target)
    (0.3 * expected).backward()  # type: ignore[no-untyped-call]
    outputs = OUTPUTS.clone()
    assert descend(loss, outputs, target, 0.3) == pytest.approx(expected.item(), rel=1e-12)
    torch.testing.assert_close(outputs, leaf.grad, rtol=1e-10, atol=1e-14)


def test_large_logits_stay_finite() -> None:
    outputs = torch.tensor([[1e4, 0.0], [0.0, 1e4]])
    assert descend("cross_entropy", outputs, torch.tensor([0, 0]), 1.0) == 5e3
    assert outputs.tolist() == [[0.0, 0.0], [-0.5, 0.5]]
