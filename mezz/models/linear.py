"""One affine map: the simplest model, and an honest baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mezz.component.base import Model
from mezz.learn.mlp import MlpShape

if TYPE_CHECKING:
    from mezz.component.base import Encoder, Fault
    from mezz.component.types import Emits, Invariance


class Linear(Model):
    """Weights and a bias: linear or logistic regression, fitted by gradient descent."""

    libraries = ("torch",)

    kind: Literal["linear"] = "linear"

    def layers(self) -> tuple[int, ...]:
        """Return no hidden width."""
        return ()

    def shape(self, inputs: int, outputs: int) -> MlpShape:
        """Return one layer."""
        return MlpShape(inputs, (), outputs)

    def faults(self, emits: Emits, encoder: Encoder) -> tuple[Fault, ...]:
        """Return nothing: any number can be weighed."""
        return ()

    def invariances(self, emits: Emits, encoder: Encoder) -> frozenset[Invariance]:
        """Return nothing: a weight may differ from zero for every input."""
        return frozenset()
