"""Rotations of the plane and of space."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.groups.group import Group, require_uniforms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.groups.plan import Design

_TURN = 2.0 * math.pi


def wrapped(a: NDArray[Any], period: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a modulo the period, in [0, period).

    The remainder of a tiny negative number rounds to the period itself, which is 0.
    """
    rest = np.mod(a, period)
    return np.asarray(np.where(rest < period, rest, 0.0) + 0.0)


@dataclass(frozen=True, slots=True)
class SO2(Group):
    """The rotations of the plane. Elements are angles in [0, 2 pi) rad, float64 of shape `(N,)`."""

    @property
    def order(self) -> int | None:
        """None: there is no end of angles."""
        return None

    @property
    def structure(self) -> str:
        """`SO(2)`."""
        return "SO(2)"

    @property
    def shape(self) -> tuple[int, ...]:
        """A number."""
        return ()

    @property
    def dtype(self) -> np.dtype[Any]:
        """Float64."""
        return np.dtype(np.float64)

    @property
    def uniforms(self) -> int:
        """One uniform number an angle."""
        return 1

    @property
    def abelian(self) -> bool:
        """Rotations about one axis commute."""
        return True

    @property
    def design(self) -> Design:
        """Equispaced angles with one random offset."""
        return "grid"

    def identity(self, n: int) -> NDArray[np.float64]:
        """Return n angles of 0, `(n,)` float64."""
        return np.zeros(n)

    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
        """Return the sum of the angles, `(N,)` float64."""
        return wrapped(np.asarray(a) + np.asarray(b), _TURN)

    def inverse(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return the angles turned back, `(N,)` float64."""
        return wrapped(-np.asarray(a), _TURN)

    def from_uniform(self, u: NDArray[Any]) -> NDArray[np.float64]:
        """Stretch [0, 1) to the circle.

        Args:
            u: `(N, 1)` numbers in [0, 1).

        Returns:
            Angles, `(N,)` float64.

        Raises:
            ValueError: the last axis is not 1 long, or a number lies outside [0, 1).
        """
        return wrapped(require_uniforms(u, 1)[..., 0] * _TURN, _TURN)

    def coordinates(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return cosine and sine, `(N, 2)` float64."""
        return np.stack([np.cos(a), np.sin(a)], axis=-1)


@dataclass(frozen=True, slots=True)
class SO3(Group):
    """The rotations of space.

    Elements are unit quaternions (w, x, y, z), the scalar part first, float64 of shape `(N, 4)`.
    Of q and -q, which are one rotation, it is the one whose first non-zero entry is positive.
    """

    @property
    def order(self) -> int | None:
        """None: there is no end of rotations."""
        return None

    @property
    def structure(self) -> str:
        """`SO(3)`."""
        return "SO(3)"

    @property
    def shape(self) -> tuple[int, ...]:
        """A quaternion."""
        return (4,)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Float64."""
        return np.dtype(np.float64)

    @property
    def uniforms(self) -> int:
        """Three uniform numbers a rotation."""
        return 3

    @property
    def abelian(self) -> bool:
        """Rotations about different axes do not commute."""
        return False

    @property
    def design(self) -> Design:
        """None: rotations are drawn independently."""
        return "none"

    def identity(self, n: int) -> NDArray[np.float64]:
        """Return (1, 0, 0, 0) n times, `(n, 4)` float64."""
        return np.tile(np.array([1.0, 0.0, 0.0, 0.0]), (n, 1))

    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
        """Return Hamilton's product, scaled back to unit length, `(N, 4)` float64."""
        w, v = np.asarray(a)[..., :1], np.asarray(a)[..., 1:]
        s, t = np.asarray(b)[..., :1], np.asarray(b)[..., 1:]
        real = w * s - (v * t).sum(axis=-1, keepdims=True)
        imaginary = w * t + s * v + np.cross(v, t)
        return _unit(np.concatenate([real, imaginary], axis=-1))

    def inverse(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return the conjugate quaternions, `(N, 4)` float64."""
        return _unit(np.asarray(a) * np.array([1.0, -1.0, -1.0, -1.0]))

    def from_uniform(self, u: NDArray[Any]) -> NDArray[np.float64]:
        """Map three uniform numbers to a uniform point of the sphere in four dimensions.

        Source: K. Shoemake, "Uniform random rotations", Graphics Gems III (1992), 124-132.

        Args:
            u: `(N, 3)` numbers in [0, 1).

        Returns:
            Quaternions, `(N, 4)` float64.

        Raises:
            ValueError: the last axis is not 3 long, or a number lies outside [0, 1).
        """
        numbers = require_uniforms(u, 3)
        inner, outer = np.sqrt(numbers[..., 0]), np.sqrt(1.0 - numbers[..., 0])
        first, second = _TURN * numbers[..., 1], _TURN * numbers[..., 2]
        parts = (
            inner * np.cos(second),
            outer * np.sin(first),
            outer * np.cos(first),
            inner * np.sin(second),
        )
        return _unit(np.stack(parts, axis=-1))

    def coordinates(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return the nine entries of the rotation matrix, `(N, 9)` float64."""
        matrices = self.matrices(a)
        return matrices.reshape(*matrices.shape[:-2], 9)

    def matrices(self, a: NDArray[Any]) -> NDArray[np.float64]:
        """Return the matrices that rotate column vectors, `(N, 3, 3)` float64."""
        w, x, y, z = np.moveaxis(np.asarray(a, dtype=np.float64), -1, 0)
        rows = (
            (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
            (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
            (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
        )
        return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _unit(q: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale to unit length and choose the sign, `(..., 4)`."""
    first = np.take_along_axis(q, np.argmax(q != 0.0, axis=-1)[..., np.newaxis], axis=-1)
    length = np.sqrt((q * q).sum(axis=-1, keepdims=True))
    # Adding zero turns -0.0, which other bits would tell apart, into 0.0.
    return np.asarray(q / np.where(first < 0.0, -length, length) + 0.0)
