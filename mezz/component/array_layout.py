"""What the arrays of a file mean: which field or target each of them is, as a spec says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Key

from mezz.component.types import (
    Angle,
    Field,
    Label,
    Matrix,
    Scalar,
    Signal,
    State,
    Time,
    Value,
    Vector,
)

if TYPE_CHECKING:
    from mezz.component.types import DomainType, TargetType

Name = Annotated[str, Key(min_length=1, max_length=200)]
Count = Annotated[int, Key(ge=1, le=1_000_000)]

_NEEDS: dict[str, tuple[str, ...]] = {
    "scalar": (),
    "angle": ("period",),
    "vector": ("size",),
    "matrix": ("size",),
    "field": ("grid",),
    "signal": ("size",),
    "state": ("names",),
    "time": ("period",),
}
_ON_AN_AXIS = {"vector": "i", "matrix": "i", "field": "x", "signal": "x", "state": "state"}


class Entry(BaseModel):
    """One field of an example: which array it is, and what its numbers are."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    type: Literal["scalar", "angle", "vector", "matrix", "field", "signal", "state", "time"] = Key(
        description="What one row of the array is."
    )
    key: Name | None = Key(None, description="The array; by default it is called like the field.")
    period: float | None = Key(None, gt=0, description="Of an angle or a time, in its own unit.")
    size: Count | None = Key(None, description="Of a vector, a signal, or a side of a matrix.")
    grid: tuple[Count, ...] | None = Key(
        None, min_length=1, max_length=3, description="Points of a field along each dimension."
    )
    names: tuple[Name, ...] | None = Key(
        None, min_length=1, description="The components of a state, in order."
    )
    axis: Name | None = Key(
        None,
        description="What indexes it: fields and targets on one axis are renamed together. By "
        "default `i` for vectors and matrices, `x` for signals and fields, `state` for states.",
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = (*_NEEDS[self.type], *(("axis",) if self.type in _ON_AN_AXIS else ()))
        for name in ("period", "size", "grid", "names", "axis"):
            given = getattr(self, name) is not None
            if given and name not in needed:
                raise ValueError(f"a {self.type} has no `{name}`")
            if not given and name in needed and name != "axis":
                raise ValueError(f"a {self.type} needs its `{name}`")
        return self

    def shape(self) -> tuple[int, ...]:
        """Return the shape of one row."""
        match self.type:
            case "vector" | "signal":
                return (self.size or 0,)
            case "matrix":
                return (self.size or 0, self.size or 0)
            case "state":
                return (len(self.names or ()),)
            case _:
                return self.grid or ()

    def domain(self) -> DomainType:
        """Return the domain type."""
        axis = self.axis or _ON_AN_AXIS.get(self.type, "")
        size, period = self.size or 0, self.period or 0.0
        made: dict[str, DomainType] = {
            "scalar": Scalar(),
            "angle": Angle(period),
            "vector": Vector(size, axis),
            "matrix": Matrix(size, axis),
            "field": Field(self.grid or (), axis),
            "signal": Signal((size,), axis),
            "state": State(self.names or (), axis),
            "time": Time(period),
        }
        return made[self.type]


class Aim(BaseModel):
    """What is to be predicted: an array of values, or of classes."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    key: Name = Key(description="The array.")
    type: Literal["value", "label"] = Key(
        "value", description="`value`: numbers. `label`: one class a row, by name or place from 0."
    )
    names: tuple[Name, ...] | None = Key(
        None, min_length=1, max_length=100_000, description="The components, or the classes."
    )
    size: Count | None = Key(None, description="How many values a row has, in place of `names`.")
    unit: Name = Key("1", description="The unit of the values.")
    axis: Name | None = Key(
        None, description="What indexes the values, if a symmetry may move them with a field."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.names is None) == (self.size is None):
            raise ValueError("a target needs its `names`, or the `size` of a row, and not both")
        if self.names and len(set(self.names)) < len(self.names):
            raise ValueError("each name once")
        if self.type == "label":
            if len(self.names or ()) < 2:
                raise ValueError("a label needs the `names` of two classes at least")
            if self.axis or self.unit != "1":
                raise ValueError("a label has no `unit` and no `axis`")
        return self

    def domain(self) -> TargetType:
        """Return the target type; unnamed values are called after their array."""
        if self.type == "label":
            return Label(self.names or ())
        names = self.names or tuple(f"{self.key}{at}" for at in range(self.size or 0))
        return Value(names, self.unit, self.axis or "")
