"""The abstract classes of the catalogue. Config and implementation are one pydantic model.

Every component is frozen, strict and closed, and carries `kind`, the id by which a spec names it:
the kind, the module's name and the docs page are one word. What a component can do is declared as
attributes and pure methods of its config, so that the checker and the planner never compute.
Heavy libraries are imported inside the methods that compute.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Literal, final

from pydantic import BaseModel, ConfigDict, Field

from mezz.component.types import DomainType, TargetType

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import Emits, Invariance
    from mezz.component.views import Views
    from mezz.groups.group import Group
    from mezz.groups.listed import Listed
    from mezz.groups.window import Window

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

    kind: str
    """The id by which a spec names it; each class narrows it to a literal with that default."""


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
    def baseline(self, name: str, train: Examples, examples: Examples) -> NDArray[np.float64]:
        """Predict with one of `emits().baselines`, fitted on `train`; `(N, C)` float64."""


class SymmetryType(StrEnum):
    """What a family of maps may be called, from strongest to weakest."""

    FINITE_GROUP = "finite group"
    COMPACT_GROUP = "compact group"
    WINDOW = "window"
    NUISANCE = "nuisance"
    ABLATION = "ablation"


class Symmetry(Component):
    """A family of maps that rename an input without changing what it is about."""

    type: ClassVar[SymmetryType]
    acts_on: ClassVar[DomainClass]
    target: ClassVar[Literal["invariant", "transported"]] = "invariant"
    canonical_form: ClassVar[bool]

    on: str

    @abstractmethod
    def twin(self) -> Symmetry | None:
        """Return a family of the same order, size and cost that is no symmetry of its worlds.

        The control: whatever averaging over this family achieves has nothing to do with symmetry.
        None where no honest twin is known. A twin has no twin, and no spec can name one.
        """

    @abstractmethod
    def order(self) -> int | None:
        """Return how many elements there are, None where they cannot be enumerated. Pure."""

    @abstractmethod
    def structure(self) -> str:
        """Return how the group is written (`C_5`). Pure."""

    @abstractmethod
    def group(self) -> Group | Window | Listed:
        """Return the abstract group (or window, or list of views) whose elements `act` takes."""

    @abstractmethod
    def moves(self) -> frozenset[str]:
        """Return the arrays (`M`, `series.start`) that differ between two views of an example."""

    @abstractmethod
    def changes(self) -> frozenset[Invariance]:
        """Return the elementary changes; an invariance to all of them is an invariance to this."""

    @abstractmethod
    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return what is wrong with this symmetry on that world, beyond the type of `on`."""

    @abstractmethod
    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """Move example i by element i, all at once. elements: `(N, ...)`.

        Target, ids and units stay: what a move does to the target is declared in `target`.
        """

    @abstractmethod
    def canonical(self, examples: Examples, emits: Emits) -> NDArray[np.generic]:
        """Return the elements `(N, ...)` that carry each example to its canonical form.

        Every view of an example has the same canonical form. Called only where `canonical_form`
        is true.
        """


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
    """What is fitted: a stack of dense layers, described by its hidden widths."""

    @abstractmethod
    def layers(self) -> tuple[int, ...]:
        """Return the hidden widths; empty for a linear model."""

    @abstractmethod
    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        """Return the changes that its output cannot show, by construction."""

    @final
    def flops(self, inputs: int, outputs: int) -> int:
        """Return floating-point operations of one forward pass of one example.

        A dense layer of `a` inputs and `b` outputs costs `2 a b + b`, an activation one.
        """
        dense = sum(2 * a * b + b for a, b in self._dense(inputs, outputs))
        return dense + sum(self.layers())

    @final
    def parameters(self, inputs: int, outputs: int) -> int:
        """Return the number of trained numbers."""
        return sum(a * b + b for a, b in self._dense(inputs, outputs))

    @final
    def _dense(self, inputs: int, outputs: int) -> tuple[tuple[int, int], ...]:
        widths = (inputs, *self.layers(), outputs)
        return tuple(pairwise(widths))


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
