"""fit: train one arm with one seed. Fits of equal shape that are ready together train as a stack."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mezz.cache.artifact import read_arrays, write_json
from mezz.component.examples import Examples
from mezz.component.types import Label
from mezz.learn.checkpoint import Keeper
from mezz.learn.fit import FitPlan, Source, Task
from mezz.learn.randomness import Stream
from mezz.learn.scale import Scaler
from mezz.learn.train import train
from mezz.learn.weights import Weights, save
from mezz.run.fold import fold_of
from mezz.run.frame import carried_along

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

    from mezz.learn.fit import Fitted
    from mezz.learn.shape import Shape
    from mezz.run.job import Job

    Arrays = dict[str, NDArray[Any]]


def stack_of(job: Job) -> str:
    """Return what must be equal for two fits to train together: the model and its fit."""
    width = _encoder_width(job)
    return json.dumps([job.params["model"], job.params["fit"], width], sort_keys=True)


def run_stack(jobs: Sequence[Job], finished: Callable[[Job], None]) -> None:
    """Train the fits of `jobs` side by side, and say when each has filled its folder.

    Raises Diverged where a loss is no longer finite; the other fits are finished first.
    """
    read: dict[Path, Arrays] = {}
    lessons = [_Lesson.of(job, read) for job in jobs]
    shape = lessons[0].shape

    def keep(index: int, fitted: Fitted) -> None:
        lessons[index].keep(fitted)
        finished(jobs[index])

    train(
        [lesson.task for lesson in lessons],
        shape,
        lessons[0].plan,
        threads=jobs[0].threads,
        progress=lambda done, total: jobs[0].progress(done, total, "steps"),
        keeper=Keeper(
            finished=keep,
            load=lambda index: jobs[index].unfinished(),
            save=lambda index, state: jobs[index].keep_unfinished(state),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Lesson:
    """One fit's task, and how its outputs return to the target's own units."""

    job: Job
    task: Task
    shape: Shape
    plan: FitPlan
    center: NDArray[np.float64]
    spread: float

    @classmethod
    def of(cls, job: Job, read: dict[Path, Arrays]) -> _Lesson:
        """Gather the rows that one fit learns from."""
        desk = _Desk(job, read)
        bank, target = desk.rows()
        arm = job.params["arm"]
        model = job.plan.arms_known[arm].model
        assert model is not None
        shape = model.shape(bank.shape[2], job.plan.emits.target.outputs)
        labels = isinstance(job.plan.emits.target, Label)
        units = shape.layers[-1][1]
        center, spread = (np.zeros(1), 1.0) if labels else _scale_of(target, units)
        rows = desk.source(bank, target, center, spread)
        task = Task(
            rows=rows,
            stream=Stream(job.params["seed"], "fit", arm, job.params.get("fold", -1)),
            labelled=desk.labelled(center, spread),
            hard_weight=job.params["hard_weight"],
            validation=desk.validation(center, spread),
            scaler=Scaler.fit(bank, rows.views, shape.alike()),
            name=job.stage.id,
        )
        plan = FitPlan(**job.params["fit"])
        return cls(job, task, shape, plan, center, spread)

    def keep(self, fitted: Fitted) -> None:
        """Write weights that answer in the target's own units, and the learning curve."""
        last = len(self.shape.layers) - 1
        params = dict(fitted.params)
        weight, bias = f"layers.{last}.weight", f"layers.{last}.bias"
        params[weight] = (params[weight] * self.spread).astype(np.float32)
        units = len(params[bias])
        params[bias] = (params[bias] * self.spread + self.center[:units]).astype(np.float32)
        about = {**self.job.params, **_answers(self.job)}
        save(self.job.folder, Weights(params, self.shape, self.task.scaler, about))
        curve = {
            "steps": [point.step for point in fitted.curve],
            "train": [point.train for point in fitted.curve],
            "validation": [point.validation for point in fitted.curve],
            "best_step": fitted.best_step,
        }
        write_json(self.job.folder, curve, "curve.json")


def _answers(job: Job) -> dict[str, Any]:
    """Return what whoever loads the model must know: what it reads, and what its outputs are."""
    target, encoder = job.plan.emits.target, job.plan.arms_known[job.params["arm"]].encoder
    return {
        "names": list(target.names),
        "answers": "probabilities" if isinstance(target, Label) else "values",
        "encoder": encoder.told() if encoder else {},
    }


class _Desk:
    """Lays out the arrays that one fit reads; arrays that several fits share are read once."""

    def __init__(self, job: Job, read: dict[Path, Arrays]) -> None:
        self._job = job
        self._read = read
        self._random = job.params["sees"] == "random_view"
        self._labels = isinstance(job.plan.emits.target, Label)

    def rows(self) -> tuple[NDArray[np.float32], NDArray[Any]]:
        """Return the inputs `(V, N, D)` and targets of the main rows, one fold left out."""
        if self._job.params["target"] != "labels":
            pool = "unlabelled" if self._job.inputs_like("encode/unlabelled/") else "train"
            target = self._arrays(self._job.input("target/"))["target"]
            stays = self._job.params["target"] == "same_view"
            return self._latents(pool), target if stays else self._in_views(pool, target)
        bank, examples = self._latents("train"), self._examples("train")
        target = self._in_views("train", examples.target)
        fold = self._job.params.get("fold")
        if fold is None:
            return bank, target
        kept = np.flatnonzero(fold_of(examples.units, self._job.params["folds"]) != fold)
        return bank[:, kept], target[:, kept] if target.ndim == bank.ndim else target[kept]

    def labelled(self, center: NDArray[np.float64], spread: float) -> Source | None:
        """Return the labelled rows of a distillation with hard labels."""
        if not self._job.params["hard_weight"]:
            return None
        target = self._in_views("train", self._examples("train").target)
        return self.source(self._latents("train"), target, center, spread)

    def validation(self, center: NDArray[np.float64], spread: float) -> Source | None:
        """Return the rows that choose where to stop, each in one fixed view."""
        if not self._job.inputs_like("sample/validation"):
            return None
        bank = self._latents("validation")
        target = self._in_views("validation", self._examples("validation").target)
        return self.source(bank, target, center, spread, fixed=True)

    def source(
        self,
        bank: NDArray[np.float32],
        target: NDArray[Any],
        center: NDArray[np.float64],
        spread: float,
        *,
        fixed: bool = False,
    ) -> Source:
        """Return rows with their targets in the units of training."""
        still = np.zeros(bank.shape[1], np.int64)
        views = still if fixed or not self._random else None
        if not self._labels:
            scaled = ((target - center) / spread).astype(np.float32)
            return Source(bank, scaled, "squared", views)
        if target.ndim == 1:
            return Source(bank, target, "cross_entropy", views)
        return Source(bank, target.astype(np.float32), "soft_cross_entropy", views)

    def _in_views(self, split: str, target: NDArray[Any]) -> NDArray[Any]:
        return carried_along(self._job, split, target)

    def _examples(self, split: str) -> Examples:
        return Examples.of(self._arrays(f"sample/{split}"))

    def _latents(self, split: str) -> NDArray[np.float32]:
        found = self._arrays(self._job.input(f"encode/{split}/"))["latents"]
        return np.asarray(found, np.float32)

    def _arrays(self, input_id: str) -> Arrays:
        folder = self._job.inputs[input_id]
        if folder not in self._read:
            self._read[folder] = read_arrays(folder)
        return self._read[folder]


def _scale_of(target: NDArray[np.float64], units: int) -> tuple[NDArray[np.float64], float]:
    """Return the components' means and one common scale, which leaves squared error in proportion.

    A network whose last layer has fewer `units` than the target components answers place by place,
    with one bias for all places: so the places have one mean.
    """
    center = target.mean(axis=tuple(range(target.ndim - 1)))
    center = np.tile(center.reshape(-1, units).mean(axis=0), len(center) // units)
    spread = float(np.sqrt(np.square(target - center).mean()))
    return center, spread or 1.0


def _encoder_width(job: Job) -> int:
    encoder = job.plan.arms_known[job.params["arm"]].encoder
    return encoder.width(job.plan.emits) if encoder else 0
