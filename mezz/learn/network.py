"""A network of any shape: its first parameters, their names, its forward pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from mezz.learn.randomness import Stream
    from mezz.learn.shape import Shape

    Parameters = Mapping[str, npt.NDArray[np.float32]]


class Layer(NamedTuple):
    """One layer's tensors: `weight` `(in, out)` and `bias` `(out,)`."""

    weight: torch.Tensor
    bias: torch.Tensor


def init(shape: Shape, stream: Stream) -> dict[str, npt.NDArray[np.float32]]:
    """Draw first parameters: all uniform on +-1/sqrt(in), the law of `torch.nn.Linear`.

    Returns:
        The named parameters. They depend on the shape and the stream alone.
    """
    params = {}
    for number, (fan_in, fan_out) in enumerate(shape.layers):
        # The id is the unit, the draws are its incoming weights and, last, its bias.
        draws = stream.child(number).uniform(np.arange(fan_out), fan_in + 1)
        values = ((2.0 * draws - 1.0) / np.sqrt(fan_in)).astype(np.float32)
        params[f"layers.{number}.weight"] = np.ascontiguousarray(values[:, :-1].T)
        params[f"layers.{number}.bias"] = values[:, -1].copy()
    return params


def named(layers: Sequence[Layer]) -> dict[str, npt.NDArray[np.float32]]:
    """Return a copy of the layers' parameters as they are now, by name."""
    params = {}
    for number, layer in enumerate(layers):
        params[f"layers.{number}.weight"] = layer.weight.numpy().copy()
        params[f"layers.{number}.bias"] = layer.bias.numpy().copy()
    return params


def check_parameters(params: Parameters, shape: Shape) -> None:
    """Raise ValueError unless the names and shapes of the parameters are those of `shape`."""
    found = {name: value.shape for name, value in params.items()}
    wanted: dict[str, tuple[int, ...]] = {}
    for number, (fan_in, fan_out) in enumerate(shape.layers):
        wanted[f"layers.{number}.weight"] = (fan_in, fan_out)
        wanted[f"layers.{number}.bias"] = (fan_out,)
    if found != wanted:
        raise ValueError(f"parameters of {shape} are {wanted}, not {found}")


def forward(
    shape: Shape,
    layers: Sequence[Layer],
    x: torch.Tensor,
    product: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] = torch.mm,
) -> torch.Tensor:
    """Compute the outputs of one network.

    Args:
        shape: the network.
        layers: first to last; they may have more units than the shape says, which say nothing.
        x: `(batch, in)`, of the layers' precision.
        product: what multiplies rows with a weight.

    Returns:
        `(batch, out)`: values, or logits.
    """
    batch, out = len(x), shape.layers[-1][1]
    for number, (site, layer) in enumerate(zip(shape.sites(), layers, strict=True)):
        if number:
            x = torch.nn.functional.gelu(x)
        if site.before is not None:
            before, x = x, x.new_empty(batch * site.places, site.before.width(x.shape[1]))
            site.before.forward(before, x)
        elif not number:
            x = x.view(batch * site.places, site.inputs)
        x = product(x, layer.weight).add_(layer.bias)
    return x[:, :out].reshape(batch, shape.outputs)
