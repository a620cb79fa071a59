from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from mezz.learn.adamw import rate
from mezz.learn.batches import Batches
from mezz.learn.checkpoint import Keeper
from mezz.learn.fit import Diverged, FitPlan, Source, Task
from mezz.learn.mlp import MlpShape
from mezz.learn.network import init
from mezz.learn.predict import predict
from mezz.learn.randomness import Stream
from mezz.learn.scale import Scaler
from mezz.learn.train import train

if TYPE_CHECKING:
    from mezz.learn.fit import Fitted
    from mezz.learn.loss import Loss


def _source(seed: int, rows: int, columns: int, outputs: int, loss: Loss = "squared") -> Source:
    rng = np.random.default_rng(seed)
    bank = rng.normal(size=(3, rows, columns)).astype(np.float32)
    target = np.sin(bank[0] @ rng.normal(size=(columns, outputs))).astype(np.float32)
    if loss == "cross_entropy":
        return Source(bank, target.argmax(1), loss)
    if loss == "soft_cross_entropy":
        powers = np.exp(2 * target)
        return Source(bank, powers / powers.sum(1, keepdims=True), loss)
    return Source(bank, target, loss)


def _fixed(source: Source) -> Source:
    return Source(source.bank, source.target, source.loss, np.zeros(len(source.target), int))


def _same(one: Fitted, other: Fitted) -> bool:
    return (
        one.curve == other.curve
        and one.best_step == other.best_step
        and one.params.keys() == other.params.keys()
        and all(np.array_equal(one.params[name], other.params[name]) for name in one.params)
    )


@pytest.mark.parametrize(
    ("shape", "batch"),
    [
        (MlpShape(6, (), 1), 20),
        (MlpShape(6, (33,), 1), 17),
        (MlpShape(6, (64, 10), 4), 32),
        (MlpShape(6, (130, 96), 5), 100),  # large enough for threads, as is the next
        (MlpShape(6, (201,), 1), 523),
    ],
)
def test_a_stack_and_its_threads_do_not_change_a_bit_of_any_fit(
    shape: MlpShape, batch: int
) -> None:
    shared = _source(0, 90, 6, shape.outputs)
    scaler = Scaler.fit(shared.bank)
    tasks = [
        Task(shared, Stream(0, "a"), validation=_fixed(shared)),
        Task(shared, Stream(1, "a"), scaler=scaler),
        Task(_source(1, 41, 6, shape.outputs), Stream(0, "b"), shared, 0.3),
        Task(_fixed(_source(2, 300, 6, shape.outputs)), Stream(0, "c")),
    ]
    plan = FitPlan(8, batch, lr=0.01, weight_decay=1e-3)
    alone = [train([task], shape, plan, threads=1)[0] for task in tasks]
    for threads in (1, 2, 3):
        together = train(tasks, shape, plan, threads=threads)
        assert all(map(_same, alone, together))
        backwards = train(tasks[::-1], shape, plan, threads=threads)
        assert all(map(_same, alone, backwards[::-1]))


@pytest.mark.parametrize("loss", ["squared", "cross_entropy", "soft_cross_entropy"])
@pytest.mark.parametrize("hidden", [(), (24, 16)])
def test_the_trajectory_is_that_of_torchs_own_parts(loss: Loss, hidden: tuple[int, ...]) -> None:
    shape = MlpShape(6, hidden, 4)
    source, hard = _source(0, 100, 6, 4, loss), _source(1, 30, 6, 4, "cross_entropy")
    clip = {"squared": 0.5, "cross_entropy": 0.2, "soft_cross_entropy": 0.1}[loss]
    plan = FitPlan(60, 16, lr=0.01, weight_decay=0.05, clip=clip)
    task = Task(source, Stream(5, "fit"), hard, 0.25, scaler=Scaler.fit(source.bank))
    fitted = train([task], shape, plan)[0]

    modules: list[torch.nn.Module] = []
    for number, (fan_in, fan_out) in enumerate(shape.layers):
        linear = torch.nn.Linear(fan_in, fan_out)
        params = init(shape, task.stream.child("init"))
        linear.weight.data = torch.from_numpy(params[f"layers.{number}.weight"].T.copy())
        linear.bias.data = torch.from_numpy(params[f"layers.{number}.bias"])
        modules += [torch.nn.GELU(), linear] if number else [linear]
    model = torch.nn.Sequential(*modules)
    weights = [p for p in model.parameters() if p.ndim == 2]
    biases = [p for p in model.parameters() if p.ndim == 1]
    optimiser = torch.optim.AdamW(
        [{"params": weights, "weight_decay": 0.05}, {"params": biases, "weight_decay": 0.0}],
        lr=0.01,
        foreach=False,
    )
    batches = [
        Batches(s, 16, task.stream.child("batches", k)) for k, s in enumerate([source, hard])
    ]
    losses, clipped = [], 0
    for step in range(60):
        whole = torch.zeros(())
        for k, (s, share) in enumerate([(source, 0.75), (hard, 0.25)]):
            views, rows = batches[k].at(step)
            assert task.scaler is not None
            outputs = model(torch.from_numpy(task.scaler.apply(s.bank[views, rows])))
            target = torch.from_numpy(s.target[rows])
            whole = whole + share * (
                ((outputs - target) ** 2).sum(1).mean()
                if s.loss == "squared"
                else torch.nn.functional.cross_entropy(outputs, target)
            )
        for group in optimiser.param_groups:
            group["lr"] = rate("cosine", 0.01, step, 60)
        optimiser.zero_grad()
        whole.backward()  # type: ignore[no-untyped-call]
        clipped += torch.nn.utils.clip_grad_norm_(model.parameters(), clip).item() > clip
        optimiser.step()
        losses.append(whole.item())
    assert clipped > 0  # else the test would say nothing on clipping
    assert [point.step for point in fitted.curve] == list(range(3, 61, 3))
    expected = np.array(losses).reshape(20, 3).mean(1)
    np.testing.assert_allclose([point.train for point in fitted.curve], expected, rtol=1e-4)
    for number, weight in enumerate(weights):
        found = fitted.params[f"layers.{number}.weight"]
        np.testing.assert_allclose(found, weight.detach().numpy().T, atol=1e-5)


def test_the_linear_model_reaches_the_least_squares_solution() -> None:
    rng = np.random.default_rng(0)
    bank = rng.normal(size=(1, 200, 4)).astype(np.float32)
    target = (bank[0] @ rng.normal(size=(4, 2)) + 1.5 + 0.1 * rng.normal(size=(200, 2))).astype(
        "f4"
    )
    design = np.concatenate([bank[0], np.ones((200, 1), dtype=np.float32)], axis=1)
    best = np.linalg.lstsq(design, target, rcond=None)[0]
    # A batch of all rows, so that nothing but the descent is between the two solutions.
    plan = FitPlan(600, 200, lr=0.05, clip=None)
    fitted = train(
        [Task(Source(bank, target, "squared"), Stream(0, "fit"))], MlpShape(4, (), 2), plan
    )
    np.testing.assert_allclose(fitted[0].params["layers.0.weight"], best[:4], atol=1e-3)
    np.testing.assert_allclose(fitted[0].params["layers.0.bias"], best[4], atol=1e-3)


def test_a_classifier_learns_a_curved_boundary() -> None:
    rng = np.random.default_rng(0)
    bank = rng.normal(size=(1, 600, 2)).astype(np.float32)
    labels = (np.square(bank[0]).sum(1) > 1.4).astype(np.int64)
    shape = MlpShape(2, (32,), 2)
    plan = FitPlan(300, 64, lr=0.02)
    fitted = train([Task(Source(bank, labels, "cross_entropy"), Stream(0, "fit"))], shape, plan)[0]
    fresh = rng.normal(size=(1, 500, 2)).astype(np.float32)
    found = predict(fitted.params, shape, None, fresh)[0].argmax(1)
    assert (found == (np.square(fresh[0]).sum(1) > 1.4)).mean() > 0.93


def test_random_views_teach_an_invariance_that_one_fixed_view_does_not() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 1)).astype(np.float32)
    bank = np.stack([x, -x])
    target = np.abs(x)
    one_sided = Source(bank, target, "squared", (x[:, 0] < 0).astype(np.int64))  # always x > 0
    plan, shape = FitPlan(300, 64, lr=0.02), MlpShape(1, (16,), 1)
    tasks = [
        Task(Source(bank, target, "squared"), Stream(0, "fit")),
        Task(one_sided, Stream(0, "fit")),
    ]
    gaps = []
    for fitted in train(tasks, shape, plan):
        views = predict(fitted.params, shape, None, bank)
        gaps.append(np.square(views[0] - views[1]).mean())
    assert gaps[0] < 0.02
    assert gaps[1] > 0.5


def test_the_validation_rows_choose_the_parameters() -> None:
    noise = np.random.default_rng(3).normal(size=(1, 80, 20)).astype(np.float32)
    train_rows = Source(noise[:, :40], noise[0, :40, :1] + noise[0, 40:, 1:2], "squared")
    held_out = Source(
        noise[:, 40:], noise[0, 40:, :1] + noise[0, :40, 1:2], "squared", np.zeros(40, int)
    )
    shape = MlpShape(20, (64,), 1)
    plan = FitPlan(400, 40, lr=0.02, stop="validation", patience=3)
    seen: list[tuple[int, int]] = []
    task = Task(train_rows, Stream(0, "fit"), validation=held_out)
    memorised = Task(train_rows, Stream(0, "fit"), validation=_fixed(train_rows))
    fitted, longer = train(
        [task, memorised], shape, plan, progress=lambda done, of: seen.append((done, of))
    )
    assert _same(longer, train([memorised], shape, plan)[0])
    assert longer.curve[-1].step > fitted.curve[-1].step
    losses = {point.step: point.validation for point in fitted.curve}
    assert fitted.best_step == min(losses, key=lambda step: losses[step] or np.inf)
    assert fitted.curve[-1].step == fitted.best_step + 3 * plan.interval < 400
    outputs = predict(fitted.params, shape, None, held_out.bank)[0]
    error = np.square(outputs - held_out.target).sum(1).mean()
    assert error == pytest.approx(losses[fitted.best_step], rel=1e-5)
    assert seen[-1] == (800, 800)


def test_without_stopping_the_last_parameters_stay_and_validation_is_only_watched() -> None:
    source = _source(0, 50, 3, 1)
    plan = FitPlan(45, 10)
    watched = Task(source, Stream(0, "fit"), validation=_fixed(source))
    first, second = train([watched, Task(source, Stream(0, "fit"))], MlpShape(3, (8,), 1), plan)
    assert first.best_step == 45
    assert first.curve[-1].step == 45
    assert all(point.validation is not None for point in first.curve)
    assert all(point.validation is None for point in second.curve)
    assert np.array_equal(first.params["layers.0.weight"], second.params["layers.0.weight"])


def test_progress_only_grows_and_finished_fits_are_handed_over_at_once() -> None:
    source = _source(0, 50, 3, 1)
    counts: list[int] = []
    handed: dict[int, Fitted] = {}
    fits = train(
        [Task(source, Stream(seed, "fit")) for seed in range(3)],
        MlpShape(3, (8,), 1),
        FitPlan(40, 10),
        threads=2,
        progress=lambda done, total: counts.append(done * 120 // total),
        keeper=Keeper(finished=handed.__setitem__),
    )
    assert counts[-1] == 120
    assert all(before <= after for before, after in itertools.pairwise(counts))
    assert [handed[index] for index in range(3)] == fits


def test_a_diverged_fit_is_named_and_the_others_are_finished_first() -> None:
    good = _source(0, 50, 3, 1)
    bad = Source(good.bank, np.full((50, 1), 3e38, dtype=np.float32), "squared")
    handed: dict[int, Fitted] = {}
    tasks = [
        Task(good, Stream(0, "fit")),
        Task(bad, Stream(0, "fit"), name="too large"),
        Task(good, Stream(1, "fit")),
    ]
    with pytest.raises(Diverged, match="too large") as caught:
        train(
            tasks,
            MlpShape(3, (8,), 1),
            FitPlan(20, 10),
            threads=1,
            keeper=Keeper(finished=handed.__setitem__),
        )
    assert (caught.value.step, caught.value.index) == (1, 1)
    assert sorted(handed) == [0, 2]
    alone = train([tasks[2]], MlpShape(3, (8,), 1), FitPlan(20, 10))
    assert _same(handed[2], alone[0])


def test_parameters_that_end_beyond_all_numbers_are_a_divergence() -> None:
    task = Task(_source(0, 50, 3, 1), Stream(0, "fit"))
    with pytest.raises(Diverged) as caught:
        train([task], MlpShape(3, (), 1), FitPlan(1, 10, lr=1e39, clip=None))
    assert caught.value.step == 1


def test_an_error_in_a_callback_ends_the_training() -> None:
    def stop(done: int, _: int) -> None:
        raise KeyError(done)

    task = Task(_source(0, 50, 3, 1), Stream(0, "fit"))
    with pytest.raises(KeyError):
        train([task] * 4, MlpShape(3, (), 1), FitPlan(20, 10), progress=stop)


def test_tasks_that_do_not_suit_the_shape_or_the_plan_are_refused() -> None:
    task = Task(_source(0, 50, 3, 1), Stream(0, "fit"))
    with pytest.raises(ValueError, match="cannot read"):
        train([task], MlpShape(4, (), 1), FitPlan(20))
    with pytest.raises(ValueError, match="validation"):
        train([task], MlpShape(3, (), 1), FitPlan(20, stop="validation"))
