"""One fit's own part in a stack: its rows, its loss, its curve, and the parameters it keeps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from mezz.learn.batches import Batches
from mezz.learn.fit import Diverged, Fitted, Point
from mezz.learn.loss import descend
from mezz.learn.network import forward, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mezz.learn.fit import FitPlan, Source, Task
    from mezz.learn.network import Layer
    from mezz.learn.scale import Scaler
    from mezz.learn.shape import Shape


class Learner:
    """One fit, step by step.

    Args:
        index: the fit's number among all, by which a divergence names it.
        task: what it learns.
        plan: how.
        inputs: `(sources x batch, in)`, the network's buffer, which `fill` fills.
        outputs: `(sources x batch, out)`, the network's buffer, which `descend` reads.
    """

    def __init__(
        self, index: int, task: Task, plan: FitPlan, inputs: torch.Tensor, outputs: torch.Tensor
    ) -> None:
        self.index, self._task, self._plan = index, task, plan
        self._sources = task.sources()
        self._batches = [
            Batches(source, plan.batch, task.stream.child("batches", number))
            for number, (source, _) in enumerate(self._sources)
        ]
        shares = [slice(k * plan.batch, (k + 1) * plan.batch) for k in range(len(self._sources))]
        self._inputs = [inputs[share] for share in shares]
        self._outputs = [outputs[share] for share in shares]
        self._targets: list[torch.Tensor] = []
        self._total, self._since = 0.0, 0
        self._curve: list[Point] = []
        self._kept: dict[str, npt.NDArray[np.float32]] | None = None
        self._lowest, self._best_step, self._stale = math.inf, plan.steps, 0

    def fill(self, step: int) -> None:
        """Put the rows of step 1, 2, ... into the inputs."""
        self._targets = []
        for number, (source, _) in enumerate(self._sources):
            views, rows = self._batches[number].at(step - 1)
            inputs = self._inputs[number]
            self._targets.append(_take(source, views, rows, self._task.scaler, inputs))

    def descend(self, step: int) -> bool:
        """Turn the outputs into the gradient of the loss, and say whether to go on: always.

        Raises:
            Diverged: if the loss is not finite.
        """
        loss = 0.0
        for number, (source, share) in enumerate(self._sources):
            outputs, target = self._outputs[number], self._targets[number]
            loss += share * descend(source.loss, outputs, target, share)
        self._total += self._finite(loss, step)
        return True

    def evaluate(self, step: int, shape: Shape, layers: Sequence[Layer]) -> bool:
        """Add a point to the curve and say whether to go on.

        Raises:
            Diverged: if the validation loss is not finite.
        """
        validation = self._validate(step, shape, layers)
        self._curve.append(Point(step, self._total / (step - self._since), validation))
        self._total, self._since = 0.0, step
        if self._plan.stop == "none" or validation is None:
            return True
        self._stale += 1
        if validation < self._lowest:
            self._kept = named(layers)
            self._lowest, self._best_step, self._stale = validation, step, 0
        return self._stale < self._plan.patience

    def remember(self) -> tuple[dict[str, npt.NDArray[np.float32]], dict[str, Any]]:
        """Return what the fit remembers beside its network: parameters kept, and numbers."""
        numbers = {
            "total": self._total,
            "since": self._since,
            "curve": [list(point) for point in self._curve],
            "lowest": None if math.isinf(self._lowest) else self._lowest,
            "best_step": self._best_step,
            "stale": self._stale,
        }
        return dict(self._kept or {}), numbers

    def recall(self, kept: dict[str, npt.NDArray[np.float32]], numbers: dict[str, Any]) -> None:
        """Take back what `remember` returned."""
        self._kept = kept or None
        self._total, self._since = numbers["total"], numbers["since"]
        self._curve = [Point(*point) for point in numbers["curve"]]
        self._lowest = math.inf if numbers["lowest"] is None else numbers["lowest"]
        self._best_step, self._stale = numbers["best_step"], numbers["stale"]

    def finish(self, layers: Sequence[Layer]) -> Fitted:
        """Return the fit.

        Raises:
            Diverged: if a parameter is not finite.
        """
        params = self._kept or named(layers)
        if not all(np.isfinite(value).all() for value in params.values()):
            raise Diverged(self._since, self.index, self._task.name)
        return Fitted(params, tuple(self._curve), self._best_step)

    def _validate(self, step: int, shape: Shape, layers: Sequence[Layer]) -> float | None:
        """Return the mean loss over the validation rows, where there are any."""
        source = self._task.validation
        if source is None or source.views is None:
            return None
        total, count = 0.0, source.bank.shape[1]
        for start in range(0, count, shape.examples):
            rows = np.arange(start, min(start + shape.examples, count))
            inputs = torch.empty(len(rows), source.bank.shape[2])
            target = _take(source, source.views[rows], rows, self._task.scaler, inputs)
            outputs = forward(shape, layers, inputs)
            total += descend(source.loss, outputs, target, 1.0) * len(rows)
        return self._finite(total / count, step)

    def _finite(self, loss: float, step: int) -> float:
        if not math.isfinite(loss):
            raise Diverged(step, self.index, self._task.name)
        return loss


def _take(
    source: Source,
    views: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    scaler: Scaler | None,
    inputs: torch.Tensor,
) -> torch.Tensor:
    """Fill `inputs` `(rows, D)` with rows of a source and return their targets."""
    found = source.bank[views, rows]
    inputs.numpy()[:] = found if scaler is None else scaler.apply(found)
    by_view = source.target.ndim == 3
    target = torch.from_numpy(source.target[views, rows] if by_view else source.target[rows])
    if source.loss == "cross_entropy":
        return target.to(torch.int64)
    # numpy aligns to 16 bytes, torch to 64, and a sum may round otherwise on another alignment.
    return target.clone()
