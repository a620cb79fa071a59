"""What a measure sees of one arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.examples import Examples
    from mezz.component.types import TargetType


@dataclass(frozen=True, slots=True)
class Views:
    """One arm's predictions with one seed, over the evaluation views.

    `outputs`: `(V, N, C)` float64, axis 0 the evaluation views; probabilities for a `Label`.
    `examples`: the N test examples in their canonical view, with their true targets.
    `reference`: `(N, C)` float64, what the constant predictor says, for skill.
    `how` and `order` say how the V views were drawn from an orbit of that order.
    Where a world counts squared errors by a factor, `outputs`, `reference` and the target are
    multiplied by its root, `(N, 1)`, so that every square is; `plain` undoes it.
    `flops` and `passes` are the cost of one prediction of this arm. Probabilities below `clip` count
    as `clip` wherever a logarithm is taken.
    """

    outputs: NDArray[np.float64]
    examples: Examples
    target: TargetType
    reference: NDArray[np.float64]
    how: Literal["exact", "iid", "without_replacement"]
    order: int | None
    flops: float
    passes: float
    clip: float = 1e-7
    root: float | NDArray[np.float64] = 1.0

    @property
    def plain(self) -> NDArray[np.float64]:
        """Return the predictions in the target's own units, `(V, N, C)`."""
        return self.outputs / self.root
