"""The three losses, each with its gradient."""

from __future__ import annotations

from typing import Literal

import torch

Loss = Literal["squared", "cross_entropy", "soft_cross_entropy"]


def descend(loss: Loss, outputs: torch.Tensor, target: torch.Tensor, weight: float) -> float:
    """Return a batch's mean loss and turn its outputs into the gradient.

    - `squared`: the sum over components of (output - target)^2;
    - `cross_entropy`: -log p[label], p being the softmax of the outputs;
    - `soft_cross_entropy`: -sum target log p, whose gradient takes each target to sum to one.

    Args:
        loss: which.
        outputs: `(batch, C)`, replaced by the gradient of `weight` times the mean loss.
        target: `(batch, C)` of the outputs' precision, or `(batch,)` int64 labels.
        weight: this loss's share in the whole.

    Returns:
        The mean loss, without the weight.
    """
    rows = outputs.shape[0]
    if loss == "squared":
        outputs.sub_(target)
        value = torch.dot(outputs.view(-1), outputs.view(-1)).item() / rows
        outputs.mul_(2.0 * weight / rows)
        return value
    log_p = torch.log_softmax(outputs, dim=1)
    torch.exp(log_p, out=outputs)
    if loss == "cross_entropy":
        index = target[:, None]
        value = -log_p.gather(1, index).mean().item()
        outputs.scatter_add_(1, index, torch.full((rows, 1), -1.0, dtype=outputs.dtype))
    else:
        value = -torch.dot(log_p.view(-1), target.reshape(-1)).item() / rows
        outputs.sub_(target)
    outputs.mul_(weight / rows)
    return value
