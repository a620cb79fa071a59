"""How much of a signal lies at each frequency: invariant to shifts by construction."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field as Key
from pydantic import field_validator

from mezz.component.base import Encoder
from mezz.component.types import Field, Invariance, Signal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import DomainType, Emits

_BLIND_TO = ("circular_shift", "mirror")
"""A shift turns the phases of the coefficients, a mirror their sign; a square has neither."""


class PowerSpectrum(Encoder):
    """Hand over |FFT|^2 / L^2 of each signal of length L, from frequency 0 to half of L.

    By Parseval's theorem these numbers, the inner ones counted twice, add up to the mean square.
    """

    minimal: ClassVar[dict[str, Any]] = {"fields": ["u"]}

    kind: Literal["power_spectrum"] = "power_spectrum"
    fields: tuple[str, ...] = Key(min_length=1, description="Signals; each has its own spectrum.")

    @field_validator("fields")
    @classmethod
    def _once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError("each field once")
        return value

    def reads(self) -> frozenset[str]:
        """Return the fields."""
        return frozenset(self.fields)

    def accepts(self, name: str, type_: DomainType) -> bool:
        """Say yes to signals."""
        return isinstance(type_, Signal)

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: every signal has a spectrum."""
        return ()

    def invariances(self, emits: Emits) -> frozenset[Invariance]:
        """Return shifts and mirrors of every grid there is.

        Those of the signals it reads, and of what shares their axes, turn phases alone; it reads
        nothing else.
        """
        return frozenset(
            Invariance(change, name)
            for name, type_ in emits.fields.items()
            if isinstance(type_, Field)
            for change in _BLIND_TO
        )

    def width(self, emits: Emits) -> int:
        """Return the frequencies of all signals."""
        return sum(length // 2 + 1 for length in self._lengths(emits))

    def flops(self, emits: Emits) -> int:
        """Return 2.5 L log2 L for each real FFT, and four for each square and its scale."""
        return sum(
            round(2.5 * length * log2(length)) + 4 * (length // 2 + 1)
            for length in self._lengths(emits)
        )

    def encode(self, examples: Examples, emits: Emits) -> NDArray[np.float64]:
        """Return `(N, D)`: the spectra side by side, in the square of the signals' unit."""
        import numpy as np

        spectra = []
        for name in self.fields:
            signal = np.asarray(examples.fields[name], dtype=np.float64)
            turned = np.fft.rfft(signal, axis=1) / signal.shape[1]
            spectra.append(np.square(turned.real) + np.square(turned.imag))
        return np.concatenate(spectra, axis=1)

    def _lengths(self, emits: Emits) -> list[int]:
        types = [emits.fields[name] for name in self.fields]
        return [type_.grid[0] for type_ in types if isinstance(type_, Signal)]
