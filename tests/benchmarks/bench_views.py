"""What a view costs: draw it, move the examples, encode them, predict, map the answer back.

Run as a script. Each world runs in a process of its own, once with few views and once with many,
one view at a time, on one thread; what counts is the CPU time of the process. The yardstick is what
a straightforward implementation took, one example after the other. Beside the whole stands what
the bare matrix products of the same network take in the same process: no view can cost less.
"""

from __future__ import annotations

import argparse  # noqa: TID251 - a script of its own, not a command of mezz
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import torch

from mezz.component.slot import made
from mezz.groups.plan import ViewPlan
from mezz.groups.views import draw_views
from mezz.learn.mlp import MlpShape
from mezz.learn.network import init
from mezz.learn.predict import predict
from mezz.learn.randomness import Stream
from mezz.learn.scale import Scaler
from mezz.run.frame import brought_home

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mezz.component.base import Encoder, World
    from mezz.component.examples import Examples
    from mezz.component.symmetry import Symmetry
    from mezz.component.types import Emits
    from mezz.learn.network import Parameters

ROWS = 8192
"""Examples moved and encoded at once, as a run does it."""

AIM = 10.0
"""By how much a view is to be cheaper than the yardstick."""


@dataclass(frozen=True, slots=True)
class Case:
    """One experiment: its blocks as a spec has them, the teacher's hidden widths, the yardstick.

    `rate` is in microseconds a view.
    """

    world: dict[str, Any]
    symmetry: dict[str, Any]
    encoder: dict[str, Any]
    hidden: tuple[int, ...]
    rate: float


# A world joins by an entry of its own: the blocks of its spec and its yardstick.
CASES = {
    "kepler": Case(
        {"kind": "kepler"},
        {"kind": "angle_turns", "on": "M", "turns": 16},
        {"kind": "columns", "fields": ["e", "M"]},
        (256, 256),
        10.0,
    ),
    "linear_system": Case(
        {"kind": "linear_system", "size": 6},
        {"kind": "conjugation", "on": "A", "size": 6},
        {"kind": "columns", "fields": ["A", "b"]},
        (128, 128),
        29.0,
    ),
    "integration": Case(
        {"kind": "integration"},
        {"kind": "circular_shift", "on": "f"},
        {"kind": "columns", "fields": ["f"]},
        (256, 256),
        20.0,
    ),
    "linear_system, n = 32": Case(
        {"kind": "linear_system", "size": 32},
        {"kind": "conjugation", "on": "A", "size": 32},
        {"kind": "columns", "fields": ["A", "b"]},
        (128, 128),
        29.0,
    ),
    "eigenvalues": Case(
        {"kind": "eigenvalues", "size": 6},
        {"kind": "conjugation", "on": "A", "size": 6},
        {"kind": "columns", "fields": ["A"]},
        (128, 128),
        39.0,
    ),
}


class Pass:
    """One world's examples, and a network with random weights that answers to views of them."""

    def __init__(self, case: Case, examples: int) -> None:
        """Draw the examples and fit the scaler; none of it is timed."""
        sizes = {"train": 2, "unlabelled": 0, "validation": 2, "test": examples}
        self.world = cast("World", made("worlds", {**case.world, **sizes}))
        self.symmetry = cast("Symmetry", made("symmetries", case.symmetry))
        self.encoder = cast("Encoder", made("encoders", case.encoder))
        self.emits: Emits = self.world.emits()
        self.examples: Examples = self.world.sample("test")
        inputs, outputs = self.encoder.width(self.emits), self.emits.target.outputs
        self.widths = (inputs, *case.hidden, outputs)
        self.shape = MlpShape(inputs, case.hidden, outputs)
        self.params: Parameters = init(self.shape, Stream(0, "bench"))
        few = self.examples.take(slice(0, 1000))
        latents = self.encoder.encode(few, self.emits)[np.newaxis]
        self.scaler = Scaler.fit(latents.astype(np.float32))
        self.spent = dict.fromkeys(("draw", "move", "encode", "predict"), 0.0)

    def mean(self, views: int) -> NDArray[np.float64]:
        """Return the mean answer over some views, `(N, C)`, one view after the other."""
        total = np.zeros((len(self.examples), self.emits.target.outputs))
        for view in range(views):
            elements = self._timed("draw", self._drawn, view)
            latents = self._latents(elements)
            total += self._timed("predict", self._answers, elements, latents)
        return total / views

    def products(self, views: int) -> float:
        """Return the CPU seconds of the bare matrix products of so many views."""
        rows = torch.randn(len(self.examples), self.shape.inputs)
        weights = [torch.randn(*size) for size in pairwise(self.widths)]
        began = time.process_time()
        for _ in range(views):
            x = rows
            for weight in weights:
                x = x @ weight
        return time.process_time() - began

    def _timed(self, what: str, work: Any, *given: Any) -> Any:
        began = time.process_time()
        done = work(*given)
        self.spent[what] += time.process_time() - began
        return done

    def _drawn(self, view: int) -> NDArray[Any]:
        """Return an independent element for each example, `(N, ...)`."""
        stream, ids = Stream(0, "bench"), self.examples.ids

        def uniform(_: int, dims: int) -> NDArray[np.float64]:
            return stream.uniform(ids, dims, view)

        plan = ViewPlan("iid", 1, self.symmetry.order())
        return np.asarray(draw_views(self.symmetry.group(), plan, len(ids), uniform)[0])

    def _latents(self, elements: NDArray[Any]) -> NDArray[np.float32]:
        """Return what the network reads of one view, `(N, D)`."""
        latents = np.empty((len(self.examples), self.shape.inputs), np.float32)
        for start in range(0, len(self.examples), ROWS):
            rows = slice(start, start + ROWS)
            seen = self.examples.take(rows)
            moved = self._timed("move", self.symmetry.act, elements[rows], seen, self.emits)
            latents[rows] = self._timed("encode", self.encoder.encode, moved, self.emits)
        return latents

    def _answers(self, elements: NDArray[Any], latents: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the answers to one view in the frame of the examples, `(N, C)`."""
        said = predict(self.params, self.shape, self.scaler, latents[np.newaxis], threads=1)[0]
        return brought_home(self.symmetry, elements, said, self.emits)


def peak() -> float:
    """Return the most memory that this process has ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one(name: str, examples: int, views: int) -> dict[str, Any]:
    """Run one world with so many views, and return seconds and MB."""
    torch.set_num_threads(1)
    run = Pass(CASES[name], examples)
    before = peak()
    run.mean(views)
    after = peak()
    memory = {"peak": after, "grown": after - before}
    return {"spent": run.spent, **memory, "products": run.products(views)}


def line(name: str, few: dict[str, Any], many: dict[str, Any], total: int) -> str:
    """Return what one world took, and how that compares."""
    spent = {what: 1e6 * seconds / total for what, seconds in many["spent"].items()}
    whole, bare, rate = sum(spent.values()), 1e6 * many["products"] / total, CASES[name].rate
    own = whole - spent["predict"]
    parts = " + ".join(f"{what} {micro:.2f}" for what, micro in spent.items())
    met = "met" if rate / whole >= AIM else "missed"
    return (
        f"{name}: {sum(many['spent'].values()):.2f} CPU s, {whole:.2f} us a view ({parts})\n"
        f"    {rate:.0f} us before: {rate / whole:.1f} times less, {rate / own:.1f} times without "
        f"prediction (aim {AIM:.0f}, {met}); bare products {bare:.2f} us\n"
        f"    peak memory {few['peak']:.0f} MB with few views, {many['peak']:.0f} MB with many; above "
        f"what the examples took {few['grown']:.0f} and {many['grown']:.0f} MB"
    )


def main() -> int:
    """Run all worlds, or with `--only` one of them in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=50_000)
    parser.add_argument("--views", type=int, nargs=2, default=(4, 16))
    parser.add_argument("--only", choices=tuple(CASES))
    arguments = parser.parse_args()
    if arguments.only:
        found = one(arguments.only, arguments.examples, arguments.views[0])
        sys.stdout.write(json.dumps(found) + "\n")
        return 0
    for name in CASES:
        runs = []
        for views in arguments.views:
            options = ["--only", name, "--examples", str(arguments.examples)]
            command = [sys.executable, __file__, *options, "--views", str(views), str(views)]
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            runs.append(json.loads(ran.stdout))
        total = arguments.examples * arguments.views[1]
        sys.stdout.write(line(name, runs[0], runs[1], total) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
