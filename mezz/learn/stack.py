"""Fits that go in step."""

from __future__ import annotations

import time
from concurrent.futures import CancelledError
from functools import partial
from typing import TYPE_CHECKING

from mezz.learn.adamw import AdamW, clip, rate
from mezz.learn.backprop import Networks
from mezz.learn.checkpoint import State
from mezz.learn.fit import Diverged
from mezz.learn.learner import Learner
from mezz.learn.network import init

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Mapping

    import torch

    from mezz.learn.checkpoint import Keeper
    from mezz.learn.fit import FitPlan, Fitted, Task
    from mezz.learn.shape import Shape


_KEPT = "kept."


class Stack:
    """Fits of one shape and one plan, all with equally many sources, on one thread.

    Args:
        tasks: what each fit learns, under the number that names it.
        shape: the model of all.
        plan: how all descend.
        finished: called with the number of a fit and the fit, once it is finished.
    """

    def __init__(
        self,
        tasks: Mapping[int, Task],
        shape: Shape,
        plan: FitPlan,
        finished: Callable[[int, Fitted], None],
    ) -> None:
        self._shape, self._plan, self._finished = shape, plan, finished
        sources = {len(task.sources()) for task in tasks.values()}
        params = [init(shape, task.stream.child("init")) for task in tasks.values()]
        self._networks = Networks(shape, params, plan.batch * sources.pop())
        buffers = zip(self._networks.inputs, self._networks.outputs, strict=True)
        self._learners = [
            Learner(index, task, plan, inputs, outputs)
            for (index, task), (inputs, outputs) in zip(tasks.items(), buffers, strict=True)
        ]
        self._optimisers = [
            AdamW(parameters, gradient, decay)
            for (parameters, gradient), decay in zip(
                self._networks.parts, (plan.weight_decay, 0.0), strict=True
            )
        ]
        self._active = list(range(len(params)))
        self._diverged: list[Diverged] = []
        self._start = 0

    def resume(self, states: Mapping[int, State]) -> None:
        """Go on from states of all the fits, each under its number, all after equally many steps."""
        for number, learner in enumerate(self._learners):
            state = states[learner.index]
            self._start = state.step
            for name, tensor in self._tensors(number):
                tensor.numpy()[:] = state.tensors[name]
            kept = {
                name.removeprefix(_KEPT): value
                for name, value in state.tensors.items()
                if name.startswith(_KEPT)
            }
            learner.recall(kept, state.numbers)
        for optimiser in self._optimisers:
            optimiser.start_after(self._start)

    def run(
        self,
        advance: Callable[[int], None],
        given_up: threading.Event,
        keeper: Keeper,
    ) -> list[Diverged]:
        """Take all steps.

        Args:
            advance: called now and then with the number of steps taken since, over all fits.
            given_up: ends the run when set.
            keeper: where the fits' states go now and then.

        Returns:
            What went wrong, an error for each fit that diverged; the others are not touched by it.

        Raises:
            CancelledError: if the run was given up.
        """
        plan, last, step = self._plan, 0, self._start
        saved = time.monotonic()
        while self._active:
            if given_up.is_set():
                raise CancelledError
            step += 1
            self._step(step)
            if step % plan.interval == 0 or step == plan.steps:
                self._keep(partial(self._evaluate, step))
                advance((step - last) * len(self._learners))
                last = step
            if time.monotonic() - saved >= keeper.every:
                self._save(step, keeper)
                saved = time.monotonic()
        advance((plan.steps - last) * len(self._learners))
        return self._diverged

    def _save(self, step: int, keeper: Keeper) -> None:
        for number in self._active:
            learner = self._learners[number]
            kept, numbers = learner.remember()
            tensors = {name: tensor.numpy() for name, tensor in self._tensors(number)}
            tensors |= {_KEPT + name: value for name, value in kept.items()}
            keeper.save(learner.index, State(step, tensors, numbers).to_bytes())

    def _tensors(self, number: int) -> Iterator[tuple[str, torch.Tensor]]:
        """Yield the tensors that change as one network learns, by name."""
        parts = zip(self._networks.parameters(number), self._optimisers, strict=True)
        for name, (parameters, optimiser) in zip(("weights", "biases"), parts, strict=True):
            first, second = optimiser.moments(number)
            yield name, parameters
            yield f"{name}.first", first
            yield f"{name}.second", second

    def _step(self, step: int) -> None:
        networks, plan = self._networks, self._plan
        for number in self._active:
            self._learners[number].fill(step)
        networks.forward(self._active)
        self._keep(lambda number: self._learners[number].descend(step))
        networks.backward(self._active)
        if plan.clip is not None:
            for number in self._active:
                clip(networks.gradient(number), plan.clip)
        for optimiser in self._optimisers:
            # Fits that have ended are moved too, which touches nothing that is still used.
            optimiser.step(rate(plan.schedule, plan.lr, step - 1, plan.steps))

    def _evaluate(self, step: int, number: int) -> bool:
        learner, layers = self._learners[number], self._networks.layers(number)
        go_on = learner.evaluate(step, self._shape, layers) and step < self._plan.steps
        if not go_on:
            self._finished(learner.index, learner.finish(layers))
        return go_on

    def _keep(self, go_on: Callable[[int], bool]) -> None:
        """Go on with those fits that say so and do not diverge."""
        active = []
        for number in self._active:
            try:
                if go_on(number):
                    active.append(number)
            except Diverged as error:
                self._diverged.append(error)
        self._active = active
