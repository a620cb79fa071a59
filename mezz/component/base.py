"""The abstract classes of the catalogue. Config and implementation are one pydantic model.

Every component is frozen, strict and closed, and carries `kind`, the id by which a spec names it:
the kind, the module's name and the docs page are one word. What a component can do is declared as
attributes and pure methods of its config, so that the checker and the planner never compute.
Heavy libraries are imported inside the methods that compute.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Literal, final

from pydantic import BaseModel, ConfigDict, Field

from mezz.component.types import DomainType, TargetType

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import Emits, Invariance
    from mezz.component.views import Views
    from mezz.learn.shape import Shape

Split = Literal["train", "unlabelled", "validation", "test"]
SPLITS: tuple[Split, ...] = ("train", "unlabelled", "validation", "test")

DomainClass = type[DomainType]
TargetClass = type[TargetType]


class Component(BaseModel, ABC):
    """Anything a spec can name by `kind`.

    `libraries` are the distributions whose version changes what the component computes; they enter
    its stages' keys. `extra` is the optional dependency group of mezz that holds them. `minimal`
    is a small block of YAML that makes one, `kind` aside: what `mezz explain` shows and what the
    contract (`mezz.component.contract`) is checked with.
    """

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True
    )

    libraries: ClassVar[tuple[str, ...]] = ("numpy",)
    extra: ClassVar[str | None] = None
    minimal: ClassVar[dict[str, Any]] = {}
    unsaid: ClassVar[frozenset[str]] = frozenset()
    """Fields that claim something about the rest and decide nothing: content keys lack them."""

    kind: str
    """The id by which a spec names it; each class narrows it to a literal with that default."""

    @final
    def told(self) -> dict[str, Any]:
        """Return the kind and the fields that differ from their defaults, as JSON-able data.

        This is what content keys are made of. Components inside keep their kinds as well.
        """
        return {"kind": self.kind, **_told(self)}

    @final
    def nested(self) -> tuple[Component, ...]:
        """Return this component and all that stand inside it, the outermost first."""
        return tuple(_nested(self))


class Fault(BaseModel):
    """Something wrong that a component's own declarations decide, before anything runs.

    `path` is the place inside the component's block (`("fields", 0)`), `message` one line of fact,
    `help` the way out. `code` is the id of a meaning code (`MZ2nn`); its default is the general one.
    """

    model_config = ConfigDict(frozen=True)

    path: tuple[str | int, ...]
    message: str
    help: tuple[str, ...] = ()
    code: str = "MZ209"


class Rows(BaseModel):
    """How many rows a world will give, known at plan time.

    `available` is None for generated worlds. `views` is how many views of every example a world of
    recorded answers holds, None elsewhere. `shortage` is filled where the sizes asked for do not
    fit what there is. `content` is the digest of the data behind the world, empty if generated.
    """

    model_config = ConfigDict(frozen=True)

    sizes: dict[str, int]
    available: int | None = None
    views: int | None = None
    content: str = ""
    shortage: tuple[Fault, ...] = ()


class World(Component):
    """Where examples and their true targets come from."""

    independent_splits: ClassVar[bool] = False
    """True where the size of one split never changes a row of another: its key may leave it out."""

    recorded: ClassVar[bool] = False
    """True where an example holds what a system of the user's own said in each of its views.

    Such a world has a field `path`, which is filled in from `teacher.predictions`."""

    seed: int = Field(0, description="Seed of the world's own draws.")

    @abstractmethod
    def emits(self) -> Emits:
        """Say what every example holds, from the config alone."""

    @abstractmethod
    def sizes(self) -> dict[Split, int | None]:
        """Return rows per split; None where only the data can say; 0 where there is no such split."""

    @abstractmethod
    def probe(self) -> Rows:
        """Read headers only (row counts, digests); called at plan time.

        Raises `Unavailable` when the data cannot be reached.
        """

    @abstractmethod
    def sample(self, split: Split) -> Examples:
        """Return one split, each example in its canonical (stored) view.

        Raises `BadData` naming the row and column when the data cannot be used.
        """

    @abstractmethod
    def oracle(self, examples: Examples) -> NDArray[np.float64] | None:
        """Return the exact targets of (moved) examples, or None where `emits().oracle` is false."""

    @abstractmethod
    def scale(self, examples: Examples) -> NDArray[np.float64] | None:
        """Return `(N,)` positive factors by which squared errors and gaps count; None for one.

        One declared factor an example (such as 1/|x|^2 for a relative error) keeps `error` and
        `gap` in one unit and all identities between them exact.
        """

    @abstractmethod
    def baseline(self, name: str, train: Examples, examples: Examples) -> NDArray[np.float64]:
        """Predict with one of `emits().baselines`, fitted on `train`; `(N, C)` float64."""


class Encoder(Component):
    """What a model reads of an example."""

    @abstractmethod
    def reads(self) -> frozenset[str]:
        """Return the fields it reads."""

    @abstractmethod
    def accepts(self, name: str, type_: DomainType) -> bool:
        """Say whether it can read field `name` of that type."""

    @abstractmethod
    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return what is wrong with this encoder on that world, beyond unreadable fields."""

    @abstractmethod
    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        """Return the changes that its output cannot show, by construction."""

    @abstractmethod
    def width(self, emits: Emits) -> int:
        """Return D, the numbers it emits for one example."""

    @abstractmethod
    def flops(self, emits: Emits) -> int:
        """Return floating-point operations for one example."""

    @abstractmethod
    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        """Return `(N, D)` float64; row i depends on example i only."""


class Model(Component):
    """What is fitted: a network of dense layers, and where in an example each of them stands."""

    @abstractmethod
    def layers(self) -> tuple[int, ...]:
        """Return the widths of the hidden layers, first to last; empty for a linear model."""

    @abstractmethod
    def shape(self, inputs: int, outputs: int) -> Shape:
        """Return the network that reads `inputs` numbers of an example and answers `outputs`.

        Raises:
            ValueError: the numbers do not fit; `faults` says so first.
        """

    @abstractmethod
    def faults(self, emits: Emits, encoder: Encoder) -> tuple[Fault, ...]:
        """Return why it cannot read what that encoder, which can be used there, emits."""

    @abstractmethod
    def invariances(self, emits: Emits, encoder: Encoder) -> frozenset[Invariance]:
        """Return the changes that its output cannot show, by construction, behind that encoder.

        Where a change moves the target along, an answer counts after it has been moved back: what
        such an answer cannot show belongs here, and what only a fixed answer hides does not.
        """

    @final
    def flops(self, inputs: int, outputs: int) -> int:
        """Return floating-point operations of one forward pass of one example.

        A dense layer of `a` inputs and `b` outputs costs `2 a b + b` wherever it stands, an
        activation one, an addition or a multiplication of a pool one.
        """
        return self.shape(inputs, outputs).flops()

    @final
    def parameters(self, inputs: int, outputs: int) -> int:
        """Return the number of trained numbers."""
        return self.shape(inputs, outputs).parameters()


class Unit(StrEnum):
    """What a measure counts in. `ERROR` is resolved by the world's target (`error_unit`)."""

    ERROR = "error"
    NATS = "nat"
    FRACTION = "fraction"
    RADIANS = "rad"
    FLOPS = "FLOP"
    PASSES = "pass"
    PLAIN = "1"


class Measure(Component):
    """What criteria and the report may say about an arm.

    `direction` says which way is better. `applies` names the target types it can judge, or is empty
    for any. `decomposes` is false for a count that has no examples behind it (FLOPs, passes).
    """

    unit: ClassVar[Unit]
    direction: ClassVar[Literal["lower", "higher"]]
    applies: ClassVar[tuple[TargetClass, ...]] = ()
    decomposes: ClassVar[bool] = True
    needs_label: ClassVar[bool] = True
    """False for a measure that never looks at the target."""
    clips: ClassVar[bool] = False
    """True for a measure that takes logarithms, and so clips probabilities at `Views.clip`."""
    of_world: ClassVar[bool] = False
    """True for a measure that only a world which names it in `emits().measures` can have."""
    judges: ClassVar[Literal["quality", "stability", "cost"]] = "quality"
    """`stability` for what a constant answer has for nothing (a gap): it never stands alone."""
    bounds: ClassVar[tuple[float | None, float | None]] = (None, None)
    """Least and greatest value that any arm can have, None where there is none."""
    of_constant: ClassVar[float | None] = None
    """What a predictor that always says the same has, where the definition alone decides it."""
    title: ClassVar[str]

    @abstractmethod
    def influence(self, views: Views) -> NDArray[np.float64]:
        """Return `(N,)` float64 whose mean is the estimate for one arm and seed.

        For a mean over examples these are the examples' own values; for a ratio of means they are
        its influence values (delta method). A measure that does not decompose returns `(1,)`.
        """


def _told(block: BaseModel) -> dict[str, Any]:
    silent = set(block.unsaid) if isinstance(block, Component) else None
    plain = block.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=silent)
    for name, field in type(block).model_fields.items():
        key = field.alias or name
        if key in plain:
            plain[key] = _with_kinds(getattr(block, name), plain[key])
    return plain


def _with_kinds(value: Any, plain: Any) -> Any:
    """Return plain data in which every component says its kind, default or not."""
    if isinstance(value, Component):
        return value.told()
    if isinstance(value, BaseModel):
        return _told(value)
    if isinstance(value, tuple):
        return [_with_kinds(one, raw) for one, raw in zip(value, plain, strict=True)]
    return plain


def _nested(value: Any) -> Iterator[Component]:
    if isinstance(value, Component):
        yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _nested(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _nested(one)
