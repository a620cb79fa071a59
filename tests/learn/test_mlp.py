from __future__ import annotations

import numpy as np
import pytest
import torch

from mezz.learn.mlp import MlpShape
from mezz.learn.network import Layer, check_parameters, forward, init
from mezz.learn.randomness import Stream

SHAPE = MlpShape(5, (16, 7), 3)


def test_operations_and_parameters_are_counted_by_hand() -> None:
    assert SHAPE.parameters() == 5 * 16 + 16 + 16 * 7 + 7 + 7 * 3 + 3
    products = 2 * (5 * 16 + 16 * 7 + 7 * 3)
    assert SHAPE.flops() == products + (16 + 7 + 3) + (16 + 7)
    assert MlpShape(4, (), 1).parameters() == 5
    assert MlpShape(4, (), 1).flops() == 9


def test_first_parameters_are_uniform_on_the_inverse_root_of_the_inputs() -> None:
    params = init(MlpShape(400, (200,), 1), Stream(0, "init"))
    values = params["layers.0.weight"] * 20
    assert values.dtype == np.float32
    assert values.shape == (400, 200)
    assert 0.999 < np.abs(values).max() <= 1.0
    assert abs(values.mean()) < 0.01
    assert abs(values.var() - 1 / 3) < 0.01
    assert np.abs(params["layers.1.bias"]).max() <= 1 / np.sqrt(200)


def test_first_parameters_depend_on_the_stream_alone() -> None:
    first, again = (init(SHAPE, Stream(3, "init")) for _ in range(2))
    other = init(SHAPE, Stream(4, "init"))
    for name, value in first.items():
        assert np.array_equal(value, again[name])
        assert not np.array_equal(value, other[name])


@pytest.mark.parametrize("hidden", [(), (16,), (16, 7)])
def test_the_forward_pass_is_that_of_torchs_modules(hidden: tuple[int, ...]) -> None:
    shape = MlpShape(5, hidden, 3)
    params = init(shape, Stream(0, "init"))
    layers: list[Layer] = []
    modules: list[torch.nn.Module] = []
    for number, (fan_in, fan_out) in enumerate(shape.layers):
        weight = torch.from_numpy(params[f"layers.{number}.weight"])
        bias = torch.from_numpy(params[f"layers.{number}.bias"])
        layers.append(Layer(weight, bias))
        linear = torch.nn.Linear(fan_in, fan_out)
        linear.weight.data, linear.bias.data = weight.T, bias
        modules += [torch.nn.GELU(), linear] if number else [linear]
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(20, 5)).astype(np.float32))
    torch.testing.assert_close(forward(shape, layers, x), torch.nn.Sequential(*modules)(x).detach())


def test_a_layer_without_units_is_refused() -> None:
    with pytest.raises(ValueError, match="unit"):
        MlpShape(3, (0,), 1)


def test_parameters_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"layers\.0\.weight"):
        check_parameters(init(SHAPE, Stream(0, "init")), MlpShape(5, (16, 8), 3))
