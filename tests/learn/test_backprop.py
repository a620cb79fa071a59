from __future__ import annotations

import numpy as np
import pytest
import torch

from mezz.learn.backprop import Network
from mezz.learn.mlp import Layer, MlpShape, forward, init
from mezz.learn.randomness import Stream


@pytest.mark.parametrize("hidden", [(), (9,), (16, 7)])
def test_the_gradient_is_that_of_autograd(hidden: tuple[int, ...]) -> None:
    shape = MlpShape(5, hidden, 3)
    params = init(shape, Stream(0, "init"))
    rng = np.random.default_rng(0)
    x, direction = (torch.from_numpy(rng.normal(size=(20, n))).float() for n in (5, 3))
    network = Network(shape, params, 20)
    network.inputs.copy_(x)
    network.forward()
    leaves = {name: torch.from_numpy(v).requires_grad_() for name, v in params.items()}
    layers = [
        Layer(leaves[f"layers.{number}.weight"], leaves[f"layers.{number}.bias"])
        for number in range(len(shape.layers))
    ]
    outputs = forward(layers, x)
    torch.testing.assert_close(network.outputs, outputs.detach())
    (outputs * direction).sum().backward()  # type: ignore[no-untyped-call]
    network.outputs.copy_(direction)
    network.backward()
    norms = []
    for name, leaf in leaves.items():
        assert leaf.grad is not None
        number, kind = name.split(".")[1:]
        start = network.layers[int(number)]._asdict()[kind].storage_offset()
        found = network.gradient[start : start + leaf.numel()].view(leaf.shape)
        torch.testing.assert_close(found, leaf.grad, rtol=1e-5, atol=1e-5)
        norms.append(leaf.grad.norm().item())
    # The gaps between the blocks carry nothing, so the flat norm is the norm of the gradient.
    assert network.gradient.norm().item() == pytest.approx(np.linalg.norm(norms), rel=1e-5)


def test_biases_lie_behind_the_weights() -> None:
    shape = MlpShape(5, (9,), 3)
    network = Network(shape, init(shape, Stream(0, "init")), 4)
    assert all(layer.weight.storage_offset() < network.decayed for layer in network.layers)
    assert all(layer.bias.storage_offset() >= network.decayed for layer in network.layers)


def test_parameters_go_in_and_come_out_unchanged() -> None:
    shape = MlpShape(5, (9,), 3)
    params = init(shape, Stream(0, "init"))
    network = Network(shape, params, 4)
    copy = network.copy_parameters()
    network.parameters.zero_()
    assert list(copy) == list(params)
    for name, value in params.items():
        assert np.array_equal(copy[name], value)
