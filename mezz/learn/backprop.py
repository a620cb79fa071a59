"""A network in training: flat parameters, its gradient, and buffers for one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from mezz.learn.mlp import Layer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from mezz.learn.mlp import MlpShape, Parameters

_ALIGNMENT = 16  # floats in 64 bytes; products may round otherwise on other alignments


class Network:
    """A network whose forward and backward pass allocate nothing.

    `parameters` and `gradient` are flat float32 vectors, weights first, biases after `decayed`;
    gaps between the blocks stay zero. `inputs` `(rows, in)` and `outputs` `(rows, out)` are the
    buffers of one batch.
    """

    def __init__(self, shape: MlpShape, params: Parameters, rows: int) -> None:
        weights = [fan_in * fan_out for fan_in, fan_out in shape.layers]
        biases = [fan_out for _, fan_out in shape.layers]
        starts = [0]
        for size in (*weights, *biases):
            starts.append(starts[-1] + -(-size // _ALIGNMENT) * _ALIGNMENT)
        self.decayed = starts[len(weights)]
        self.parameters = torch.zeros(starts[-1])
        self.gradient = torch.zeros(starts[-1])
        self.layers = _layers(self.parameters, shape, starts)
        self._gradients = _layers(self.gradient, shape, starts)
        for number, layer in enumerate(self.layers):
            layer.weight.copy_(torch.from_numpy(params[f"layers.{number}.weight"]))
            layer.bias.copy_(torch.from_numpy(params[f"layers.{number}.bias"]))
        self._before = [torch.empty(rows, width) for width in shape.hidden]
        self._activations = [torch.empty(rows, width) for width in (shape.inputs, *shape.hidden)]
        self.inputs = self._activations[0]
        self.outputs = torch.empty(rows, shape.outputs)

    def forward(self) -> None:
        """Compute `outputs` from `inputs`."""
        results = (*self._before, self.outputs)
        for number, (layer, result) in enumerate(zip(self.layers, results, strict=True)):
            torch.mm(self._activations[number], layer.weight, out=result)
            result.add_(layer.bias)
            if number < len(self._before):
                torch.ops.aten.gelu.out(result, out=self._activations[number + 1])

    def backward(self) -> None:
        """Compute `gradient` from the gradient of the outputs, left in `outputs`."""
        delta = self.outputs
        for number in reversed(range(len(self.layers))):
            activation, into = self._activations[number], self._gradients[number]
            torch.mm(activation.T, delta, out=into.weight)
            torch.sum(delta, 0, out=into.bias)
            if number:
                # The activation has done its work: its buffer takes its gradient.
                torch.mm(delta, self.layers[number].weight.T, out=activation)
                delta = torch.ops.aten.gelu_backward.grad_input(
                    activation, self._before[number - 1], grad_input=activation
                )

    def copy_parameters(self) -> dict[str, npt.NDArray[np.float32]]:
        """Return the named parameters as they are now."""
        params = {}
        for number, layer in enumerate(self.layers):
            params[f"layers.{number}.weight"] = layer.weight.numpy().copy()
            params[f"layers.{number}.bias"] = layer.bias.numpy().copy()
        return params


def _layers(flat: torch.Tensor, shape: MlpShape, starts: list[int]) -> list[Layer]:
    """Return the views of a flat vector that are its layers."""
    count = len(shape.layers)
    return [
        Layer(
            flat[starts[number] :][: fan_in * fan_out].view(fan_in, fan_out),
            flat[starts[count + number] :][:fan_out],
        )
        for number, (fan_in, fan_out) in enumerate(shape.layers)
    ]
