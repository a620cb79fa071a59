"""Dense layers with GELU between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.base import Model

if TYPE_CHECKING:
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

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        """Return nothing: a dense layer tells every input from every other."""
        return frozenset()
