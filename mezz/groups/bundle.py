"""Families side by side of which at least one is no group: drawn from, and nothing more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.group import require_uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.drawn import Drawn


@dataclass(frozen=True, slots=True)
class Bundle:
    """Independent draws from several families; one element is their numbers side by side.

    Attributes:
        parts: the families.
    """

    parts: tuple[Drawn, ...]

    @property
    def order(self) -> None:
        """None: what is no group is drawn from, and not listed."""
        return

    @property
    def structure(self) -> str:
        """The parts with crosses between them."""
        return " x ".join(
            f"({one.structure})" if " " in one.structure else one.structure for one in self.parts
        )

    @property
    def uniforms(self) -> int:
        """What the parts eat together."""
        return sum(one.uniforms for one in self.parts)

    @property
    def shape(self) -> tuple[int, ...]:
        """The parts side by side, `(width,)`."""
        return (sum(self._widths()),)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Int64 where all parts are, else float64, in which the integers are exact."""
        return np.result_type(*(one.dtype for one in self.parts))

    def from_uniform(self, u: NDArray[Any]) -> NDArray[Any]:
        """Draw each part from its own numbers, `(N, uniforms)`; those of the first part first.

        Raises:
            ValueError: the last axis is not `uniforms` long, or a number lies outside [0, 1).
        """
        ends = list(accumulate(one.uniforms for one in self.parts))
        shares = np.split(require_uniforms(u, ends[-1]), ends[:-1], axis=-1)
        drawn = zip(self.parts, shares, strict=True)
        return self.join(*(part.from_uniform(share) for part, share in drawn))

    def split(self, elements: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        """Take elements `(N, width)` apart, `(N, ...)` each with its part's shape and dtype."""
        ends = list(accumulate(self._widths()))
        pieces = np.split(np.asarray(elements), ends[:-1], axis=-1)
        lead = np.shape(elements)[:-1]
        return tuple(
            piece.reshape(*lead, *part.shape).astype(part.dtype, copy=False)
            for piece, part in zip(pieces, self.parts, strict=True)
        )

    def join(self, *parts: NDArray[Any]) -> NDArray[Any]:
        """Put the parts' elements, `(N, ...)` each, side by side, `(N, width)`."""
        flat = [
            np.reshape(
                one, (*np.shape(one)[: np.ndim(one) - len(part.shape)], math.prod(part.shape))
            )
            for one, part in zip(parts, self.parts, strict=True)
        ]
        return np.concatenate(flat, axis=-1).astype(self.dtype, copy=False)

    def _widths(self) -> list[int]:
        return [math.prod(one.shape) for one in self.parts]
