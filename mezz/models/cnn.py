"""Circular convolutions on a periodic grid of one or two dimensions."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field as Key
from pydantic import model_validator

from mezz.component.base import Fault, Model
from mezz.component.raw import on_axis, raw_types, shared_axis, target_on
from mezz.component.types import Field, Invariance, Value
from mezz.learn.cnn import CnnShape

if TYPE_CHECKING:
    from mezz.component.base import Encoder
    from mezz.component.types import Emits

Length = Annotated[int, Key(ge=2, le=65_536)]
Width = Annotated[int, Key(ge=1, le=8192)]

_UNFIT = "MZ275"


class Cnn(Model):
    """Convolutions that go around the edges of the grid, and dense layers behind them.

    What the encoder emits is taken as channels, one after another, each with all points of `grid`,
    the last dimension fastest: signals side by side, as `columns` writes them. Every point is
    standardised alike.

    With `pool: mean` the dense layers read the channels' means over the grid, so that no shift can
    show; with `pool: none` they stand at every point and give it one value, which a shift moves
    along. In either way a spec that would measure a gap under `circular_shift` which is not there
    is refused.
    """

    libraries = ("torch",)
    minimal: ClassVar[dict[str, Any]] = {"grid": [64], "channels": [8, 8], "head": [8]}

    kind: Literal["cnn"] = "cnn"
    grid: tuple[Length, ...] = Key(
        min_length=1, max_length=2, description="Points along each dimension of the grid."
    )
    channels: tuple[Width, ...] = Key(
        (16, 16), min_length=1, max_length=8, description="Channels after each convolution."
    )
    kernel: int = Key(
        5, ge=1, le=63, description="Points along each dimension that a convolution sees; odd."
    )
    pool: Literal["mean", "none"] = Key(
        "mean", description="`none` answers with one value for each point of the grid."
    )
    head: tuple[Width, ...] = Key(
        (32,), max_length=8, description="Widths of the hidden layers behind the convolutions."
    )

    @model_validator(mode="after")
    def _centred(self) -> Self:
        if self.kernel % 2 == 0 or self.kernel > min(self.grid):
            raise ValueError("`kernel` must be odd, and no larger than the grid")
        return self

    def layers(self) -> tuple[int, ...]:
        """Return the channels of the convolutions and the widths behind them."""
        return (*self.channels, *self.head)

    def shape(self, inputs: int, outputs: int) -> CnnShape:
        """Return the convolutions and the layers behind them."""
        grid, channels, kernel, head = self.grid, self.channels, self.kernel, self.head
        return CnnShape(inputs, grid, channels, kernel, head, outputs, self.pool)

    def faults(self, emits: Emits, encoder: Encoder) -> tuple[Fault, ...]:
        """Return faults where the grid, or what is asked for at each point, is another one."""
        points, width = prod(self.grid), encoder.width(emits)
        size = " x ".join(map(str, self.grid))
        grids = {type_.grid for type_ in raw_types(encoder, emits) if isinstance(type_, Field)}
        help_ = tuple(f"grid: {list(grid)}" for grid in sorted(grids))
        if width % points:
            message = (
                f"encoder `{encoder.kind}` emits {width} numbers, which are no whole number of"
                f" channels on {size} points"
            )
            return (Fault(path=("grid",), message=message, help=help_, code=_UNFIT),)
        found = []
        if grids - {self.grid}:
            message = f"encoder `{encoder.kind}` reads a grid that is not one of {size} points"
            found.append(Fault(path=("grid",), message=message, help=help_, code=_UNFIT))
        target = emits.target
        if self.pool == "none" and not (isinstance(target, Value) and target.outputs == points):
            message = f"`pool: none` gives a value for each of {points} points, and y is {target}"
            found.append(Fault(path=("pool",), message=message, help=("pool: mean",), code=_UNFIT))
        return tuple(found)

    def invariances(self, emits: Emits, encoder: Encoder) -> frozenset[Invariance]:
        """Return shifts of the axis of the signals it reads, where the answer keeps to them.

        The mean over the grid stays, as a target off the axis does; values at every point move
        along, as a target on the axis does. Other pairs, signals on two axes and grids of another
        shape hide nothing.
        """
        fields = raw_types(encoder, emits)
        axis = shared_axis(fields)
        alike = all(isinstance(type_, Field) and type_.grid == self.grid for type_ in fields)
        if axis is None or not alike or target_on(emits, axis) == (self.pool == "mean"):
            return frozenset()
        return frozenset(Invariance("circular_shift", name) for name in on_axis(emits, axis, Field))
