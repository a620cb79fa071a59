from __future__ import annotations

import numpy as np
import pytest
import torch

from mezz.learn.backprop import Networks
from mezz.learn.mlp import MlpShape
from mezz.learn.network import Layer, forward, init, named
from mezz.learn.randomness import Stream


@pytest.mark.parametrize("hidden", [(), (9,), (16, 7)])
def test_each_networks_gradient_is_that_of_autograd(hidden: tuple[int, ...]) -> None:
    shape = MlpShape(5, hidden, 3)
    params = [init(shape, Stream(seed, "init")) for seed in range(3)]
    networks = Networks(shape, params, 20)
    rng = np.random.default_rng(0)
    x, direction = (torch.from_numpy(rng.normal(size=(3, 20, n))).float() for n in (5, 3))
    for number in range(3):
        networks.inputs[number].copy_(x[number])
    networks.forward(range(3))
    outputs = [output.clone() for output in networks.outputs]
    for number in range(3):
        networks.outputs[number].copy_(direction[number])
    networks.backward(range(3))
    for number in range(3):
        leaves = {name: torch.from_numpy(v).requires_grad_() for name, v in params[number].items()}
        layers = [
            Layer(leaves[f"layers.{layer}.weight"], leaves[f"layers.{layer}.bias"])
            for layer in range(len(shape.layers))
        ]
        expected = forward(shape, layers, x[number])
        torch.testing.assert_close(outputs[number], expected.detach())
        (expected * direction[number]).sum().backward()  # type: ignore[no-untyped-call]
        for part, kind in zip(networks.gradient(number), ("weight", "bias"), strict=True):
            gradients = [leaves[f"layers.{k}.{kind}"].grad for k in range(len(shape.layers))]
            wanted = torch.cat([g.ravel() for g in gradients if g is not None])
            # The gaps between the layers carry nothing, so that they add nothing to the norm.
            torch.testing.assert_close(part[part != 0], wanted, rtol=1e-5, atol=1e-5)


def test_resting_networks_are_left_out_of_the_work() -> None:
    shape = MlpShape(5, (9,), 3)
    networks = Networks(shape, [init(shape, Stream(0, "init"))] * 2, 4)
    for buffer in networks.inputs + networks.outputs:
        buffer.fill_(1.0)
    networks.forward([1])
    networks.backward([1])
    assert all((part == 0).all() for part in networks.gradient(0))
    assert all((part != 0).any() for part in networks.gradient(1))


def test_what_an_optimiser_moves_is_what_the_layers_show() -> None:
    shape = MlpShape(5, (9,), 3)
    params = [init(shape, Stream(seed, "init")) for seed in range(2)]
    networks = Networks(shape, params, 4)
    found = named(networks.layers(1))
    assert list(found) == list(params[1])
    assert all(np.array_equal(found[name], value) for name, value in params[1].items())
    (weights, weight_gradients), (biases, bias_gradients) = networks.parts
    assert weights.shape == weight_gradients.shape
    assert biases.shape == bias_gradients.shape
    weights.zero_()
    biases[1] += 1.0
    for layer, (weight, bias) in enumerate(networks.layers(1)):
        assert (weight == 0).all()
        assert np.array_equal(bias.numpy(), params[1][f"layers.{layer}.bias"] + 1)
