"""The shape of a convolutional network on a periodic grid."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, ClassVar, Literal

from mezz.learn.passage import Neighbours, Pool
from mezz.learn.shape import Shape, check_widths, dense

if TYPE_CHECKING:
    from mezz.learn.shape import Site


@dataclass(frozen=True, slots=True)
class CnnShape(Shape):
    """Circular convolutions of `kernel` points a dimension, one or two of them, GELU behind each.

    The `inputs` are channels, each one's points standing together, the last dimension fastest;
    `channels` are those after each convolution, `head` the widths of hidden layers behind.
    With `pool: mean` the channels are averaged over the grid before the head, and a shift of the
    grid cannot show. With `pool: none` the head stands at every point, and a shift of the inputs
    shifts the outputs: `outputs` is the number of points, times any number of channels, a point's
    standing together.
    """

    word: ClassVar[str] = "cnn"

    inputs: int
    grid: tuple[int, ...]
    channels: tuple[int, ...]
    kernel: int
    head: tuple[int, ...]
    outputs: int
    pool: Literal["mean", "none"] = "mean"

    def __post_init__(self) -> None:
        check_widths(self, *self.grid, self.taken, *self.channels, *self.head, self.outputs)
        if not self.channels:
            raise ValueError(f"a network on a grid needs a convolution: {self}")
        if not 1 <= self.kernel <= min(self.grid) or self.kernel % 2 == 0:
            raise ValueError(f"a kernel is odd, and no larger than the grid: {self}")
        if self.inputs % prod(self.grid):
            raise ValueError(f"every point needs equally many inputs: {self}")
        if self.pool == "none" and self.outputs % prod(self.grid):
            raise ValueError(f"every point needs equally many outputs: {self}")

    @property
    def taken(self) -> int:
        """Return the number of channels that go in."""
        return self.inputs // prod(self.grid)

    def sites(self) -> tuple[Site, ...]:
        """Return the convolutions, and the head behind the pool or at every point."""
        points, layers = prod(self.grid), []
        taken, apart = self.taken, True
        for channels in self.channels:
            seen = Neighbours(self.grid, self.kernel, taken, apart)
            layers += dense((seen.width(taken), channels), points, seen)
            taken, apart = channels, False
        if self.pool == "mean":
            return (*layers, *dense((taken, *self.head, self.outputs), 1, Pool(points, "mean")))
        return (*layers, *dense((taken, *self.head, self.outputs // points), points))

    def alike(self) -> tuple[int, ...]:
        """Return the channel of each input: one channel is the same thing at every point."""
        points = prod(self.grid)
        return tuple(column // points for column in range(self.inputs))
