"""Randomness as a value: draws addressed by (stream, example, view, index), made by Philox4x32-10.

A draw depends on its address and on nothing else, so the batch, the order, the chunk and the
worker leave no trace. The generator is the ten-round Philox of Salmon, Moraes, Dror and Shaw,
"Parallel random numbers: as easy as 1, 2, 3" (SC 2011), written over whole arrays.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Words = npt.NDArray[np.uint64]

_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (0x9E3779B9, 0xBB67AE85)
_ROUNDS = 10
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_CHUNK = 1 << 13  # counters a pass: six arrays of this length stay in the second-level cache

# Each kind of draw has a counter range of its own, so that asking one stream for uniforms and for
# integers of the same example gives independent numbers.
_UNIFORM, _NORMAL, _INTEGER, _ORDER = range(4)
_KIND_SHIFT = 28
_DRAWS = 2 << _KIND_SHIFT  # two 64-bit draws a block, 2^28 blocks an address


def philox(counter: Words, key: tuple[int, int]) -> Words:
    """Encrypt counters with Philox4x32-10.

    Args:
        counter: `(4, n)` uint64, each entry a 32-bit word; axis 0 is the word.
        key: the two 32-bit words of the key.

    Returns:
        `(4, n)` uint64, each entry a 32-bit word. The argument is left as it was.
    """
    out = counter.copy()
    for start in range(0, out.shape[1], _CHUNK):
        _rounds(out[:, start : start + _CHUNK], key)
    return out


def _rounds(block: Words, key: tuple[int, int]) -> None:
    """Run the ten rounds in place on `(4, n)` words."""
    c0, c1, c2, c3 = (word.copy() for word in block)
    first, third = np.empty_like(c0), np.empty_like(c0)  # the two 64-bit products
    for turn in range(_ROUNDS):
        k0, k1 = (np.uint64((k + turn * w) & 0xFFFFFFFF) for k, w in zip(key, _WEYL, strict=True))
        np.multiply(c0, _MULTIPLIERS[0], out=first)
        np.multiply(c2, _MULTIPLIERS[1], out=third)
        np.right_shift(third, _HALF, out=c0)
        c0 ^= c1
        c0 ^= k0
        np.right_shift(first, _HALF, out=c2)
        c2 ^= c3
        c2 ^= k1
        np.bitwise_and(third, _LOW, out=c1)
        np.bitwise_and(first, _LOW, out=c3)
    for row, word in zip(block, (c0, c1, c2, c3), strict=True):
        row[:] = word


@dataclass(frozen=True, slots=True, init=False)
class Stream:
    """A named source of draws.

    Two streams whose seed, purpose or path differ are independent; equal ones are the same draws
    for ever. The 64-bit key is the head of the sha256 of (seed, purpose, path), in which the
    number 1 and the word "1" differ.
    """

    seed: int
    purpose: str
    path: tuple[int | str, ...]

    def __init__(self, seed: int, purpose: str, *path: int | str) -> None:
        object.__setattr__(self, "seed", seed)
        object.__setattr__(self, "purpose", purpose)
        object.__setattr__(self, "path", path)

    def child(self, *path: int | str) -> Stream:
        """Return the stream further down the path."""
        return Stream(self.seed, self.purpose, *self.path, *path)

    def uniform(
        self, ids: npt.NDArray[np.int64], dims: int, view: int = 0
    ) -> npt.NDArray[np.float64]:
        """Draw uniformly from [0, 1), with 53 random bits: the same bits on every machine.

        Args:
            ids: `(N,)` int64, the examples' identities.
            dims: draws an example; the first draws do not depend on how many are asked for.
            view: which view of the example, 0 to 2^32 - 1.

        Returns:
            `(N, dims)` float64.
        """
        return _unit(self._words(ids, dims, view, _UNIFORM))

    def normal(
        self, ids: npt.NDArray[np.int64], dims: int, view: int = 0
    ) -> npt.NDArray[np.float64]:
        """Draw from the standard normal distribution by Box and Muller's transform.

        The logarithm and the cosine are numpy's, so another machine may differ in the last place.

        Args:
            ids: `(N,)` int64, the examples' identities.
            dims: draws an example.
            view: which view of the example.

        Returns:
            `(N, dims)` float64.
        """
        pairs = _unit(self._words(ids, dims + dims % 2, view, _NORMAL))
        # 1 - u lies in (0, 1], so the logarithm is finite.
        radius = np.sqrt(-2.0 * np.log(1.0 - np.ascontiguousarray(pairs[:, 0::2])))
        angle = 2.0 * np.pi * np.ascontiguousarray(pairs[:, 1::2])
        pairs[:, 0::2] = radius * np.cos(angle)
        pairs[:, 1::2] = radius * np.sin(angle)
        return pairs[:, :dims]

    def integers(
        self, ids: npt.NDArray[np.int64], high: int, dims: int = 1, view: int = 0
    ) -> npt.NDArray[np.int64]:
        """Draw integers from 0 to `high` - 1.

        A 64-bit word times `high`, shifted down by 64 (Lemire's method without its rejection):
        no value's probability is off by more than 2^-64, a relative bias below high / 2^64.

        Args:
            ids: `(N,)` int64, the examples' identities.
            high: the number of values, 1 to 2^32.
            dims: draws an example.
            view: which view of the example.

        Returns:
            `(N, dims)` int64.

        Raises:
            ValueError: if `high` is out of range.
        """
        if not 1 <= high <= 1 << 32:
            raise ValueError(f"an integer draw needs 1 <= high <= 2^32, not {high}")
        words = self._words(ids, dims, view, _INTEGER)
        # The 96-bit product in two 64-bit parts, as numpy has no wider integer.
        carry = ((words & _LOW) * np.uint64(high)) >> _HALF
        return (((words >> _HALF) * np.uint64(high) + carry) >> _HALF).astype(np.int64)

    def permutation(self, n: int) -> npt.NDArray[np.int64]:
        """Shuffle 0 to n - 1 by sorting n random keys.

        Returns:
            `(n,)` int64. Equal 64-bit keys (n^2 / 2^65 of all calls) keep their order.
        """
        keys = self._words(np.zeros(1, dtype=np.int64), n, 0, _ORDER)[0]
        return np.argsort(keys, kind="stable").astype(np.int64, copy=False)

    def generator(self) -> np.random.Generator:
        """Return a numpy generator of this stream, for sequential draws such as a bootstrap."""
        return np.random.Generator(
            np.random.Philox(key=int.from_bytes(self._digest()[16:], "little"))
        )

    def _digest(self) -> bytes:
        name = json.dumps([self.seed, self.purpose, *self.path], separators=(",", ":"))
        return hashlib.sha256(name.encode("ascii")).digest()

    def _words(self, ids: npt.NDArray[np.int64], dims: int, view: int, kind: int) -> Words:
        """Return `(N, dims)` uint64 random words: draw d is half d % 2 of block d // 2."""
        if not 0 <= view < 1 << 32:
            raise ValueError(f"a view is a number from 0 to 2^32 - 1, not {view}")
        if not 0 <= dims <= _DRAWS:
            raise ValueError(f"an address holds 0 to {_DRAWS} draws, not {dims}")
        names = np.asarray(ids, dtype=np.int64).view(np.uint64)
        if names.ndim != 1:
            raise ValueError(f"ids is one identity an example, not of shape {names.shape}")
        blocks = np.arange(-(-dims // 2), dtype=np.uint64)
        counter = np.empty((4, names.size, blocks.size), dtype=np.uint64)
        counter[0] = (names & _LOW)[:, None]
        counter[1] = (names >> _HALF)[:, None]
        counter[2] = view
        counter[3] = blocks | np.uint64(kind << _KIND_SHIFT)
        digest = self._digest()
        key = (int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:8], "little"))
        out = philox(counter.reshape(4, -1), key)
        words = np.empty((names.size, blocks.size, 2), dtype=np.uint64)
        words[..., 0] = (out[0] | out[1] << _HALF).reshape(counter.shape[1:])
        words[..., 1] = (out[2] | out[3] << _HALF).reshape(counter.shape[1:])
        return words.reshape(names.size, 2 * blocks.size)[:, :dims]


def _unit(words: Words) -> npt.NDArray[np.float64]:
    """Map 64-bit words to float64 in [0, 1) by their upper 53 bits."""
    return (words >> np.uint64(11)).astype(np.float64) * 2.0**-53
