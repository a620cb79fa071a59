"""What a group is here: elements are arrays, and every operation acts on whole batches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Group(ABC):
    """A group with its uniform (Haar) measure.

    One element is an array of a fixed shape `(...)` (for a cyclic group the empty shape); a batch
    of elements is `(N, ...)`. All methods are pure: the randomness comes in as uniform numbers.
    """

    @property
    @abstractmethod
    def order(self) -> int | None:
        """The number of elements, or None where they cannot be enumerated."""

    @property
    @abstractmethod
    def structure(self) -> str:
        """The group's name as mathematicians write it, such as `C_5`."""

    @property
    @abstractmethod
    def uniforms(self) -> int:
        """How many uniform numbers one draw eats."""

    @abstractmethod
    def identity(self, n: int) -> NDArray[Any]:
        """Return the neutral element n times, `(n, ...)`."""

    @abstractmethod
    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
        """Return the products a b, `(N, ...)`: the element that acts like b first, then a."""

    @abstractmethod
    def inverse(self, a: NDArray[Any]) -> NDArray[Any]:
        """Return the inverses of a, `(N, ...)`."""

    @abstractmethod
    def from_uniform(self, u: NDArray[Any]) -> NDArray[Any]:
        """Map uniform numbers to Haar-distributed elements.

        Args:
            u: `(N, uniforms)` numbers in [0, 1); any number of leading axes may stand for N.

        Returns:
            Elements, `(N, ...)`, with the same leading axes.

        Raises:
            ValueError: the last axis is not `uniforms` long, or a number lies outside [0, 1).
        """


class FiniteGroup(Group):
    """A group whose elements can be listed."""

    @property
    @abstractmethod
    def order(self) -> int:
        """The number of elements."""

    @abstractmethod
    def elements(self) -> NDArray[Any]:
        """Return every element once, `(order, ...)`, always in the same order."""


def require_uniforms(u: NDArray[Any], dims: int) -> NDArray[np.float64]:
    """Check that u can drive `from_uniform`, and return it in double precision.

    Args:
        u: `(..., dims)` numbers in [0, 1).
        dims: how many numbers one element needs.

    Raises:
        ValueError: the last axis is not `dims` long, or a number lies outside [0, 1).
    """
    numbers = np.asarray(u, dtype=np.float64)
    if numbers.ndim == 0 or numbers.shape[-1] != dims:
        raise ValueError(f"a draw eats {dims} uniform numbers: the last axis of {numbers.shape}")
    if not np.all((numbers >= 0.0) & (numbers < 1.0)):
        raise ValueError("uniform numbers lie in [0, 1)")
    return numbers
