"""Training against the bare matrix products it is made of.

Run as a script. Both sides run in this process, in turns, so that other load on the machine falls
on both, and the shortest of several times counts. `stacked` is the design's yardstick: every
product of one step of all fits as batched products over preallocated memory, and it counts three
products a layer. `needed` leaves out the one that no training does: the gradient of the inputs.
"""

from __future__ import annotations

import argparse  # noqa: TID251 - a script of its own, not a command of mezz
import math
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import torch

from mezz.learn.fit import FitPlan, Source, Task
from mezz.learn.mlp import MlpShape
from mezz.learn.network import init
from mezz.learn.predict import predict
from mezz.learn.randomness import Stream
from mezz.learn.scale import Scaler
from mezz.learn.train import train

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = {
    "25 fits 512-512-512-8, batch 256": (25, MlpShape(512, (512, 512), 8), 256, 12),
    "25 fits 10-512-512-2, batch 256": (25, MlpShape(10, (512, 512), 2), 256, 16),
    "10 fits 32-1024-1024-32, batch 256": (10, MlpShape(32, (1024, 1024), 32), 256, 16),
    "25 fits 10-256-256-2, batch 256": (25, MlpShape(10, (256, 256), 2), 256, 40),
    "25 fits 10-64-64-1, batch 64": (25, MlpShape(10, (64, 64), 1), 64, 100),
}
"""Number of fits, shape, batch, and the steps a timing takes."""


def products(fits: int, shape: MlpShape, batch: int, *, needed: bool) -> Callable[[], None]:
    """Return the batched products of one step of all fits."""
    calls = []
    for number, (fan_in, fan_out) in enumerate(shape.layers):
        x, w, g = (
            torch.randn(fits, *size)
            for size in ((batch, fan_in), (fan_in, fan_out), (batch, fan_out))
        )
        calls += [(x, w, torch.empty_like(g)), (x.mT, g, torch.empty_like(w))]
        if number or not needed:
            calls.append((g, w.mT, torch.empty_like(x)))

    def run() -> None:
        for left, right, out in calls:
            torch.bmm(left, right, out=out)

    return run


def tasks(fits: int, shape: MlpShape) -> list[Task]:
    """Return tasks that share one bank, each with its own stream."""
    rng = np.random.default_rng(0)
    bank = rng.normal(size=(4, 5000, shape.inputs)).astype(np.float32)
    target = np.tanh(bank[0] @ rng.normal(size=(shape.inputs, shape.outputs))).astype(np.float32)
    source, scaler = Source(bank, target, "squared"), Scaler.fit(bank)
    return [Task(source, Stream(seed, "bench"), scaler=scaler) for seed in range(fits)]


def seconds(call: Callable[[], object], threads: int) -> float:
    """Time one call: on one thread in CPU seconds, which other load inflates less."""
    clock = time.process_time if threads == 1 else time.perf_counter
    start = clock()
    call()
    return clock() - start


def best(calls: dict[str, Callable[[], object]], rounds: int, threads: int) -> dict[str, float]:
    """Return each call's shortest time, the calls taking turns."""
    times: dict[str, float] = dict.fromkeys(calls, math.inf)
    for _ in range(rounds):
        for name, call in calls.items():
            times[name] = min(times[name], seconds(call, threads))
    return times


def training(name: str, rounds: int, threads: int) -> str:
    """Return a line on the share of the products in the time of training."""
    fits, shape, batch, steps = CASES[name]
    work = tasks(fits, shape)
    stacked = products(fits, shape, batch, needed=False)
    needed = products(fits, shape, batch, needed=True)
    took = best(
        {
            "stacked": stacked,
            "needed": needed,
            "one": lambda: train(work, shape, FitPlan(1, batch), threads=threads),
            "all": lambda: train(work, shape, FitPlan(1 + steps, batch), threads=threads),
        },
        rounds,
        threads,
    )
    # The difference leaves out what a fit does once, such as drawing its first parameters.
    step = (took["all"] - took["one"]) / steps
    flops = 3 * fits * batch * sum(2 * fan_in * fan_out for fan_in, fan_out in shape.layers)
    return (
        f"{name}: a step {step * 1e3:.2f} ms, the first {took['one'] * 1e3:.0f} ms;"
        f" {took['stacked'] / step:.2f} of the stacked products"
        f" ({flops / step / 1e9:.0f} of {flops / took['stacked'] / 1e9:.0f} GFLOP/s),"
        f" {took['needed'] / step:.2f} of the needed ones"
    )


def prediction(rounds: int, threads: int) -> str:
    """Return a line on the share of the bare products in the time of predicting."""
    shape = MlpShape(64, (512, 512), 8)
    bank = np.random.default_rng(0).normal(size=(4, 5000, 64)).astype(np.float32)
    params, scaler = init(shape, Stream(0, "bench")), Scaler.fit(bank)
    rows = torch.randn(20_000, 64)
    weights = [torch.randn(*size) for size in shape.layers]
    buffers = [torch.empty(20_000, width) for _, width in shape.layers]

    def bare() -> None:
        x = rows
        for weight, buffer in zip(weights, buffers, strict=True):
            x = torch.mm(x, weight, out=buffer)

    took = best(
        {
            "bare": bare,
            "predict": lambda: predict(params, shape, scaler, bank, threads=threads),
        },
        rounds,
        threads,
    )
    return (
        f"predict 20,000 rows, 64-512-512-8: {took['bare'] / took['predict']:.2f} of the products"
    )


def main() -> int:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    rounds, threads = arguments.rounds, arguments.threads
    torch.set_num_threads(threads)
    sys.stdout.write(f"torch {torch.__version__}, {threads} threads\n")
    for name in CASES:
        sys.stdout.write(training(name, rounds, threads) + "\n")
    sys.stdout.write(prediction(rounds, threads) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
