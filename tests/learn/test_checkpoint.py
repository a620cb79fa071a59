from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.learn.checkpoint import EVERY, Keeper, State
from mezz.learn.fit import FitPlan, Source, Task
from mezz.learn.mlp import MlpShape
from mezz.learn.randomness import Stream
from mezz.learn.scale import Scaler
from mezz.learn.train import train

if TYPE_CHECKING:
    from mezz.learn.fit import Fitted

SHAPE = MlpShape(5, (17,), 2)
PLAN = FitPlan(60, 16, lr=0.02, stop="validation", patience=6)


def source(seed: int, rows: int, *, fixed: bool = False) -> Source:
    rng = np.random.default_rng(seed)
    bank = rng.normal(size=(3, rows, 5)).astype(np.float32)
    target = np.sin(bank[0] @ rng.normal(size=(5, 2))).astype(np.float32)
    return Source(bank, target, "squared", np.zeros(rows, int) if fixed else None)


@pytest.fixture(scope="module")
def tasks() -> list[Task]:
    """Return fits of both kinds, one of which stops early."""
    rows, held_out = source(0, 50), source(1, 40, fixed=True)
    return [
        Task(rows, Stream(0, "a"), validation=held_out),
        Task(rows, Stream(1, "a"), validation=source(0, 50, fixed=True)),
        Task(rows, Stream(2, "a"), source(2, 30), 0.3, held_out, Scaler.fit(rows.bank)),
        Task(rows, Stream(3, "a"), validation=held_out),
    ]


class Kept:
    """Keeps every state of every fit, and gives the chosen ones back."""

    def __init__(self, chosen: dict[int, bytes] | None = None) -> None:
        self.states: dict[int, list[bytes]] = defaultdict(list)
        self._chosen = chosen or {}

    def keeper(self, every: float = 0.0) -> Keeper:
        save = lambda index, data: self.states[index].append(data)  # noqa: E731
        return Keeper(load=self._chosen.get, save=save, every=every)


def same(one: Fitted, other: Fitted) -> bool:
    return (
        one.curve == other.curve
        and one.best_step == other.best_step
        and one.params.keys() == other.params.keys()
        and all(np.array_equal(one.params[name], other.params[name]) for name in one.params)
    )


@pytest.mark.parametrize("threads", [1, 2])
def test_a_fit_goes_on_from_any_step_with_the_same_bits(tasks: list[Task], threads: int) -> None:
    whole = train(tasks, SHAPE, PLAN, threads=1)
    kept = Kept()
    assert all(map(same, whole, train(tasks, SHAPE, PLAN, threads=threads, keeper=kept.keeper())))
    lengths = [len(kept.states[index]) for index in range(len(tasks))]
    assert min(lengths) > 8
    for moments in [(0, 0, 0, 0), (4, 4, 4, 4), (2, 7, 3, 1), tuple(one - 1 for one in lengths)]:
        chosen = {index: kept.states[index][at] for index, at in enumerate(moments)}
        resumed = train(tasks, SHAPE, PLAN, threads=threads, keeper=Kept(chosen).keeper())
        assert all(map(same, whole, resumed))


def test_fits_that_have_a_state_and_fits_that_have_none_go_together(tasks: list[Task]) -> None:
    whole = train(tasks, SHAPE, PLAN, threads=1)
    kept = Kept()
    train(tasks, SHAPE, PLAN, threads=1, keeper=kept.keeper())
    again = Kept({1: kept.states[1][5]})
    resumed = train(tasks, SHAPE, PLAN, threads=1, keeper=again.keeper())
    assert all(map(same, whole, resumed))
    steps = [State.from_bytes(again.states[index][0]).step for index in range(4)]
    assert steps == [1, 7, 1, 1]


def test_an_interrupted_fit_goes_on_from_its_last_checkpoint(tasks: list[Task]) -> None:
    last: dict[int, bytes] = {}

    def save(index: int, data: bytes) -> None:
        last[index] = data
        if State.from_bytes(data).step == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(tasks[:2], SHAPE, PLAN, threads=1, keeper=Keeper(load=last.get, save=save, every=0.0))
    told: list[int] = []
    resumed = train(
        tasks[:2],
        SHAPE,
        PLAN,
        threads=1,
        progress=lambda done, _: told.append(done),
        keeper=Keeper(load=last.get),
    )
    assert all(map(same, train(tasks[:2], SHAPE, PLAN, threads=1), resumed))
    assert told[0] >= 9  # what was taken before counts as done
    assert told[-1] == 2 * PLAN.steps


def test_a_fit_shorter_than_the_interval_writes_no_checkpoint(tasks: list[Task]) -> None:
    kept = Kept()
    train(tasks, SHAPE, PLAN, threads=1, keeper=kept.keeper(EVERY))
    assert not kept.states


def test_a_state_is_read_as_it_was_written() -> None:
    tensors = {"weights": np.arange(6, dtype=np.float32).reshape(2, 3)}
    state = State(7, tensors, {"curve": [[3, 0.1, None]], "lowest": 1 / 3})
    read = State.from_bytes(state.to_bytes())
    assert (read.step, read.numbers) == (7, state.numbers)
    assert np.array_equal(read.tensors["weights"], tensors["weights"])
    assert read.to_bytes() == state.to_bytes()


def test_another_format_is_refused() -> None:
    data = State(7, {}, {"format": "another"}).to_bytes()
    with pytest.raises(ValueError, match="mezz-checkpoint-1"):
        State.from_bytes(data)
