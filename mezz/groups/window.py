"""A declared window of integer offsets: an average that is not a group average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.group import require_uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Window:
    """The offsets low..high, both included, of the group Z, each with the same weight.

    Z has no uniform measure, so an average over its elements needs a window, and the window is a
    choice: it is not closed under addition, and the average changes when its origin is moved.
    That is why this is no `Group`.

    Attributes:
        low: the smallest offset.
        high: the largest offset, at least `low`.
    """

    low: int
    high: int

    def __post_init__(self) -> None:
        """Refuse an empty window.

        Raises:
            ValueError: high lies below low.
        """
        if self.high < self.low:
            raise ValueError(f"the window [{self.low}, {self.high}] is empty")

    @property
    def order(self) -> int:
        """The number of offsets."""
        return self.high - self.low + 1

    @property
    def structure(self) -> str:
        """The group and the window, such as `Z|[-2, 0]`."""
        return f"Z|[{self.low}, {self.high}]"

    @property
    def uniforms(self) -> int:
        """One uniform number an offset."""
        return 1

    def elements(self) -> NDArray[np.int64]:
        """Return low..high, `(order,)` int64."""
        return np.arange(self.low, self.high + 1, dtype=np.int64)

    @property
    def shape(self) -> tuple[int, ...]:
        """The empty shape: an element is one number."""
        return ()

    @property
    def dtype(self) -> np.dtype[Any]:
        """Int64."""
        return np.dtype(np.int64)

    def from_uniform(self, u: NDArray[Any]) -> NDArray[np.int64]:
        """Cut [0, 1) into equal cells, one an offset.

        Args:
            u: `(N, 1)` numbers in [0, 1).

        Returns:
            Offsets, `(N,)` int64.

        Raises:
            ValueError: the last axis is not 1 long, or a number lies outside [0, 1).
        """
        return self.low + np.floor(require_uniforms(u, 1)[..., 0] * self.order).astype(np.int64)
