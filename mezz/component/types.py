"""Domain types: what one example of a world is made of, declared without running anything.

A world emits named fields, each of a domain type, and one target. The numbers themselves travel as
arrays in an `Examples` (see `mezz.component.examples`); a type that needs companion arrays names
them in `parts`, stored as `<field>.<part>`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DomainType:
    """The type of one field of one example."""

    parts: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def word(cls) -> str:
        """Return the type's name as diagnostics and docs write it."""
        return cls.__name__

    def __str__(self) -> str:
        return self.word()


@dataclass(frozen=True, slots=True)
class Scalar(DomainType):
    """One number. Array: `(N,)` float64."""


@dataclass(frozen=True, slots=True)
class Angle(DomainType):
    """One number whose meaning repeats with `period`, counted in any number of turns.

    Array: `(N,)` float64, in the unit of `period`.
    """

    period: float = 2 * math.pi

    def __str__(self) -> str:
        turns = self.period / math.pi
        return f"Angle({turns:g} pi)" if turns == int(turns) else f"Angle({self.period:g})"


@dataclass(frozen=True, slots=True)
class Vector(DomainType):
    """`size` numbers along a named axis. Array: `(N, size)` float64.

    Fields and targets that name the same axis are indexed by the same things: whoever renames these
    renames them everywhere.
    """

    size: int
    axis: str = "i"

    def __str__(self) -> str:
        return f"Vector[{self.axis}={self.size}]"


@dataclass(frozen=True, slots=True)
class Matrix(DomainType):
    """A square matrix, both of whose axes are the same named one. Array: `(N, size, size)` float64."""

    size: int
    axis: str = "i"

    def __str__(self) -> str:
        return f"Matrix[{self.axis}={self.size}, {self.axis}={self.size}]"


@dataclass(frozen=True, slots=True)
class Field(DomainType):
    """Samples on a periodic grid, whose axes together are one named axis.

    Array: `(N, *grid)` float64.
    """

    grid: tuple[int, ...]
    axis: str = "x"

    def __str__(self) -> str:
        return f"{self.word()}[{self.axis}={' x '.join(map(str, self.grid))}]"


@dataclass(frozen=True, slots=True)
class Signal(Field):
    """Samples on a periodic grid of one dimension. Array: `(N, length)` float64."""


@dataclass(frozen=True, slots=True)
class State(DomainType):
    """The state of a dynamical system, component by component. Array: `(N, len(names))` float64."""

    names: tuple[str, ...]
    axis: str = "state"

    def __str__(self) -> str:
        return f"State[{' '.join(self.names)}]"


@dataclass(frozen=True, slots=True)
class Time(DomainType):
    """What a clock of period `period` shows. Array: `(N,)` float64, in the unit of `period`.

    Fields on one named axis are readings of one clock: whoever turns it turns them all.
    """

    period: float
    axis: str = "time"

    def __str__(self) -> str:
        return f"Time({self.period:g})"


@dataclass(frozen=True, slots=True)
class Series(DomainType):
    """Consecutive rows of a table in time, oldest first.

    Array: `(N, length, len(columns))` float64. Parts: `start`, `(N,)` int64, the number of rows by
    which the first bar is cut short; `end`, `(N,)` int64, the last visible row relative to the
    newest known one (0 is the newest, negative is stale, positive lies in the target's future).
    `stale` of the rows are there so that a view may end that many rows early and still look back as
    far as the others.
    """

    length: int
    columns: tuple[str, ...]
    stale: int = 0
    parts: ClassVar[tuple[str, ...]] = ("start", "end")

    def __str__(self) -> str:
        return f"Series[time={self.length}, {' '.join(self.columns)}]"


@dataclass(frozen=True, slots=True)
class Answers(DomainType):
    """What somebody's own system said of one example, view by view.

    Array: `(N, V, C)` float64, axis 1 the views, axis 2 the components or classes of the target.
    Part: `name`, `(N, L)` uint8, what its owner calls the example, UTF-8 filled up with zeros.
    """

    parts: ClassVar[tuple[str, ...]] = ("name",)


@dataclass(frozen=True, slots=True)
class TargetType(ABC):
    """The type of what is predicted. `names` are its components or classes, in order."""

    names: tuple[str, ...]

    @property
    def outputs(self) -> int:
        """Return C, how many numbers a model must emit for one example."""
        return len(self.names)

    @property
    @abstractmethod
    def error_unit(self) -> str:
        """Return the unit shared by `error` and `gap`."""

    @classmethod
    def word(cls) -> str:
        """Return the type's name as diagnostics and docs write it."""
        return cls.__name__

    def __str__(self) -> str:
        return f"{self.word()}[{self.outputs}]"


@dataclass(frozen=True, slots=True)
class Label(TargetType):
    """One of the classes `names`. Array: `(N,)` int64. Models emit probabilities."""

    @property
    def error_unit(self) -> str:
        """Return the unit of the Brier score: squared probability."""
        return "probability^2"


@dataclass(frozen=True, slots=True)
class Value(TargetType):
    """A vector of numbers called `names`. Array: `(N, len(names))` float64, in `unit`.

    `axis` is the named axis that indexes it, empty where none does: a target on an axis of the
    input moves with it, any other stays. A grid is flattened, its last dimension fastest.
    """

    unit: str = "1"
    axis: str = ""

    @property
    def error_unit(self) -> str:
        """Return the unit of the squared error."""
        return "1" if self.unit == "1" else f"({self.unit})^2"


@dataclass(frozen=True, slots=True)
class Emits:
    """What a world says, from its config alone, that its examples hold.

    `unit` is what must never be divided between splits (`row`, `trajectory`, `day`, ...). `ordered`
    says that examples follow each other in time, so that neighbours are not independent and
    intervals must come from blocks of `block` consecutive examples. `oracle` says that the world
    can compute the exact target of a moved example, so that label invariance is measured, not
    assumed. `labelled` is false where nobody knows the target, so that only how much an answer
    moves can be judged. `baselines` are the world's own simple predictors, by arm name; `measures` are the
    kinds of measure that only this world makes sense of. `heavy_tails` names the setting by which a
    few examples carry most of the error, and is empty where none does. `gives_away` are the kinds of
    encoder whose output holds the target, so that nothing is left to learn.
    """

    fields: dict[str, DomainType]
    target: TargetType
    unit: str = "row"
    ordered: bool = False
    block: int = 1
    oracle: bool = False
    labelled: bool = True
    baselines: tuple[str, ...] = ()
    measures: tuple[str, ...] = field(default=())
    gives_away: tuple[str, ...] = ()
    heavy_tails: str = ""

    @property
    def recorded(self) -> bool:
        """Say whether an example holds answers that were given elsewhere."""
        return any(isinstance(type_, Answers) for type_ in self.fields.values())


@dataclass(frozen=True, slots=True)
class Invariance:
    """A change that leaves a component's output untouched by construction.

    `change` names the elementary change (a symmetry's `kind` unless the symmetry says otherwise),
    `on` the field that is changed. An encoder or model that declares an invariance holding every
    change of the spec's symmetry makes the gap zero and the verdict vacuous.
    """

    change: str
    on: str
