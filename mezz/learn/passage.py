"""What stands between two dense layers of a network: taking neighbours, and pooling.

Nothing here is learned and nothing is multiplied with what is. Copies and sums of two rows at a time
come out the same whatever the other rows are, so that a network built of dense layers and passages
keeps the promise of the dense layers: no row's bits depend on its company.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import prod
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray


class Passage(Protocol):
    """A fixed map of the numbers of one example.

    Numbers come as rows: an example has a row for each of its places, one after another.
    """

    def width(self, columns: int) -> int:
        """Return how many columns come out, given how many go in."""
        ...

    def flops(self, columns: int) -> int:
        """Return the operations for one example, given how many columns go in."""
        ...

    def forward(self, x: torch.Tensor, out: torch.Tensor) -> None:
        """Map the rows `x` of any number of examples into `out`; what is left in `x` is void."""
        ...

    def backward(self, delta: torch.Tensor, out: torch.Tensor) -> None:
        """Map a gradient by the rows after the passage into one by those before it, `out`."""
        ...


@dataclass(frozen=True, slots=True)
class Pool:
    """The mean, or the sum, over the `places` of an example: one row is left of many."""

    places: int
    kind: Literal["mean", "sum"]

    def width(self, columns: int) -> int:
        """Return as many columns as go in."""
        return columns

    def flops(self, columns: int) -> int:
        """Return the additions, and for a mean one multiplication a column."""
        return (self.places - 1 + (self.kind == "mean")) * columns

    def forward(self, x: torch.Tensor, out: torch.Tensor) -> None:
        """Pool `(examples * places, columns)` into `(examples, columns)`."""
        out.copy_(_total(x.view(len(out), self.places, -1)))
        if self.kind == "mean":
            out.mul_(1.0 / self.places)

    def backward(self, delta: torch.Tensor, out: torch.Tensor) -> None:
        """Give every place of `(examples * places, columns)` its share of `(examples, columns)`."""
        out.view(len(delta), self.places, -1).copy_(delta[:, None])
        if self.kind == "mean":
            out.mul_(1.0 / self.places)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Each place of a periodic grid sees itself and its neighbours: `kernel` along each dimension.

    A dense layer after it is a circular convolution. Place p, counted with the last dimension
    fastest, gets `kernel ** dimensions` times `channels` columns: the places from p - kernel // 2
    to p + kernel // 2 along each dimension, the last fastest, and of each all channels.

    With `apart` an example comes as one row, in which the numbers of one channel at all places
    stand together.
    """

    grid: tuple[int, ...]
    kernel: int
    channels: int
    apart: bool = False

    @property
    def places(self) -> int:
        """Return the number of places."""
        return prod(self.grid)

    @property
    def taps(self) -> int:
        """Return how many places one place sees."""
        return prod([self.kernel] * len(self.grid))

    def width(self, columns: int) -> int:
        """Return the columns of a place and its neighbours."""
        return self.taps * self.channels

    def flops(self, columns: int) -> int:
        """Return 0: numbers are copied."""
        return 0

    def forward(self, x: torch.Tensor, out: torch.Tensor) -> None:
        """Fill `out`, `(examples * places, taps * channels)`.

        x: `(examples * places, channels)`, or wider with what is not to be read behind; or
        `(examples, channels * places)` where channels stand apart.
        """
        import torch

        seen = torch.from_numpy(neighbours(self.grid, self.kernel).ravel())
        into = out.view(-1, self.places * self.taps, self.channels)
        torch.index_select(self._by_place(x), 1, seen, out=into)

    def backward(self, delta: torch.Tensor, out: torch.Tensor) -> None:
        """Add up for each place what came of it, tap by tap; shapes as in `forward`."""
        import torch

        used = torch.from_numpy(_uses(self.grid, self.kernel).ravel())
        flat = delta.view(-1, self.places * self.taps, self.channels)
        parts = flat.index_select(1, used).view(len(flat), self.taps, -1)
        self._by_place(out).copy_(_total(parts).view(-1, self.places, self.channels))

    def _by_place(self, x: torch.Tensor) -> torch.Tensor:
        """Return a view `(examples, places, channels)`."""
        if self.apart:
            return x.view(-1, self.channels, self.places).transpose(1, 2)
        return x.view(-1, self.places, x.shape[1])[:, :, : self.channels]


@cache
def neighbours(grid: tuple[int, ...], kernel: int) -> NDArray[np.int64]:
    """Return `(places, taps)`: which places each place sees, around the edges of the grid."""
    import numpy as np

    places = np.arange(prod(grid), dtype=np.int64).reshape(grid)
    steps = np.array(list(np.ndindex(*[kernel] * len(grid)))) - kernel // 2
    everywhere = tuple(range(len(grid)))
    seen = [np.roll(places, tuple(-step), axis=everywhere).ravel() for step in steps]
    return np.ascontiguousarray(np.stack(seen, axis=1))


@cache
def _uses(grid: tuple[int, ...], kernel: int) -> NDArray[np.int64]:
    """Return `(taps, places)`: where in the flat `neighbours` each place stands, by tap."""
    import numpy as np

    # Each tap is a permutation of the places, so that each place is seen once through each.
    seen = neighbours(grid, kernel)
    taps = np.arange(seen.shape[1], dtype=np.int64)
    return np.ascontiguousarray((np.argsort(seen, axis=0) * seen.shape[1] + taps).T)


def _total(x: torch.Tensor) -> torch.Tensor:
    """Add up `(N, many, ...)` over axis 1, half onto half and in place.

    Sums of two are rounded the same wherever they stand, which sums of many by a library are not.
    """
    count = x.shape[1]
    while count > 1:
        half = -(-count // 2)
        x[:, : count - half].add_(x[:, half:count])
        count = half
    return x[:, 0]
