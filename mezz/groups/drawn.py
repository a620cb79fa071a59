"""What views can be drawn from: a group, a window, a list, an interval, or several of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Drawn(Protocol):
    """A family of elements with a probability measure on it; one element is an array `shape`."""

    @property
    def order(self) -> int | None:
        """The number of elements, None where they cannot be enumerated."""

    @property
    def structure(self) -> str:
        """How it is written."""

    @property
    def uniforms(self) -> int:
        """How many uniform numbers one draw eats."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one element."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of an element's numbers."""

    def from_uniform(self, u: NDArray[Any]) -> NDArray[Any]:
        """Map `(N, uniforms)` numbers in [0, 1) to elements, `(N, ...)`."""
