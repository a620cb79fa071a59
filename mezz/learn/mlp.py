"""The multilayer perceptron: its shape, its first parameters, its forward pass."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from mezz.learn.randomness import Stream

    Parameters = Mapping[str, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class MlpShape:
    """Layers of `inputs`, the `hidden` widths and `outputs` units, GELU between them.

    Without hidden layers it is the linear model. Parameters are named `layers.<l>.weight`, of
    shape `(in, out)`, so that a batch of rows is multiplied from the left, and `layers.<l>.bias`,
    of shape `(out,)`.
    """

    inputs: int
    hidden: tuple[int, ...]
    outputs: int

    def __post_init__(self) -> None:
        if min(self.inputs, *self.hidden, self.outputs) < 1:
            raise ValueError(f"every layer needs a unit: {self}")

    @property
    def layers(self) -> tuple[tuple[int, int], ...]:
        """Return `(in, out)` of each layer, first to last."""
        widths = (self.inputs, *self.hidden, self.outputs)
        return tuple(itertools.pairwise(widths))

    def parameters(self) -> int:
        """Count weights and biases."""
        return sum((fan_in + 1) * fan_out for fan_in, fan_out in self.layers)

    def flops(self) -> int:
        """Count one example's forward operations.

        A layer costs 2 in x out for its product and out for its bias; an activation counts as one.
        """
        return sum((2 * fan_in + 1) * fan_out for fan_in, fan_out in self.layers) + sum(self.hidden)


class Layer(NamedTuple):
    """One layer's tensors: `weight` `(in, out)` and `bias` `(out,)`."""

    weight: torch.Tensor
    bias: torch.Tensor


def init(shape: MlpShape, stream: Stream) -> dict[str, npt.NDArray[np.float32]]:
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


def check_parameters(params: Parameters, shape: MlpShape) -> None:
    """Raise ValueError unless the names and shapes of the parameters are those of `shape`."""
    found = {name: value.shape for name, value in params.items()}
    wanted: dict[str, tuple[int, ...]] = {}
    for number, (fan_in, fan_out) in enumerate(shape.layers):
        wanted[f"layers.{number}.weight"] = (fan_in, fan_out)
        wanted[f"layers.{number}.bias"] = (fan_out,)
    if found != wanted:
        raise ValueError(f"parameters of {shape} are {wanted}, not {found}")


def forward(layers: Sequence[Layer], x: torch.Tensor) -> torch.Tensor:
    """Compute the outputs of one network.

    Args:
        layers: first to last.
        x: `(batch, in)`, of the layers' precision.

    Returns:
        `(batch, out)`: values, or logits.
    """
    for number, layer in enumerate(layers):
        if number:
            x = torch.nn.functional.gelu(x)
        x = torch.mm(x, layer.weight).add_(layer.bias)
    return x
