"""A fitted arm, ready to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.component.types import Label
from mezz.learn.predict import predict, probabilities
from mezz.learn.weights import load

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.types import Emits
    from mezz.learn.weights import Weights


@dataclass(frozen=True, slots=True)
class Predictor:
    """Weights, and whether their outputs are logits."""

    weights: Weights
    logits: bool

    @classmethod
    def load(cls, folder: Path, emits: Emits) -> Predictor:
        """Read the artifact of a `fit` stage."""
        return cls(load(folder), isinstance(emits.target, Label))

    def answer(self, latents: NDArray[np.float32], threads: int) -> NDArray[np.float64]:
        """Return `(V, N, C)` float64 for latents `(V, N, D)`: values, or probabilities."""
        weights = self.weights
        outputs = predict(weights.params, weights.shape, weights.scaler, latents, threads=threads)
        return probabilities(outputs) if self.logits else outputs
