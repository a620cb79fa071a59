"""The stages under one symmetry: views, latents, fits, targets, predictions. Also its twin's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mezz.plan import cost
from mezz.plan.stage import Stage
from mezz.plan.viewset import (
    bank_of_views,
    blocks_of_views,
    canonical_view,
    given_view,
    recorded_views,
    single_view,
    views_for,
)
from mezz.spec.arm import arms_that_apply, targets_from

if TYPE_CHECKING:
    from pydantic import BaseModel

    from mezz.component.base import Component, Encoder, Rows, Split
    from mezz.plan.viewset import (
        ViewSet,
    )
    from mezz.spec.arm import Arm
    from mezz.spec.model import Spec

TWIN = "twin/"
"""What the ids of the twin's stages begin with."""


def modules(stage: str, *components: Component) -> tuple[str, ...]:
    """Return the modules whose code decides a stage: its own, how it reads, and the components'."""
    own = (f"mezz.run.stages.{stage}", "mezz.run.job")
    inside = (each for component in components for each in component.nested())
    return tuple(dict.fromkeys((*own, *(type(each).__module__ for each in inside))))


def _set(block: BaseModel) -> dict[str, Any]:
    return block.model_dump(mode="json", exclude_defaults=True)


class Pipeline:
    """Adds each stage once, its inputs first. The spec's symmetry is the one that acts here."""

    def __init__(self, spec: Spec, rows: Rows, stages: dict[str, Stage], prefix: str = "") -> None:
        """Add to `stages`, under ids that begin with `prefix` where the symmetry matters."""
        self.spec = spec
        self.rows = rows
        self.stages = stages
        self.prefix = prefix
        self.emits = spec.world.emits()
        self.known = arms_that_apply(spec, self.emits, rows.sizes)
        self.seeds = spec.seeds
        self.source = targets_from(spec)
        self.pool: Split = "unlabelled" if self.source == "unlabelled" else "train"
        evaluate, teacher = spec.evaluate, spec.teacher
        self.canonical = canonical_view()
        if rows.views is not None:
            self.evaluation, self.blocks = recorded_views(spec.symmetry, rows.views)
            self.target_views = self.evaluation
            return
        self.evaluation = views_for("evaluate", spec.symmetry, evaluate.views, evaluate.plan)
        self.target_views = views_for("target", spec.symmetry, teacher.K, teacher.plan)
        self.blocks = blocks_of_views(spec.symmetry, teacher.K, teacher.plan, evaluate.blocks)

    def add(self, stage: Stage) -> str:
        """Add a stage unless it is there, and return its id."""
        self.stages.setdefault(stage.id, stage)
        return stage.id

    def size(self, split: Split) -> int:
        """Return the rows of a split."""
        return self.rows.sizes.get(split, 0)

    def sample(self, split: Split) -> str:
        """Draw or read one split."""
        world = self.spec.world
        config = world.told()
        if world.independent_splits:
            others = {"train", "unlabelled", "validation", "test"} - {split}
            config = {name: value for name, value in config.items() if name not in others}
        return self.add(
            Stage(
                id=f"sample/{split}",
                verb="sample",
                params={"world": config, "split": split},
                inputs=(),
                modules=modules("sample", world),
                libraries=world.libraries,
                spec_path=("world",),
                cost=cost.sample(self.emits, self.size(split)),
            )
        )

    def act(self, split: Split, views: ViewSet) -> str:
        """Choose the elements that make the views of one split."""
        symmetry = self.spec.symmetry
        return self.add(
            Stage(
                id=f"{self.prefix}act/{split}/{views.name}",
                verb="act",
                params={
                    "symmetry": symmetry.told(),
                    "views": views.told(),
                    "seed": self.spec.world.seed,
                },
                inputs=(self.sample(split),),
                modules=modules("act", symmetry),
                libraries=symmetry.libraries,
                spec_path=("symmetry",),
                cost=cost.act(self.size(split), views.count),
            )
        )

    def encode(self, split: Split, views: ViewSet, encoder: Encoder) -> str:
        """Move the examples of one split by its elements and encode every view."""
        own = encoder == self.spec.encoder
        symmetry = self.spec.symmetry
        return self.add(
            Stage(
                id=f"{self.prefix}encode/{split}/{views.name}" + ("" if own else "/student"),
                verb="encode",
                params={"encoder": encoder.told()},
                inputs=(self.sample(split), self.act(split, views)),
                modules=modules("encode", encoder, symmetry),
                libraries=(*symmetry.libraries, *encoder.libraries),
                spec_path=("encoder",) if own else ("student", "encoder"),
                cost=cost.encode(encoder, self.emits, self.size(split), views.count),
            )
        )

    def frames(self, split: Split, views: ViewSet) -> tuple[str, ...]:
        """Return the elements that answers need to be compared in one frame, if they move."""
        moves = self.spec.symmetry.carries_target(self.emits)
        return (self.act(split, views),) if moves else ()

    def training_views(self, arm: Arm) -> ViewSet:
        """Return the views in which an arm meets its training rows."""
        if arm.sees == "canonical":
            return self.canonical
        symmetry = self.spec.symmetry
        return given_view(symmetry) if arm.sees == "as_given" else bank_of_views(symmetry)

    def fit(self, arm: Arm, seed: int, fold: int | None = None) -> str:
        """Train one arm with one seed, on all training rows or on all folds but one."""
        assert arm.model
        assert arm.encoder
        assert arm.fit
        views = self.training_views(arm)
        encoded = self.encode("train", views, arm.encoder)
        labelled = (self.sample("train"), encoded, *self.frames("train", views))
        inputs = labelled
        if arm.target != "labels":
            inputs = (self.target(arm, seed), self.encode(self.pool, views, arm.encoder))
            inputs += self.frames(self.pool, views)
            inputs += labelled if arm.hard_weight else ()
        if arm.fit.stop == "validation":
            watched = self.validation_views(arm)
            inputs += (self.sample("validation"), self.encode("validation", watched, arm.encoder))
            inputs += self.frames("validation", watched)
        params: dict[str, Any] = {
            "arm": arm.fitted_as,
            "seed": seed,
            "model": arm.model.told(),
            "fit": _set(arm.fit),
            "sees": arm.sees,
            "target": arm.target,
            "hard_weight": arm.hard_weight,
        }
        of_fold = "" if fold is None else f"/fold{fold}"
        if fold is not None:
            params |= {"fold": fold, "folds": self.spec.teacher.folds}
        return self.add(
            Stage(
                id=f"{self.prefix}fit/{arm.fitted_as}/{seed}{of_fold}",
                verb="fit",
                params=params,
                inputs=tuple(dict.fromkeys(inputs)),
                modules=modules("fit", arm.model, self.spec.symmetry),
                libraries=arm.model.libraries,
                spec_path=("teacher" if arm.fitted_as == "teacher" else "student", "fit"),
                cost=cost.fit(arm, self.emits),
            )
        )

    def validation_views(self, arm: Arm) -> ViewSet:
        """Return the views on which a fit is stopped: as it trains, a fresh-view fit as given."""
        given = given_view(self.spec.symmetry)
        return self.canonical if arm.sees == "canonical" else given

    def teachers(self, seed: int) -> tuple[str, ...]:
        """Return the fits whose answers become targets: the teacher's, or one a fold."""
        folds = range(self.spec.teacher.folds) if self.source == "out_of_fold" else (None,)
        return tuple(self.fit(self.known["teacher"], seed, fold) for fold in folds)

    def target(self, arm: Arm, seed: int) -> str:
        """Ask the teacher about the rows on which an arm learns, in as many views as it wants."""
        views = self._asked_views(arm)
        fits = self.teachers(seed)
        params: dict[str, Any] = {
            "target": arm.target,
            "source": self.source,
            "folds": len(fits),
            "views": views.count,
        }
        if self.spec.teacher.pool != "mean":
            params["pool"] = self.spec.teacher.pool
        kind = "" if arm.target == "orbit_mean" else f"/{arm.target}"
        assert self.spec.encoder
        encoded = self.encode(self.pool, views, self.spec.encoder)
        return self.add(
            Stage(
                id=f"{self.prefix}target/{seed}{kind}",
                verb="target",
                params=params,
                inputs=(self.sample(self.pool), encoded, *self.frames(self.pool, views), *fits),
                modules=modules("target", self.spec.symmetry),
                libraries=("numpy", "torch"),
                spec_path=("teacher", "K"),
                cost=cost.predict(
                    self.known["teacher"], self.emits, self.size(self.pool), views.count
                ),
            )
        )

    def _asked_views(self, arm: Arm) -> ViewSet:
        """Return the views in which the teacher is asked for an arm's targets."""
        if arm.target == "one_view":
            return single_view(self.spec.symmetry)
        return self.training_views(arm) if arm.target == "same_view" else self.target_views

    def judged_views(self, arm: Arm) -> ViewSet:
        """Return the views on which an arm is judged."""
        if arm.judged_on == "canonical":
            return self.canonical
        return self.blocks if arm.judged_on == "mean_of_K" else self.evaluation

    def predict(self, arm: Arm, seed: int) -> str:
        """Answer for every test view, with one fit or with a rule of the world's."""
        if arm.fitted_as is None:
            return self._predict_without_fit(arm)
        if self.spec.world.recorded:
            return self._recorded()
        if arm.mended == "recalibrated":
            return self._predict_recalibrated(arm, seed)
        return self.answer(arm, self.fit(arm, seed), f"{arm.fitted_as}/{seed}")

    def answer(self, arm: Arm, fit: str, name: str) -> str:
        """Let one fit answer for every view on which an arm is judged."""
        assert arm.encoder
        views = self.judged_views(arm)
        return self.add(
            Stage(
                id=f"{self.prefix}predict/{name}/{views.name}",
                verb="predict",
                params={},
                inputs=(
                    fit,
                    self.encode("test", views, arm.encoder),
                    *self.frames("test", views),
                ),
                modules=modules("predict", self.spec.symmetry),
                libraries=("numpy", "torch"),
                spec_path=("evaluate",),
                cost=cost.predict(arm, self.emits, self.size("test"), views.count),
            )
        )

    def _predict_recalibrated(self, arm: Arm, seed: int) -> str:
        """Answer with outputs shrunk as the validation rows, each in one given view, ask for."""
        assert arm.encoder
        plain = self.predict(self.known["teacher"], seed)
        views = given_view(self.spec.symmetry)
        encoded = self.encode("validation", views, arm.encoder)
        return self.add(
            Stage(
                id=plain.replace("predict/teacher/", f"predict/{arm.name}/"),
                verb="predict",
                params={"does": "recalibrate"},
                inputs=(
                    plain,
                    self.fit(arm, seed),
                    self.sample("validation"),
                    encoded,
                    *self.frames("validation", views),
                ),
                modules=modules("recalibrate", self.spec.symmetry),
                libraries=("numpy", "scipy", "torch"),
                spec_path=("evaluate",),
            )
        )

    def _predict_without_fit(self, arm: Arm) -> str:
        world = self.spec.world
        splits: tuple[Split, ...] = ("test",) if world.recorded else ("train", "test")
        return self.add(
            Stage(
                id=f"predict/{arm.name}",
                verb="predict",
                params={"rule": arm.name, "world": world.told()},
                inputs=tuple(map(self.sample, splits)),
                modules=modules("predict", world),
                libraries=world.libraries,
                spec_path=("world",),
            )
        )

    def _recorded(self) -> str:
        """Take the answers from the table that holds them."""
        return self.add(
            Stage(
                id="predict/teacher/recorded",
                verb="predict",
                params={"does": "recorded"},
                inputs=(self.sample("test"),),
                modules=modules("recorded"),
                libraries=("numpy",),
                spec_path=("teacher", "predictions"),
            )
        )
