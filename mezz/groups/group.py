"""What a group is here: elements are arrays, and every operation acts on whole batches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, final

import numpy as np

from mezz.groups.plan import LARGEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.plan import Design


class Group(ABC):
    """A group with its uniform (Haar) measure.

    One element is an array of the fixed shape `shape` (for a cyclic group the empty shape); a batch
    of elements is `(N, ...)`, and any number of leading axes may stand for N. All methods are pure:
    the randomness comes in as uniform numbers.
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
    def shape(self) -> tuple[int, ...]:
        """The shape of one element."""

    @property
    @abstractmethod
    def dtype(self) -> np.dtype[Any]:
        """What elements are made of: int64 or float64."""

    @property
    @abstractmethod
    def uniforms(self) -> int:
        """How many uniform numbers one draw eats."""

    @property
    @abstractmethod
    def abelian(self) -> bool:
        """True where a b = b a is known to hold for all elements."""

    @property
    @abstractmethod
    def design(self) -> Design:
        """How several views are best taken where they are not all of them; `none` if any way does."""

    @property
    @final
    def enumerable(self) -> bool:
        """True where the elements are few enough to be listed, at most `LARGEST`."""
        return self.order is not None and self.order <= LARGEST

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

    @abstractmethod
    def coordinates(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return numbers that tell elements apart, `(N, m)` float64.

        They are equal for equal elements alone, and near for near ones: an angle just below
        2 pi lies near 0, and so do its cosine and sine.
        """


class FiniteGroup(Group):
    """A group with finitely many elements."""

    @property
    @abstractmethod
    def order(self) -> int:
        """The number of elements."""

    @abstractmethod
    def elements(self) -> NDArray[Any]:
        """Return every element once, `(order, ...)`, the identity first, always in the same order.

        Raises:
            ValueError: there are too many to list; never where the group is `enumerable`.
        """


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
