"""A fitted arm, ready to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.component.types import Label
from mezz.learn.predict import predict, probabilities
from mezz.learn.weights import load

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from mezz.component.types import Emits
    from mezz.learn.predict import Precision
    from mezz.learn.weights import Weights


@dataclass(frozen=True, slots=True)
class Predictor:
    """Weights, whether their outputs are logits, and the precision in which it computes."""

    weights: Weights
    logits: bool
    dtype: Precision = np.float32

    @classmethod
    def load(cls, folder: Path, emits: Emits) -> Predictor:
        """Read the artifact of a `fit` stage."""
        return cls(load(folder), isinstance(emits.target, Label))

    def answer(self, latents: NDArray[np.floating], threads: int) -> NDArray[np.float64]:
        """Return `(V, N, C)` float64 for latents `(V, N, D)`: values, or probabilities."""
        held = self.weights
        outputs = predict(
            held.params, held.shape, held.scaler, latents, dtype=self.dtype, threads=threads
        )
        return probabilities(outputs) if self.logits else outputs
