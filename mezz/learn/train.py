"""Training: many fits of one shape and one plan."""

from __future__ import annotations

import math
import threading
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

import numpy as np
import torch

from mezz.learn.adamw import AdamW, clip, rate
from mezz.learn.backprop import Network
from mezz.learn.batches import Batches
from mezz.learn.fit import Diverged, Fitted, Point
from mezz.learn.loss import descend
from mezz.learn.mlp import forward, init
from mezz.learn.threads import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from mezz.learn.fit import FitPlan, Source, Task
    from mezz.learn.mlp import MlpShape
    from mezz.learn.scale import Scaler

_VALIDATION_ROWS = 1024


def train(
    tasks: Sequence[Task],
    shape: MlpShape,
    plan: FitPlan,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    finished: Callable[[int, Fitted], None] | None = None,
) -> list[Fitted]:
    """Train fits of equal shape and plan as one stack.

    No fit's bits depend on the others, on their order or on the number of threads. Therefore the
    stack is fits side by side on threads and not one batched product: a batched product of one
    matrix rounds differently from one of many (outputs of one column, small inner dimensions), one
    split among threads differently again, while product by product it runs at the same rate.

    Args:
        tasks: what each fit learns.
        shape: the model of all.
        plan: how all descend.
        threads: how many fits run at once; by default as many as torch would use threads.
        progress: called now and then, from one thread at a time, with the number of finished
            steps over all fits and their total.
        finished: called, from one thread at a time, with the index of a task and its finished
            fit, as soon as there is one: an interrupted run keeps what it was given.

    Returns:
        The fits, in the order of the tasks.

    Raises:
        Diverged: if a fit's loss was not finite: the first such task, after the others have
            finished.
        ValueError: if a task does not suit the shape or the plan.
    """
    for task in tasks:
        _check(task, shape, plan)
    report = threading.Lock()
    done = 0

    def advance(steps: int) -> None:
        nonlocal done
        if progress is not None:
            with report:
                done += steps
                progress(done, plan.steps * len(tasks))

    def work(index: int, given_up: threading.Event) -> Fitted | Diverged:
        try:
            with torch.inference_mode():
                fitted = _Fit(index, tasks[index], shape, plan).run(advance, given_up)
        except Diverged as error:
            return error
        if finished is not None:
            with report:
                finished(index, fitted)
        return fitted

    fits = []
    for outcome in spread(work, len(tasks), threads):
        if isinstance(outcome, Diverged):
            raise outcome
        fits.append(outcome)
    return fits


def _check(task: Task, shape: MlpShape, plan: FitPlan) -> None:
    for source in (task.rows, task.labelled, task.validation):
        if source is not None:
            source.check(shape)
    if plan.stop == "validation" and task.validation is None:
        raise ValueError(f"the plan stops by validation rows, and task {task.name!r} has none")


class _Fit:
    """One fit, from its first parameters to its last."""

    def __init__(self, index: int, task: Task, shape: MlpShape, plan: FitPlan) -> None:
        self._index, self._task, self._plan = index, task, plan
        self._sources = task.sources()
        self._batches = [
            Batches(source, plan.batch, task.stream.child("batches", number))
            for number, (source, _) in enumerate(self._sources)
        ]
        params = init(shape, task.stream.child("init"))
        self._network = Network(shape, params, plan.batch * len(self._sources))
        self._optimiser = AdamW(
            self._network.parameters,
            self._network.gradient,
            self._network.decayed,
            plan.weight_decay,
        )

    def run(self, advance: Callable[[int], None], given_up: threading.Event) -> Fitted:
        """Take all steps, or fewer if the validation loss says so."""
        plan = self._plan
        curve: list[Point] = []
        kept, lowest, best_step, stale = None, math.inf, plan.steps, 0
        total, since = 0.0, 0
        for step in range(1, plan.steps + 1):
            if given_up.is_set():
                raise CancelledError
            total += self._descend(step)
            if step % plan.interval and step < plan.steps:
                continue
            curve.append(Point(step, total / (step - since), self._validate(step)))
            advance(step - since)
            total, since = 0.0, step
            if plan.stop == "none":
                continue
            loss, stale = curve[-1].validation, stale + 1
            if loss is not None and loss < lowest:
                kept, lowest, best_step, stale = self._network.copy_parameters(), loss, step, 0
            elif stale == plan.patience:
                break
        advance(plan.steps - since)
        params = kept or self._network.copy_parameters()
        if not all(np.isfinite(value).all() for value in params.values()):
            raise Diverged(plan.steps, self._index, self._task.name)
        return Fitted(params, tuple(curve), best_step)

    def _descend(self, step: int) -> float:
        """Take step 1, 2, ... and return the loss before it."""
        network, plan = self._network, self._plan
        targets = [self._fill(number, step - 1) for number in range(len(self._sources))]
        network.forward()
        loss = 0.0
        for number, (source, share) in enumerate(self._sources):
            outputs = network.outputs[number * plan.batch :][: plan.batch]
            loss += share * descend(source.loss, outputs, targets[number], share)
        self._finite(loss, step)
        network.backward()
        if plan.clip is not None:
            clip(network.gradient, plan.clip)
        self._optimiser.step(rate(plan.schedule, plan.lr, step - 1, plan.steps))
        return loss

    def _fill(self, number: int, step: int) -> torch.Tensor:
        """Put a source's batch into the network's inputs and return its target."""
        source, batch = self._sources[number][0], self._plan.batch
        views, rows = self._batches[number].at(step)
        inputs = self._network.inputs[number * batch :][:batch]
        return _take(source, views, rows, self._task.scaler, inputs)

    def _validate(self, step: int) -> float | None:
        """Return the mean loss over the validation rows, where there are any."""
        source = self._task.validation
        if source is None or source.views is None:
            return None
        total, count = 0.0, len(source.target)
        for start in range(0, count, _VALIDATION_ROWS):
            rows = np.arange(start, min(start + _VALIDATION_ROWS, count))
            inputs = torch.empty(len(rows), source.bank.shape[2])
            target = _take(source, source.views[rows], rows, self._task.scaler, inputs)
            outputs = forward(self._network.layers, inputs)
            total += descend(source.loss, outputs, target, 1.0) * len(rows)
        return self._finite(total / count, step)

    def _finite(self, loss: float, step: int) -> float:
        if not math.isfinite(loss):
            raise Diverged(step, self._index, self._task.name)
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
    target = torch.from_numpy(source.target[rows])
    if source.loss == "cross_entropy":
        return target.to(torch.int64)
    # numpy aligns to 16 bytes, torch to 64, and a sum may round otherwise on another alignment.
    return target.clone()
