"""Views that somebody listed: how many there are is known, and nothing else of how they are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.group import require_uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MANY = 1 << 31


@dataclass(frozen=True, slots=True)
class Listed:
    """The places 0..order-1 of a list of views, each with the same weight.

    No product is known, so this is no `Group`, whatever the views may be called.

    Attributes:
        order: how many views there are in all, or None where those at hand are a sample.
        structure: what its author calls it.
    """

    order: int | None
    structure: str

    @property
    def uniforms(self) -> int:
        """One uniform number a view."""
        return 1

    @property
    def shape(self) -> tuple[int, ...]:
        """The empty shape: an element is one number."""
        return ()

    @property
    def dtype(self) -> np.dtype[Any]:
        """Int64."""
        return np.dtype(np.int64)

    def from_uniform(self, u: NDArray[Any]) -> NDArray[np.int64]:
        """Cut [0, 1) into equal cells, one a view.

        Args:
            u: `(N, 1)` numbers in [0, 1).

        Returns:
            Places, `(N,)` int64.

        Raises:
            ValueError: the last axis is not 1 long, or a number lies outside [0, 1).
        """
        count = self.order or _MANY
        return np.floor(require_uniforms(u, 1)[..., 0] * count).astype(np.int64)
