"""The state of a fit that has not ended, from which it goes on as if it had never stopped.

What a step draws depends on its number alone, so the state is small: the parameters, the two moments
of the optimiser, and what the fit remembers of its curve and of the best parameters so far.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from safetensors.numpy import load, save

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from mezz.learn.fit import Fitted

    Tensors = dict[str, npt.NDArray[np.float32]]

EVERY = 30.0
"""Seconds between two checkpoints: a fit that is shorter never writes one."""

_FORMAT = "mezz-checkpoint-1"
_NUMBERS = "numbers"


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A fit after `step` steps: its tensors, and what else it remembers, as plain JSON."""

    step: int
    tensors: Tensors
    numbers: dict[str, Any]

    def to_bytes(self) -> bytes:
        """Return the state as one safetensors file; equal states are equal bytes.

        The numbers are JSON text in a tensor of bytes, so that one file holds everything.
        """
        told = {"format": _FORMAT, "step": self.step, **self.numbers}
        text = np.frombuffer(json.dumps(told, sort_keys=True).encode(), np.uint8)
        whole = {name: np.ascontiguousarray(value) for name, value in self.tensors.items()}
        return save({**whole, _NUMBERS: text})

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: the bytes are not of this format.
        """
        tensors = load(data)
        numbers = json.loads(tensors.pop(_NUMBERS).tobytes())
        if numbers.pop("format") != _FORMAT:
            raise ValueError(f"a checkpoint is not of the format {_FORMAT}")
        return cls(numbers.pop("step"), tensors, numbers)


def _nothing(*_: object) -> None:
    """Keep nothing, and have nothing."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """What outlives an interruption: finished fits, and states of unfinished ones, by number.

    `finished` is given each fit as soon as there is one, from one thread at a time. `save` is given
    the states of unfinished fits every so many seconds, from several threads at once; the last one
    counts. `load` returns it to a later attempt, None where there is none.
    """

    finished: Callable[[int, Fitted], None] = _nothing
    load: Callable[[int], bytes | None] = _nothing
    save: Callable[[int, bytes], None] = _nothing
    every: float = EVERY
