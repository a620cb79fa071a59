"""What goes into a fit and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from mezz.learn.adamw import Schedule
    from mezz.learn.loss import Loss
    from mezz.learn.randomness import Stream
    from mezz.learn.scale import Scaler
    from mezz.learn.shape import Shape

_EVALUATIONS = 20
_BACKWARD = 2  # the backward pass has two products for each one of the forward pass


@dataclass(frozen=True, slots=True)
class FitPlan:
    """How to descend: `steps` of AdamW on batches of `batch` rows.

    `lr` is the peak rate and `schedule` its course; `weight_decay` is decoupled and spares the
    biases; `clip` limits the norm of a fit's whole gradient (`None`: no limit). With `stop:
    validation` the parameters with the lowest validation loss are kept, and the fit ends early
    after `patience` evaluations without a new lowest; there are about 20 evaluations in all.
    """

    steps: int = 2000
    batch: int = 256
    lr: float = 3e-3
    schedule: Schedule = "cosine"
    weight_decay: float = 1e-4
    clip: float | None = 1.0
    stop: Literal["none", "validation"] = "none"
    patience: int = 5

    def __post_init__(self) -> None:
        for name in ("steps", "batch", "lr", "patience"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive, not {getattr(self, name)}")
        if self.weight_decay < 0:
            raise ValueError(f"weight_decay must not be negative, but is {self.weight_decay}")
        if self.clip is not None and self.clip <= 0:
            raise ValueError(f"clip must be positive or None, not {self.clip}")

    @property
    def interval(self) -> int:
        """Return the number of steps between two evaluations."""
        return max(1, self.steps // _EVALUATIONS)

    def flops(self, shape: Shape, sources: int = 1) -> int:
        """Count a whole fit's operations, evaluations and the optimiser's aside.

        A training example costs three forward passes: one forward, two backward.

        Args:
            shape: the model.
            sources: how many sources a step draws a batch from: 2 with labelled rows.
        """
        return self.steps * self.batch * sources * (1 + _BACKWARD) * shape.flops()


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Rows to learn from.

    - `bank`: `(V, N, D)` float32, the inputs of N rows under V views. It is only ever read, row by
      row, so many tasks may share one array, which may be memory-mapped.
    - `target`: `(N, C)` float32 values or probabilities, or `(N,)` integer labels; `(V, N, C)`
      where what is right depends on the view.
    - `loss`: what a row costs; see `mezz.learn.loss`.
    - `views`: `(N,)` int64, the one view in which each row is always seen; `None` draws a fresh
      random view whenever a row is used.
    """

    bank: npt.NDArray[np.float32]
    target: npt.NDArray[np.float32] | npt.NDArray[np.int64]
    loss: Loss
    views: npt.NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        if self.bank.ndim != 3 or self.bank.dtype != np.float32 or 0 in self.bank.shape:
            raise ValueError(
                f"a bank is (V, N, D) float32, not {self.bank.shape} {self.bank.dtype}"
            )
        views, rows, _ = self.bank.shape
        labels = self.loss == "cross_entropy"
        right_kind = (
            self.target.ndim == 1 and np.issubdtype(self.target.dtype, np.integer)
            if labels
            else self.target.ndim in (2, 3) and self.target.dtype == np.float32
        )
        seen = (views, rows) if self.target.ndim == 3 else (rows,)
        if not right_kind or self.target.shape[: len(seen)] != seen:
            wanted = "(N,) integers" if labels else "(N, C) or (V, N, C) float32"
            found = f"{self.target.shape} {self.target.dtype}"
            raise ValueError(f"the target of {self.loss} on {rows} rows is {wanted}, not {found}")
        if self.views is not None and (
            self.views.shape != (rows,) or self.views.min() < 0 or self.views.max() >= views
        ):
            raise ValueError(f"views names one of {views} views for each of {rows} rows")

    def check(self, shape: Shape) -> None:
        """Raise ValueError unless a model of this shape can learn from these rows."""
        if self.bank.shape[2] != shape.inputs:
            raise ValueError(f"{shape} cannot read a bank of {self.bank.shape[2]} columns")
        if self.target.ndim > 1 and self.target.shape[-1] != shape.outputs:
            raise ValueError(f"{shape} cannot fit targets of {self.target.shape[-1]} columns")
        if self.target.ndim == 1 and (self.target.min() < 0 or self.target.max() >= shape.outputs):
            raise ValueError(f"a label lies outside the {shape.outputs} outputs of {shape}")


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What one fit learns.

    Each step draws one batch of `FitPlan.batch` rows from `rows`. With `labelled` rows it draws a
    second batch of the same size from them, and the loss is (1 - hard_weight) times the mean over
    the first batch plus hard_weight times the mean over the second. `stream` makes the first
    parameters, the order of the rows and their views. `scaler` standardises every row as it is
    used; without it the rows are taken as they are. `validation` rows have fixed views.
    """

    rows: Source
    stream: Stream
    labelled: Source | None = None
    hard_weight: float = 0.0
    validation: Source | None = None
    scaler: Scaler | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if (self.labelled is None) != (self.hard_weight == 0.0) or not 0 <= self.hard_weight < 1:
            raise ValueError(
                "labelled rows need a hard_weight between 0 and 1, and without them it is 0;"
                f" it is {self.hard_weight}"
            )
        if self.validation is not None and self.validation.views is None:
            raise ValueError("validation rows must be seen in fixed views")

    def sources(self) -> list[tuple[Source, float]]:
        """Return what a step draws a batch from, each with its share in the loss."""
        if self.labelled is None:
            return [(self.rows, 1.0)]
        return [(self.rows, 1.0 - self.hard_weight), (self.labelled, self.hard_weight)]


class Point(NamedTuple):
    """One point of a learning curve.

    `step` counts finished steps; `train` is the mean batch loss since the last point;
    `validation` the mean loss over all validation rows, where there are any.
    """

    step: int
    train: float
    validation: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A finished fit: its named parameters (see `Shape`), its curve, and the kept step."""

    params: dict[str, npt.NDArray[np.float32]]
    curve: tuple[Point, ...]
    best_step: int


class Diverged(ArithmeticError):  # noqa: N818 - it names what happened, as a verdict does
    """The loss of a fit is no longer a finite number."""

    def __init__(self, step: int, index: int, name: str) -> None:
        super().__init__(
            f"fit {index}{f' ({name})' if name else ''} diverged: its loss was not finite"
            f" at step {step}"
        )
        self.step = step
        self.index = index
        self.name = name
