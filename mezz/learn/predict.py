"""Prediction in fixed tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from mezz.learn.network import Layer, check_parameters, forward
from mezz.learn.threads import spread

if TYPE_CHECKING:
    import threading

    import numpy.typing as npt

    from mezz.learn.network import Parameters
    from mezz.learn.scale import Scaler
    from mezz.learn.shape import Shape

    Precision = type[np.float32 | np.float64]

TILE = 1024
# Where the widths are multiples of this, a product's every column goes the same way through every
# row of the tile; 5 or 10 columns, or 33 in float64, come out differently from one row to the next.
_LANES = 64


def predict(
    params: Parameters,
    shape: Shape,
    scaler: Scaler | None,
    bank: npt.NDArray[np.floating],
    *,
    dtype: Precision = np.float32,
    threads: int | None = None,
) -> npt.NDArray[np.float64]:
    """Compute a model's outputs for every row under every view.

    All products have one shape: `TILE` rows (the last tile is filled up with zeros) and widths
    rounded up with zero columns. A row's bits therefore depend neither on the other rows nor on
    their number and order, nor on the number of threads. Where a layer stands at many places of an
    example, each place is a row of its own.

    Args:
        params: named parameters; see `Shape`.
        shape: their shape.
        scaler: standardises the rows first; None takes them as they are.
        bank: `(V, N, D)`; axis 0 is the view. It is read tile by tile, and rounded to `dtype`.
        dtype: the precision of all arithmetic; float64 is for the noise floor's second run.
        threads: how many tiles are computed at once; by default as many as torch would use threads.

    Returns:
        `(V, N, C)` float64: values, or logits.

    Raises:
        ValueError: if the parameters or the bank do not suit the shape.
    """
    check_parameters(params, shape)
    if bank.ndim != 3 or bank.shape[2] != shape.inputs:
        raise ValueError(f"{shape} cannot read a bank of shape {bank.shape}")
    layers = _padded(params, shape, dtype)
    views, rows, _ = bank.shape
    tile = shape.examples
    out = np.empty((views * rows, shape.outputs))

    def work(number: int, _: threading.Event) -> None:
        places = np.arange(number * tile, min((number + 1) * tile, len(out)))
        found = bank[places // rows, places % rows]
        with torch.inference_mode():
            # Torch's memory is aligned to 64 bytes; on numpy's a product may round otherwise.
            x = torch.zeros(tile, shape.inputs, dtype=layers[0].weight.dtype)
            x.numpy()[: len(places)] = found if scaler is None else scaler.apply(found, dtype)
            outputs = forward(shape, layers, x, _product)
        out[places] = outputs.numpy()[: len(places)]

    spread(work, -(-len(out) // tile), threads)
    return out.reshape(views, rows, shape.outputs)


def probabilities(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the softmax over the last axis, `(..., C)` float64."""
    powers: npt.NDArray[np.float64] = np.exp(logits - logits.max(axis=-1, keepdims=True))
    powers /= powers.sum(axis=-1, keepdims=True)
    return powers


def _product(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Multiply `(rows, in)` with `(in, out)`, `TILE` rows at a time, the last filled up with zeros."""
    rows = len(x)
    if rows == TILE:
        return torch.mm(x, weight)
    whole = -(-rows // TILE) * TILE
    if rows < whole:
        x = torch.cat([x, x.new_zeros(whole - rows, x.shape[1])])
    out = x.new_empty(whole, weight.shape[1])
    for start in range(0, whole, TILE):
        torch.mm(x[start : start + TILE], weight, out=out[start : start + TILE])
    return out[:rows]


def _padded(params: Parameters, shape: Shape, dtype: Precision) -> list[Layer]:
    """Return the layers with widths rounded up: a new unit is gelu(0) = 0 and weighs nothing."""
    kind = torch.float64 if np.dtype(dtype) == np.float64 else torch.float32
    layers = []
    columns = shape.sites()[0].inputs
    for number, site in enumerate(shape.sites()):
        fan_in, fan_out = site.inputs, site.outputs
        rows = columns if site.before is None else site.before.width(columns)
        columns = -(-fan_out // _LANES) * _LANES
        layer = Layer(torch.zeros(rows, columns, dtype=kind), torch.zeros(columns, dtype=kind))
        layer.weight.numpy()[:fan_in, :fan_out] = params[f"layers.{number}.weight"]
        layer.bias.numpy()[:fan_out] = params[f"layers.{number}.bias"]
        layers.append(layer)
    return layers
