"""The shape of the multilayer perceptron."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mezz.learn.shape import Shape, check_widths, dense

if TYPE_CHECKING:
    from mezz.learn.shape import Site


@dataclass(frozen=True, slots=True)
class MlpShape(Shape):
    """Layers of `inputs`, the `hidden` widths and `outputs` units, GELU between them.

    Without hidden layers it is the linear model.
    """

    word: ClassVar[str] = "mlp"

    inputs: int
    hidden: tuple[int, ...]
    outputs: int

    def __post_init__(self) -> None:
        check_widths(self, self.inputs, *self.hidden, self.outputs)

    def sites(self) -> tuple[Site, ...]:
        """Return the layers: each stands at one place, right behind the one before."""
        return tuple(dense((self.inputs, *self.hidden, self.outputs)))

    def alike(self) -> None:
        """Return None: every input is one of its own."""
