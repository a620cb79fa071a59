"""Training: many fits of one shape and one plan."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import torch

from mezz.learn.checkpoint import Keeper, State
from mezz.learn.stack import Stack
from mezz.learn.threads import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mezz.learn.fit import Diverged, FitPlan, Fitted, Task
    from mezz.learn.shape import Shape

_CACHE = 4 << 20  # bytes of the fits in step on one thread: a modest core's share of the caches
_SMALL = 4e6  # operations in a step of one fit, below which threads only wait for the interpreter


def train(
    tasks: Sequence[Task],
    shape: Shape,
    plan: FitPlan,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    keeper: Keeper | None = None,
) -> list[Fitted]:
    """Train fits of equal shape and plan, side by side on threads and in step on each.

    No fit's bits depend on the others, on their order or on the number of threads: a batched
    product of one matrix rounds differently from one of many, and one split among threads
    differently again, while product by product on one thread each they run at the same rate.
    (With one thread, 25 products of 256x512 with 512x512 took 38.9 ms one by one and 38.4 batched.)

    Args:
        tasks: what each fit learns.
        shape: the model of all.
        plan: how all descend.
        threads: how many threads at most; by default as many as torch would use.
        progress: called now and then, from one thread at a time, with the number of finished
            steps over all fits and their total.
        keeper: what is to outlive an interruption goes there. A fit of which it has a state goes on
            from it, with the bits it would have had without a break.

    Returns:
        The fits, in the order of the tasks.

    Raises:
        Diverged: if a fit's loss was not finite: the first such task, once the others have
            finished.
        ValueError: if a task does not suit the shape or the plan.
    """
    for task in tasks:
        _check(task, shape, plan)
    threads = torch.get_num_threads() if threads is None else threads
    if plan.flops(shape) < _SMALL * plan.steps:
        threads = 1
    keeper = keeper or Keeper()
    report = _Report(plan.steps * len(tasks), progress, keeper)
    kept = {index: keeper.load(index) for index in range(len(tasks))}
    states = {index: State.from_bytes(data) for index, data in kept.items() if data is not None}
    groups = _groups(tasks, shape, plan, threads, states)

    def work(number: int, given_up: threading.Event) -> list[Diverged]:
        members = {index: tasks[index] for index in groups[number]}
        with torch.inference_mode():
            stack = Stack(members, shape, plan, report.finish)
            if groups[number][0] in states:
                stack.resume(states)
            return stack.run(report.advance, given_up, keeper)

    diverged = [error for errors in spread(work, len(groups), threads) for error in errors]
    if diverged:
        raise min(diverged, key=lambda error: error.index)
    return [report.fits[index] for index in range(len(tasks))]


def _check(task: Task, shape: Shape, plan: FitPlan) -> None:
    for source in (task.rows, task.labelled, task.validation):
        if source is not None:
            source.check(shape)
    if plan.stop == "validation" and task.validation is None:
        raise ValueError(f"the plan stops by validation rows, and task {task.name!r} has none")


def _groups(
    tasks: Sequence[Task],
    shape: Shape,
    plan: FitPlan,
    threads: int,
    states: Mapping[int, State],
) -> list[list[int]]:
    """Divide the tasks, by number, into groups that go in step on one thread.

    Small networks share the overhead of a step, as many as fit the cache; of large ones each goes
    by itself. Only fits that have taken equally many steps are in step.
    """
    groups = []
    alike: dict[tuple[int, int], list[int]] = {}
    for index, task in enumerate(tasks):
        start = states[index].step if index in states else 0
        alike.setdefault((len(task.sources()), start), []).append(index)
    for (count, _), members in sorted(alike.items()):
        floats = 4 * shape.parameters() + count * plan.batch * shape.floats()
        together = max(1, _CACHE // (4 * floats))
        pieces = -(-len(members) // together)
        pieces = min(len(members), -(-pieces // threads) * threads)
        groups += [members[start::pieces] for start in range(pieces)]
    return groups


class _Report:
    """What the threads tell the caller, one at a time."""

    def __init__(
        self,
        total: int,
        progress: Callable[[int, int], None] | None,
        keeper: Keeper,
    ) -> None:
        self.fits: dict[int, Fitted] = {}
        self._lock = threading.Lock()
        self._done, self._total = 0, total
        self._progress, self._keeper = progress, keeper

    def advance(self, steps: int) -> None:
        """Tell of steps taken, or of steps that will not be taken."""
        with self._lock:
            self._done += steps
            if self._progress is not None and steps:
                self._progress(self._done, self._total)

    def finish(self, index: int, fitted: Fitted) -> None:
        """Tell of a finished fit."""
        with self._lock:
            self.fits[index] = fitted
            self._keeper.finished(index, fitted)
