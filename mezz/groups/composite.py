"""Groups whose elements are tuples of elements of other groups."""

from __future__ import annotations

import math
from abc import abstractmethod
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, final

import numpy as np

from mezz.groups.group import FiniteGroup, Group, require_uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.plan import Design

_MOST_LISTED = 1_000_000


class Composite(Group):
    """A group on the tuples of elements of its parts, with the product of their measures.

    One element is one array of shape `(width,)`: the parts' elements, flattened, side by side;
    int64 where all parts are, else float64, in which the integers are exact.
    """

    @property
    @abstractmethod
    def parts(self) -> tuple[Group, ...]:
        """The groups of which an element holds one element each, in their order."""

    @property
    @final
    def shape(self) -> tuple[int, ...]:
        """The parts side by side, `(width,)`."""
        return (sum(_widths(self.parts)),)

    @property
    @final
    def dtype(self) -> np.dtype[Any]:
        """Int64 where all parts are, else float64."""
        return np.result_type(*(part.dtype for part in self.parts))

    @property
    @final
    def uniforms(self) -> int:
        """What the parts eat together."""
        return sum(part.uniforms for part in self.parts)

    @property
    @final
    def design(self) -> Design:
        """A factorial where a part has a design, or where the elements cannot be listed."""
        plain = self.enumerable and all(part.design == "none" for part in self.parts)
        return "none" if plain else "factorial"

    @property
    @final
    def leaves(self) -> tuple[Group, ...]:
        """The groups that a factorial crosses.

        They are the parts, but a part that asks for a factorial of its own stands for its leaves.
        """
        return tuple(leaf for part in self.parts for leaf in _leaves_of(part))

    @final
    def shares(self, factors: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
        """Sort what a factorial takes of each leaf, one number a leaf, by the parts they are of.

        Raises:
            ValueError: there are more or fewer numbers than leaves.
        """
        if len(factors) != len(self.leaves):
            raise ValueError(f"{self.structure} crosses {len(self.leaves)} groups, not {factors}")
        ends = list(accumulate(len(_leaves_of(part)) for part in self.parts))
        return tuple(factors[a:b] for a, b in pairwise([0, *ends]))

    @final
    def split(self, elements: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        """Take elements apart.

        Args:
            elements: `(N, width)`; any number of leading axes may stand for N.

        Returns:
            The elements of each part, `(N, ...)` with the part's shape and dtype.
        """
        elements = np.asarray(elements)
        ends = list(accumulate(_widths(self.parts)))
        pieces = np.split(elements, ends[:-1], axis=-1)
        lead = elements.shape[:-1]
        return tuple(
            piece.reshape((*lead, *part.shape)).astype(part.dtype, copy=False)
            for piece, part in zip(pieces, self.parts, strict=True)
        )

    @final
    def join(self, *parts: NDArray[Any]) -> NDArray[Any]:
        """Put the elements of the parts, `(N, ...)` each, side by side, `(N, width)`.

        Raises:
            ValueError: there are more or fewer of them than parts, or they do not go together.
        """
        lead = np.broadcast_shapes(
            *(
                np.shape(one)[: np.ndim(one) - len(part.shape)]
                for one, part in zip(parts, self.parts, strict=True)
            )
        )
        flat = [
            np.broadcast_to(one, (*lead, *part.shape)).reshape(*lead, math.prod(part.shape))
            for one, part in zip(parts, self.parts, strict=True)
        ]
        return np.concatenate(flat, axis=-1).astype(self.dtype, copy=False)

    @final
    def identity(self, n: int) -> NDArray[Any]:
        """Return the identities of the parts, `(n, width)`."""
        return self.join(*(part.identity(n) for part in self.parts))

    @final
    def from_uniform(self, u: NDArray[Any]) -> NDArray[Any]:
        """Draw each part from its own numbers.

        Args:
            u: `(N, uniforms)` numbers in [0, 1), those of the first part first.

        Returns:
            Elements, `(N, width)`.

        Raises:
            ValueError: the last axis is not `uniforms` long, or a number lies outside [0, 1).
        """
        ends = list(accumulate(part.uniforms for part in self.parts))
        shares = np.split(require_uniforms(u, ends[-1]), ends[:-1], axis=-1)
        drawn = zip(self.parts, shares, strict=True)
        return self.join(*(part.from_uniform(share) for part, share in drawn))

    @final
    def coordinates(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return the parts' coordinates side by side, `(N, m)` float64."""
        apart = zip(self.parts, self.split(a), strict=True)
        return np.concatenate([part.coordinates(one) for part, one in apart], axis=-1)


class FiniteComposite(Composite, FiniteGroup):
    """A composite of finite groups."""

    @property
    @final
    def order(self) -> int:
        """The product of the orders of the parts."""
        return math.prod(part.order or 1 for part in self.parts)

    @final
    def elements(self) -> NDArray[Any]:
        """Return all tuples, those of the last part changing fastest, `(order, width)`.

        Raises:
            ValueError: there are more than a million.
        """
        if self.order > _MOST_LISTED:
            raise ValueError(f"the {self.order} elements of {self.structure} are too many to list")
        listed = [part.elements() for part in self.parts if isinstance(part, FiniteGroup)]
        places = np.indices([len(one) for one in listed]).reshape(len(listed), -1)
        return self.join(*(one[place] for one, place in zip(listed, places, strict=True)))


def within(structure: str) -> str:
    """Return the name of a part as it stands inside a larger name."""
    return f"({structure})" if " " in structure else structure


def _leaves_of(part: Group) -> tuple[Group, ...]:
    """Return what a factorial crosses of a part."""
    if isinstance(part, Composite) and part.design == "factorial":
        return part.leaves
    return (part,)


def _widths(parts: tuple[Group, ...]) -> list[int]:
    """Return how many numbers an element of each part holds."""
    return [math.prod(part.shape) for part in parts]
