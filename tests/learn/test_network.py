"""Networks whose layers stand at many places: gradients, symmetries, and bits that never change."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch.nn import functional

from mezz.learn.backprop import Networks
from mezz.learn.checkpoint import Keeper
from mezz.learn.cnn import CnnShape
from mezz.learn.deep_sets import DeepSetsShape
from mezz.learn.fit import FitPlan, Source, Task
from mezz.learn.network import init
from mezz.learn.predict import predict
from mezz.learn.randomness import Stream
from mezz.learn.scale import Scaler
from mezz.learn.train import train
from mezz.learn.weights import Weights, load, save

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mezz.learn.fit import Fitted
    from mezz.learn.shape import Shape

    Leaves = dict[str, torch.Tensor]


def reference(shape: Shape, params: Leaves, x: torch.Tensor) -> torch.Tensor:
    """Compute the outputs with torch's own layers, `(batch, in)` to `(batch, out)`."""
    if isinstance(shape, DeepSetsShape):
        many, few = shape.items, shape.features
        x = x.view(-1, few, many).transpose(1, 2) if shape.apart else x.view(-1, many, few)
        depth = len(shape.phi)
        for layer in range(depth):
            x = functional.gelu(
                x @ params[f"layers.{layer}.weight"] + params[f"layers.{layer}.bias"]
            )
        x = x.mean(1) if shape.pool == "mean" else x.sum(1)
    else:
        assert isinstance(shape, CnnShape)
        depth, dimensions = len(shape.channels), len(shape.grid)
        x = x.view(-1, shape.taken, *shape.grid)
        convolve = functional.conv1d if dimensions == 1 else functional.conv2d
        for layer in range(depth):
            weight = params[f"layers.{layer}.weight"]
            kernel = weight.view(*[shape.kernel] * dimensions, x.shape[1], -1)
            kernel = kernel.permute(-1, -2, *range(dimensions))
            padded = functional.pad(x, [shape.kernel // 2] * 2 * dimensions, mode="circular")
            x = functional.gelu(convolve(padded, kernel, params[f"layers.{layer}.bias"]))
        x = x.flatten(2)
        x = x.mean(2) if shape.pool == "mean" else x.transpose(1, 2)
    for layer in range(depth, len(shape.layers)):
        x = functional.gelu(x) if layer > depth else x
        x = x @ params[f"layers.{layer}.weight"] + params[f"layers.{layer}.bias"]
    return x.flatten(1)


def test_outputs_and_gradients_are_those_of_torchs_own_layers(placed: Shape) -> None:
    shape = placed
    params = [init(shape, Stream(seed, "init")) for seed in range(3)]
    networks = Networks(shape, params, 6, torch.float64)
    rng = np.random.default_rng(0)
    x, direction = (
        torch.from_numpy(rng.normal(size=(3, 6, n))) for n in (shape.inputs, shape.outputs)
    )
    for number in range(3):
        networks.inputs[number].copy_(x[number])
    networks.forward(range(3))
    outputs = [output.clone() for output in networks.outputs]
    for number in range(3):
        networks.outputs[number].copy_(direction[number])
    networks.backward(range(3))
    for number in range(3):
        leaves = {
            name: torch.from_numpy(value).double().requires_grad_()
            for name, value in params[number].items()
        }
        expected = reference(shape, leaves, x[number])
        torch.testing.assert_close(outputs[number], expected.detach(), rtol=1e-12, atol=1e-12)
        (expected * direction[number]).sum().backward()  # type: ignore[no-untyped-call]
        for part, kind in zip(networks.gradient(number), ("weight", "bias"), strict=True):
            gradients = [leaves[f"layers.{k}.{kind}"].grad for k in range(len(shape.layers))]
            wanted = torch.cat([g.ravel() for g in gradients if g is not None])
            # The gaps between the layers carry nothing, so that they add nothing to the norm.
            torch.testing.assert_close(part[part != 0], wanted, rtol=1e-10, atol=1e-10)


def moved(shape: Shape, rows: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """Return rows `(N, D)` with the items in another order, or the grid shifted."""
    rng = np.random.default_rng(seed)
    if isinstance(shape, DeepSetsShape):
        order = rng.permutation(shape.items)
        if shape.apart:
            return rows.reshape(-1, shape.features, shape.items)[:, :, order].reshape(rows.shape)
        return rows.reshape(-1, shape.items, shape.features)[:, order].reshape(rows.shape)
    assert isinstance(shape, CnnShape)
    return shifted(shape, rows, seed)


def shifted(shape: CnnShape, rows: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    steps = tuple(1 + np.random.default_rng(seed).integers(0, [n - 1 for n in shape.grid]))
    axes = tuple(range(2, 2 + len(shape.grid)))
    return np.roll(rows.reshape(len(rows), -1, *shape.grid), steps, axes).reshape(rows.shape)


@pytest.mark.parametrize(("dtype", "rounding"), [(np.float32, 1e-6), (np.float64, 2e-15)])
def test_what_a_pool_hides_does_not_show(
    placed: Shape, dtype: type[np.float32 | np.float64], rounding: float
) -> None:
    shape = placed
    rng = np.random.default_rng(0)
    rows = rng.normal(1.0, 3.0, (40, shape.inputs)).astype(np.float32)
    scaler = Scaler.fit(rows[None], alike=shape.alike())
    params = init(shape, Stream(0, "init"))
    views = np.stack([rows, *(moved(shape, rows, seed) for seed in range(5))])
    told = predict(params, shape, scaler, views, dtype=dtype)
    if isinstance(shape, CnnShape) and shape.pool == "none":
        # What comes out moves along: a point's numbers stand together.
        per = shape.outputs // prod(shape.grid)
        first = told[0].reshape(40, -1, per).transpose(0, 2, 1).reshape(40, -1)
        due = [first, *(shifted(shape, first, seed) for seed in range(5))]
        told = told.reshape(6, 40, -1, per).transpose(0, 1, 3, 2).reshape(6, 40, -1)
    else:
        due = [told[0]] * 6
    scale = np.abs(told).max()
    assert np.abs(told - np.stack(due)).max() <= rounding * scale
    # Numbers that change places in another way do show.
    other = predict(params, shape, scaler, views[:, :, ::-1].copy() * 0.5, dtype=dtype)
    assert np.abs(other[0].ravel() - told[0].ravel()).max() > 1e-3 * scale


def source(seed: int, shape: Shape, rows: int, *, fixed: bool = False) -> Source:
    rng = np.random.default_rng(seed)
    bank = rng.normal(size=(3, rows, shape.inputs)).astype(np.float32)
    target = np.sin(bank[0] @ rng.normal(size=(shape.inputs, shape.outputs))).astype(np.float32)
    return Source(bank, target, "squared", np.zeros(rows, int) if fixed else None)


def tasks_of(shape: Shape) -> list[Task]:
    rows, held_out = source(0, shape, 50), source(1, shape, 30, fixed=True)
    scaler = Scaler.fit(rows.bank, alike=shape.alike())
    return [
        Task(rows, Stream(0, "a"), validation=held_out),
        Task(rows, Stream(1, "a"), scaler=scaler, validation=held_out),
        Task(rows, Stream(2, "a"), source(2, shape, 20), 0.3, held_out, scaler),
    ]


def same(one: Fitted, other: Fitted) -> bool:
    return (
        one.curve == other.curve
        and one.best_step == other.best_step
        and one.params.keys() == other.params.keys()
        and all(np.array_equal(one.params[name], other.params[name]) for name in one.params)
    )


def test_a_stack_and_its_threads_do_not_change_a_bit_of_any_fit(placed: Shape) -> None:
    tasks, plan = tasks_of(placed), FitPlan(8, 17, lr=0.01, stop="validation")
    alone = [train([task], placed, plan, threads=1)[0] for task in tasks]
    for threads in (1, 2):
        assert all(map(same, alone, train(tasks, placed, plan, threads=threads)))
        backwards = train(tasks[::-1], placed, plan, threads=threads)
        assert all(map(same, alone, backwards[::-1]))


def test_large_networks_on_threads_of_their_own_learn_the_same_bits() -> None:
    shape = CnnShape(64, (64,), (16, 16), 5, (32,), 2)
    tasks, plan = tasks_of(shape), FitPlan(3, 20)
    assert plan.flops(shape) > 4e6 * plan.steps  # else there would be one thread
    alone = [train([task], shape, plan, threads=1)[0] for task in tasks]
    assert all(map(same, alone, train(tasks, shape, plan, threads=2)))
    assert all(map(same, alone, train(tasks, shape, plan, threads=1)))


def test_a_fit_goes_on_from_any_step_with_the_same_bits(placed: Shape) -> None:
    tasks, plan = tasks_of(placed), FitPlan(12, 17, lr=0.02, stop="validation", patience=4)
    whole = train(tasks, placed, plan, threads=1)
    states: dict[int, list[bytes]] = {index: [] for index in range(len(tasks))}
    save_ = lambda index, data: states[index].append(data)  # noqa: E731
    train(tasks, placed, plan, threads=1, keeper=Keeper(save=save_, every=0.0))
    for at in (0, 5, -1):
        chosen = {index: kept[min(at, len(kept) - 1)] for index, kept in states.items()}
        keeper = Keeper(load=chosen.get, every=1e9)
        assert all(map(same, whole, train(tasks, placed, plan, threads=1, keeper=keeper)))


def test_a_fit_learns_a_function_of_its_kind() -> None:
    shape = DeepSetsShape(5, 5, (16,), (16,), 1, "mean")
    bank = np.random.default_rng(0).normal(size=(1, 400, 5)).astype(np.float32)
    target = np.square(bank[0]).mean(1, keepdims=True)
    task = Task(Source(bank, target, "squared"), Stream(0, "fit"))
    fitted = train([task], shape, FitPlan(400, 64, lr=0.02), threads=1)[0]
    told = predict(fitted.params, shape, None, bank)[0]
    assert np.mean((told - target) ** 2) < 0.02 * target.var()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_neither_order_nor_neighbours_nor_threads_change_a_bit_of_a_row(
    placed: Shape, dtype: type[np.float32 | np.float64]
) -> None:
    rng = np.random.default_rng(0)
    bank = rng.normal(1.0, 3.0, (2, 700, placed.inputs)).astype(np.float32)
    params = init(placed, Stream(0, "init"))
    scaler = Scaler.fit(bank, alike=placed.alike())
    whole = predict(params, placed, scaler, bank, dtype=dtype, threads=1)
    order = rng.permutation(700)
    shuffled = predict(params, placed, scaler, bank[::-1, order], dtype=dtype, threads=2)
    assert np.array_equal(shuffled, whole[::-1, order])
    for rows in (1, 2, 17, 513):
        part = predict(params, placed, scaler, bank[1:, :rows], dtype=dtype, threads=2)
        assert np.array_equal(part, whole[1:, :rows])
    alike = predict(params, placed, scaler, np.repeat(bank[:1, :1], 1024, axis=1), dtype=dtype)
    assert np.array_equal(alike, np.broadcast_to(whole[0, 0], alike.shape))


def test_a_grid_larger_than_a_tile_keeps_its_bits_too() -> None:
    shape = CnnShape(48 * 50, (48, 50), (6, 5), 3, (4,), 2)
    assert shape.examples == 6
    bank = np.random.default_rng(0).normal(size=(1, 15, shape.inputs)).astype(np.float32)
    params = init(shape, Stream(0, "init"))
    whole = predict(params, shape, None, bank, threads=2)
    assert np.array_equal(predict(params, shape, None, bank[:, 4:5]), whole[:, 4:5])
    leaves = {name: torch.from_numpy(value).double() for name, value in params.items()}
    due = reference(shape, leaves, torch.from_numpy(bank[0]).double())
    np.testing.assert_allclose(whole[0], due.numpy(), rtol=1e-4, atol=1e-6)


def test_a_model_comes_back_bit_for_bit(placed: Shape, tmp_path: Path) -> None:
    bank = np.random.default_rng(0).normal(size=(1, 30, placed.inputs)).astype(np.float32)
    scaler = Scaler.fit(bank, alike=placed.alike())
    params = init(placed, Stream(0, "init"))
    save(tmp_path, Weights(params, placed, scaler, {"classes": ["a"]}))
    back = load(tmp_path)
    assert back.shape == placed
    assert back.about == {"classes": ["a"]}
    assert np.array_equal(
        predict(back.params, back.shape, back.scaler, bank), predict(params, placed, scaler, bank)
    )
