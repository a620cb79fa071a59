"""Dense layers with GELU between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.base import Model
from mezz.learn.mlp import MlpShape

if TYPE_CHECKING:
    from mezz.component.base import Encoder, Fault
    from mezz.component.types import Emits, Invariance

Width = Annotated[int, Field(ge=1, le=8192)]


class Mlp(Model):
    """A multilayer perceptron of the given hidden widths."""

    libraries = ("torch",)
    minimal: ClassVar[dict[str, Any]] = {"hidden": [16, 16]}

    kind: Literal["mlp"] = "mlp"
    hidden: tuple[Width, ...] = Field(
        (256, 256), min_length=1, max_length=8, description="Widths of the hidden layers."
    )

    def layers(self) -> tuple[int, ...]:
        """Return the hidden widths."""
        return self.hidden

    def shape(self, inputs: int, outputs: int) -> MlpShape:
        """Return the hidden layers and one more."""
        return MlpShape(inputs, self.hidden, outputs)

    def faults(self, emits: Emits, encoder: Encoder) -> tuple[Fault, ...]:
        """Return nothing: any numbers go in."""
        return ()

    def invariances(self, emits: Emits, encoder: Encoder) -> frozenset[Invariance]:
        """Return nothing: a dense layer tells every input from every other."""
        return frozenset()
