from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.special import softmax

from mezz.learn.mlp import MlpShape
from mezz.learn.network import Layer, forward, init
from mezz.learn.predict import TILE, predict, probabilities
from mezz.learn.randomness import Stream
from mezz.learn.scale import Scaler

SHAPES = [
    MlpShape(1, (), 1),
    MlpShape(7, (), 5),
    MlpShape(5, (10,), 1),
    MlpShape(31, (33, 100), 7),
    MlpShape(64, (256, 256), 10),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_neither_order_nor_neighbours_nor_threads_change_a_bit_of_a_row(
    shape: MlpShape, dtype: type[np.float32 | np.float64]
) -> None:
    rng = np.random.default_rng(0)
    bank = rng.normal(1.0, 3.0, (2, 1300, shape.inputs)).astype(np.float32)
    params, scaler = init(shape, Stream(0, "init")), Scaler.fit(bank)
    whole = predict(params, shape, scaler, bank, dtype=dtype, threads=1)
    assert whole.dtype == np.float64
    assert whole.shape == (2, 1300, shape.outputs)
    order = rng.permutation(1300)
    shuffled = predict(params, shape, scaler, bank[::-1, order], dtype=dtype, threads=2)
    assert np.array_equal(shuffled, whole[::-1, order])
    for rows in (1, 2, 3, 17, 1023, 1025):
        part = predict(params, shape, scaler, bank[1:, :rows], dtype=dtype, threads=2)
        assert np.array_equal(part, whole[1:, :rows])
    alike = predict(params, shape, scaler, np.repeat(bank[:1, :1], TILE, axis=1), dtype=dtype)
    assert np.array_equal(alike, np.broadcast_to(whole[0, 0], alike.shape))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_outputs_are_those_of_the_plain_forward_pass(shape: MlpShape) -> None:
    bank = np.random.default_rng(0).normal(size=(3, 50, shape.inputs)).astype(np.float32)
    params, scaler = init(shape, Stream(0, "init")), Scaler.fit(bank)
    layers = [
        Layer(
            torch.from_numpy(params[f"layers.{number}.weight"]).double(),
            torch.from_numpy(params[f"layers.{number}.bias"]).double(),
        )
        for number in range(len(shape.layers))
    ]
    rows = (bank.astype(np.float64) - scaler.mean) / scaler.scale
    expected = (
        forward(shape, layers, torch.from_numpy(rows.reshape(150, -1))).numpy().reshape(3, 50, -1)
    )
    exact = predict(params, shape, scaler, bank, dtype=np.float64)
    np.testing.assert_allclose(exact, expected, rtol=1e-12, atol=1e-13)
    rough = predict(params, shape, scaler, bank)
    np.testing.assert_allclose(rough, expected, rtol=1e-4, atol=1e-5)
    assert not np.array_equal(rough, exact)


def test_rows_are_taken_as_they_are_without_a_scaler() -> None:
    shape = MlpShape(2, (), 1)
    params = {
        "layers.0.weight": np.array([[2.0], [10.0]], dtype=np.float32),
        "layers.0.bias": np.array([1.0], dtype=np.float32),
    }
    bank = np.array([[[1.0, 2.0], [3.0, 4.0]]], dtype=np.float32)
    assert predict(params, shape, None, bank).tolist() == [[[23.0], [47.0]]]


def test_no_rows_give_no_outputs() -> None:
    shape = MlpShape(2, (), 3)
    bank = np.zeros((4, 0, 2), dtype=np.float32)
    assert predict(init(shape, Stream(0, "init")), shape, None, bank).shape == (4, 0, 3)


def test_other_columns_and_other_parameters_are_refused() -> None:
    shape = MlpShape(2, (), 3)
    params = init(shape, Stream(0, "init"))
    with pytest.raises(ValueError, match="cannot read"):
        predict(params, shape, None, np.zeros((1, 4, 3), dtype=np.float32))
    with pytest.raises(ValueError, match="parameters"):
        predict(params, MlpShape(2, (), 2), None, np.zeros((1, 4, 2), dtype=np.float32))


def test_probabilities_are_the_softmax() -> None:
    logits = np.random.default_rng(0).normal(size=(2, 5, 3)) * 300
    found = probabilities(logits)
    np.testing.assert_allclose(found, softmax(logits, axis=-1), rtol=1e-12)
    np.testing.assert_allclose(found.sum(-1), 1.0, rtol=1e-15)


def test_rows_are_rounded_to_the_precision_before_anything_else() -> None:
    rng = np.random.default_rng(0)
    shape = SHAPES[3]
    bank = rng.normal(1e4, 1.0, (2, 50, shape.inputs))
    params, scaler = init(shape, Stream(0, "init")), Scaler.fit(bank.astype(np.float32))
    rounded = bank.astype(np.float32)
    for scaled in (scaler, None):
        rough = predict(params, shape, scaled, bank)
        assert np.array_equal(rough, predict(params, shape, scaled, rounded))
        exact = predict(params, shape, scaled, bank, dtype=np.float64)
        assert not np.array_equal(exact, predict(params, shape, scaled, rounded, dtype=np.float64))
