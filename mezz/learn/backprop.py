"""Networks in training side by side: parameters, gradients, and buffers for one batch each."""

from __future__ import annotations

from functools import partial
from math import prod
from typing import TYPE_CHECKING

import torch

from mezz.learn.network import Layer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mezz.learn.network import Parameters
    from mezz.learn.shape import Shape, Site

    Blocks = Callable[[Sequence[tuple[int, ...]]], tuple[torch.Tensor, list[torch.Tensor]]]

_ALIGNMENT = 32  # floats: two registers of the widest kind, and two cache lines


class Networks:
    """Networks of one shape, whose layers are computed in buffers that are there from the start.

    Parameters and gradients are `(B, ...)` of `dtype`, axis 0 being the network, with all layers'
    weights in one tensor and all biases in another; gaps between layers stay zero. `inputs` and
    `outputs` hold, for each network, the `(rows, in)` and `(rows, out)` buffers of its batch.

    No network's bits depend on the others. So products and sums are taken network by network: one
    batched product rounds differently for one matrix than for many. And everything begins on a
    multiple of the vector width, so that what is done element by element over the networks meets no
    element in the remainder that a vector loop leaves to slower, differently rounded code.
    """

    def __init__(
        self,
        shape: Shape,
        params: Sequence[Parameters],
        rows: int,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        count, sites = len(params), shape.sites()
        blocks = partial(_blocks, count, dtype)
        matrices, vectors = list(shape.layers), [(width,) for _, width in shape.layers]
        self._all_weights, self._weights = blocks(matrices)
        self._all_biases, self._biases = blocks(vectors)
        self._all_weight_gradients, weight_gradients = blocks(matrices)
        self._all_bias_gradients, bias_gradients = blocks(vectors)
        # Of each layer's buffers the whole, for what is done element by element, and the view.
        made = [(rows * site.places, site.outputs) for site in sites]
        after = [blocks([size]) for size in [(rows, shape.inputs), *made[:-1]]]
        results = [blocks([size]) for size in made]
        self._after = [whole for whole, _ in after]
        self._results = [(whole, view) for whole, (view,) in results]
        self._passages = [site.before for site in sites]
        self.inputs = list(after[0][1][0])
        self.outputs = list(results[-1][1][0].view(count, rows, shape.outputs))
        # By layer, then by network: what came before, what goes in, the weights, what comes out,
        # the two gradients.
        self._items = [
            list(zip(*(list(tensor) for tensor in tensors), strict=True))
            for tensors in zip(
                [view for _, (view,) in after],
                [
                    _entering(site, view, rows, blocks)
                    for site, (_, (view,)) in zip(sites, after, strict=True)
                ],
                self._weights,
                [view for _, (view,) in results],
                weight_gradients,
                bias_gradients,
                strict=True,
            )
        ]
        for number, named in enumerate(params):
            for layer, into in enumerate(self.layers(number)):
                into.weight.copy_(torch.from_numpy(named[f"layers.{layer}.weight"]))
                into.bias.copy_(torch.from_numpy(named[f"layers.{layer}.bias"]))

    @property
    def parts(self) -> tuple[tuple[torch.Tensor, torch.Tensor], ...]:
        """Return what an optimiser moves and along what: the weights, then the biases."""
        return (
            (self._all_weights, self._all_weight_gradients),
            (self._all_biases, self._all_bias_gradients),
        )

    def parameters(self, number: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the parts of one network's parameters, each flat, gaps between layers included."""
        return self._all_weights[number], self._all_biases[number]

    def gradient(self, number: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the parts of one network's gradient, each flat."""
        return self._all_weight_gradients[number], self._all_bias_gradients[number]

    def layers(self, number: int) -> list[Layer]:
        """Return the layers of one network, which change as it learns."""
        pairs = zip(self._weights, self._biases, strict=True)
        return [Layer(weight[number], bias[number]) for weight, bias in pairs]

    def forward(self, active: Sequence[int]) -> None:
        """Compute the outputs of some networks from their inputs."""
        for layer, (whole, view) in enumerate(self._results):
            passage = self._passages[layer]
            for number in active:
                before, x, weight, result, _, _ = self._items[layer][number]
                if passage is not None:
                    passage.forward(before, x)
                torch.mm(x, weight, out=result)
            view.add_(self._biases[layer][:, None])
            if layer + 1 < len(self._after):
                torch.ops.aten.gelu.out(whole, out=self._after[layer + 1])

    def backward(self, active: Sequence[int]) -> None:
        """Compute the gradients of some networks from those of their outputs, left in `outputs`."""
        for layer in reversed(range(len(self._items))):
            passage = self._passages[layer]
            for number in active:
                before, x, weight, delta, into_weight, into_bias = self._items[layer][number]
                torch.mm(x.T, delta, out=into_weight)
                torch.sum(delta, 0, out=into_bias)
                if layer:
                    torch.mm(delta, weight.T, out=x)  # the activation's work is done
                    if passage is not None:
                        passage.backward(x, before)
            if layer:
                entered = self._results[layer - 1][0]
                torch.ops.aten.gelu_backward.grad_input(
                    self._after[layer], entered, grad_input=entered
                )


def _entering(site: Site, before: torch.Tensor, rows: int, blocks: Blocks) -> torch.Tensor:
    """Return what goes into a layer, `(count, rows * places, in)`: what came before, or a buffer."""
    if site.before is None:
        return before.view(len(before), rows * site.places, site.inputs)
    (view,) = blocks([(rows * site.places, site.inputs)])[1]
    return view


def _blocks(
    count: int, dtype: torch.dtype, sizes: Sequence[tuple[int, ...]]
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Return zeros `(count, ...)` and, for each size, the view `(count, *size)` of its block."""
    starts = [0]
    for size in sizes:
        starts.append(starts[-1] + -(-prod(size) // _ALIGNMENT) * _ALIGNMENT)
    flat = torch.zeros(count, starts[-1], dtype=dtype)
    views = [
        flat[:, start : start + prod(size)].view(count, *size)
        for start, size in zip(starts[:-1], sizes, strict=True)
    ]
    return flat, views
