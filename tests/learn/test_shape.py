from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from mezz.learn.cnn import CnnShape
from mezz.learn.deep_sets import DeepSetsShape
from mezz.learn.mlp import MlpShape
from mezz.learn.network import Layer, forward, init
from mezz.learn.randomness import Stream

if TYPE_CHECKING:
    from mezz.learn.shape import Shape

Layers = list[tuple[list[list[float]], list[float]]]


class Count:
    """Arithmetic on plain numbers, every operation of which is counted."""

    def __init__(self) -> None:
        self.operations = 0

    def dense(self, x: list[float], weight: list[list[float]], bias: list[float]) -> list[float]:
        out = [0.0] * len(bias)
        for value, row in zip(x, weight, strict=True):
            for at, one in enumerate(row):
                out[at] += value * one
                self.operations += 2
        self.operations += len(bias)
        return [one + constant for one, constant in zip(out, bias, strict=True)]

    def gelu(self, x: list[float]) -> list[float]:
        self.operations += len(x)
        return [one * 0.5 * (1 + math.erf(one / math.sqrt(2))) for one in x]

    def pool(self, rows: list[list[float]], kind: str) -> list[float]:
        out = rows[0]
        for row in rows[1:]:
            out = [a + b for a, b in zip(out, row, strict=True)]
            self.operations += len(row)
        if kind == "mean":
            self.operations += len(out)
            out = [one / len(rows) for one in out]
        return out

    def stack(self, x: list[float], layers: Layers, *, last: bool) -> list[float]:
        for number, (weight, bias) in enumerate(layers):
            x = self.dense(x, weight, bias)
            x = x if last and number + 1 == len(layers) else self.gelu(x)
        return x

    def __call__(self, shape: Shape, x: list[float], layers: Layers) -> list[float]:
        if isinstance(shape, DeepSetsShape):
            many = range(shape.items)
            items = [x[i :: shape.items] for i in many]
            if not shape.apart:
                items = [x[i * shape.features : (i + 1) * shape.features] for i in many]
            depth = len(shape.phi)
            told = [self.stack(item, layers[:depth], last=False) for item in items]
            return self.stack(self.pool(told, shape.pool), layers[depth:], last=True)
        assert isinstance(shape, CnnShape)
        return self.convolved(shape, x, layers)

    def convolved(self, shape: CnnShape, x: list[float], layers: Layers) -> list[float]:
        points = list(np.ndindex(shape.grid))
        reach = range(-(shape.kernel // 2), shape.kernel // 2 + 1)
        state = {
            point: [x[channel * len(points) + at] for channel in range(shape.taken)]
            for at, point in enumerate(points)
        }
        depth = len(shape.channels)
        for weight, bias in layers[:depth]:
            seen = {
                point: [
                    value
                    for step in product(reach, repeat=len(shape.grid))
                    for value in state[
                        tuple((p + s) % n for p, s, n in zip(point, step, shape.grid, strict=True))
                    ]
                ]
                for point in points
            }
            state = {
                point: self.gelu(self.dense(around, weight, bias)) for point, around in seen.items()
            }
        rows = [state[point] for point in points]
        if shape.pool == "mean":
            return self.stack(self.pool(rows, "mean"), layers[depth:], last=True)
        return [one for row in rows for one in self.stack(row, layers[depth:], last=True)]


def test_operations_and_parameters_are_those_that_plain_loops_count(placed: Shape) -> None:
    shape = placed
    params = init(shape, Stream(0, "init"))
    names = range(len(shape.layers))
    layers = [
        (params[f"layers.{n}.weight"].tolist(), params[f"layers.{n}.bias"].tolist()) for n in names
    ]
    x = np.random.default_rng(0).normal(size=shape.inputs)
    count = Count()
    told = count(shape, x.tolist(), layers)
    assert count.operations == shape.flops()
    assert sum(value.size for value in params.values()) == shape.parameters()
    tensors = [
        Layer(
            torch.from_numpy(params[f"layers.{n}.weight"]).double(),
            torch.from_numpy(params[f"layers.{n}.bias"]).double(),
        )
        for n in names
    ]
    found = forward(shape, tensors, torch.from_numpy(x)[None])[0]
    np.testing.assert_allclose(found.numpy(), told, rtol=1e-12, atol=1e-14)


def test_inputs_of_one_kind_are_told() -> None:
    assert DeepSetsShape(6, 3, (4,), (), 1).alike() == (0, 1, 0, 1, 0, 1)
    assert DeepSetsShape(6, 3, (4,), (), 1, apart=True).alike() == (0, 0, 0, 1, 1, 1)
    assert CnnShape(8, (2, 2), (4,), 1, (), 1).alike() == (0, 0, 0, 0, 1, 1, 1, 1)


def test_numbers_held_in_training_are_inputs_results_and_what_lies_between() -> None:
    assert MlpShape(5, (16, 7), 3).floats() == 5 + 2 * (16 + 7) + 3
    # Eight points see three each; each has four channels; the mean goes through one layer.
    assert CnnShape(8, (8,), (4,), 3, (), 2).floats() == 8 + 8 * 3 + 2 * 8 * 4 + 4 + 2


def test_a_large_grid_takes_fewer_examples_at_once() -> None:
    assert MlpShape(5, (), 3).examples == 1024
    assert CnnShape(4096, (64, 64), (4,), 3, (), 1).examples == 4
    assert CnnShape(65536, (256, 256), (4,), 3, (), 1).examples == 1


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: DeepSetsShape(7, 3, (4,), (), 1), "equally many inputs"),
        (lambda: DeepSetsShape(6, 3, (), (), 1), "a layer before it is pooled"),
        (lambda: DeepSetsShape(6, 3, (0,), (), 1), "needs a unit: Deep"),
        (lambda: CnnShape(9, (8,), (4,), 3, (), 1), "equally many inputs: Cnn"),
        (lambda: CnnShape(8, (8,), (), 3, (), 1), "a convolution"),
        (lambda: CnnShape(8, (8,), (4,), 4, (), 1), "odd"),
        (lambda: CnnShape(8, (8,), (4,), 9, (), 1), "no larger"),
        (lambda: CnnShape(8, (8,), (4,), 3, (), 9, "none"), "equally many outputs"),
        (lambda: CnnShape(8, (8,), (4,), 3, (0,), 1), "needs a unit: Cnn"),
    ],
)
def test_a_shape_that_cannot_be_is_refused(make: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()  # type: ignore[operator]
