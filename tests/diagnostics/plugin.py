"""Components that mezz's own do not cover: no spare rows, no list of elements, models that hide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Encoder, Model, World
from mezz.component.symmetry import LeavesTarget, SymmetryType
from mezz.component.types import Emits, Invariance, Scalar, Value
from mezz.learn.mlp import MlpShape

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault, Rows, Split
    from mezz.component.examples import Examples
    from mezz.component.types import DomainType
    from mezz.groups.window import Window


class Pond(World):
    """Heights of a surface; neither an unlabelled pool nor validation rows."""

    kind: Literal["pond"] = "pond"

    def emits(self) -> Emits:
        return Emits(fields={"height": Scalar()}, target=Value(("depth",), "m"))

    def sizes(self) -> dict[Split, int | None]:
        return {"train": 1000, "unlabelled": 0, "validation": 0, "test": 1000}

    def probe(self) -> Rows:
        raise NotImplementedError

    def sample(self, split: Split) -> Examples:
        raise NotImplementedError

    def oracle(self, examples: Examples) -> None:
        raise NotImplementedError

    def scale(self, examples: Examples) -> None:
        return None

    def baseline(self, name: str, train: Examples, examples: Examples) -> NDArray[np.float64]:
        raise NotImplementedError


class Ripple(LeavesTarget):
    """Small waves of any size: a nuisance without a list of elements or a canonical form."""

    type = SymmetryType.NUISANCE
    acts_on = Scalar
    canonical_form = False

    kind: Literal["ripple"] = "ripple"

    def twin(self) -> None:
        return None

    def order(self) -> None:
        return None

    def structure(self) -> str:
        return "R"

    def group(self) -> Window:
        raise NotImplementedError

    def moves(self, emits: Emits) -> frozenset[str]:
        return frozenset({self.on})

    def changes(self) -> frozenset[Invariance]:
        return frozenset({Invariance("crest", self.on), Invariance("trough", self.on)})

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        return ()

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        raise NotImplementedError

    def canonical(self, examples: Examples, emits: Emits) -> None:
        return None


def _hidden(changes: tuple[str, ...]) -> frozenset[Invariance]:
    return frozenset(Invariance(change, "height") for change in changes)


class NetEncoder(Encoder):
    """Reads the height, and hides what it is told to."""

    kind: Literal["net"] = "net"
    hides: tuple[str, ...] = ()

    def reads(self) -> frozenset[str]:
        return frozenset({"height"})

    def accepts(self, name: str, type_: DomainType) -> bool:
        return isinstance(type_, Scalar)

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        return ()

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        return _hidden(self.hides)

    def width(self, emits: Emits) -> int:
        return 1

    def flops(self, emits: Emits) -> int:
        return 0

    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        raise NotImplementedError


class NetModel(Model):
    """Hides what it is told to."""

    kind: Literal["net"] = "net"
    hides: tuple[str, ...] = ()

    def layers(self) -> tuple[int, ...]:
        return ()

    def shape(self, inputs: int, outputs: int) -> MlpShape:
        return MlpShape(inputs, (), outputs)

    def faults(self, emits: Emits, encoder: Encoder) -> tuple[Fault, ...]:
        return ()

    def invariances(self, emits: Emits, encoder: Encoder) -> frozenset[Invariance]:
        return _hidden(self.hides)
