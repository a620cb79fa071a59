"""A spec compiled to stages: sample, act, encode, fit, target, predict, measure, judge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mezz.plan import cost
from mezz.plan.stage import Stage
from mezz.plan.viewset import (
    bank_of_views,
    blocks_of_views,
    canonical_view,
    given_view,
    views_for,
)
from mezz.spec.arm import arms_that_apply, chosen_arms, targets_from
from mezz.spec.criterion import standard
from mezz.spec.measured import measures_that_apply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

    from mezz.component.base import Component, Encoder, Rows, Split
    from mezz.component.types import Emits
    from mezz.plan.viewset import (
        ViewSet,
    )
    from mezz.spec.arm import Arm
    from mezz.spec.model import Spec


@dataclass(frozen=True, slots=True)
class Plan:
    """The stages of one spec in an order in which they can run, and the arms they serve.

    `arms` are those that are judged, `arms_known` all that apply: a target needs the teacher even
    where nobody asks for its row.
    """

    spec: Spec
    emits: Emits
    rows: Rows
    arms: dict[str, Arm]
    arms_known: dict[str, Arm]
    stages: dict[str, Stage]

    @property
    def content(self) -> dict[str, str]:
        """Return the digest of outside data by the id of the stage that reads it."""
        digest = self.rows.content
        return {id_: digest for id_, stage in self.stages.items() if stage.verb == "sample"}


def compile_spec(spec: Spec, rows: Rows, allowed: Iterable[str] = ()) -> Plan:
    """Lay out every stage of a checked spec. `rows` is what the world's `probe` said."""
    builder = _Builder(spec, rows)
    builder.judge(tuple(sorted(allowed)))
    return Plan(spec, builder.emits, rows, builder.arms, builder.known, builder.stages)


def told(component: Component) -> dict[str, Any]:
    """Return a component's kind and its fields that differ from their defaults."""
    return {"kind": component.kind, **component.model_dump(mode="json", exclude_defaults=True)}


def _modules(stage: str, *components: Component) -> tuple[str, ...]:
    """Return the modules whose code decides a stage: its own, how it reads, and the components'."""
    own = (f"mezz.run.stages.{stage}", "mezz.run.job")
    return (*own, *(type(component).__module__ for component in components))


def _set(block: BaseModel) -> dict[str, Any]:
    return block.model_dump(mode="json", exclude_defaults=True)


class _Builder:
    """Adds each stage once, its inputs first."""

    def __init__(self, spec: Spec, rows: Rows) -> None:
        self.spec = spec
        self.rows = rows
        self.emits = spec.world.emits()
        self.known = arms_that_apply(spec, self.emits, rows.sizes)
        self.arms = chosen_arms(spec, self.emits, rows.sizes)
        self.seeds = spec.evaluate.seed_list
        self.source = targets_from(spec)
        self.stages: dict[str, Stage] = {}
        evaluate, teacher = spec.evaluate, spec.teacher
        self.canonical = canonical_view()
        self.evaluation = views_for("evaluate", spec.symmetry, evaluate.views, evaluate.plan)
        self.target_views = views_for("target", spec.symmetry, teacher.K, teacher.plan)
        self.blocks = blocks_of_views(spec.symmetry, teacher.K, teacher.plan, evaluate.blocks)

    def _add(self, stage: Stage) -> str:
        self.stages.setdefault(stage.id, stage)
        return stage.id

    def _size(self, split: Split) -> int:
        return self.rows.sizes.get(split, 0)

    def sample(self, split: Split) -> str:
        """Draw or read one split."""
        world = self.spec.world
        config = told(world)
        if world.independent_splits:
            others = {"train", "unlabelled", "validation", "test"} - {split}
            config = {name: value for name, value in config.items() if name not in others}
        return self._add(
            Stage(
                id=f"sample/{split}",
                verb="sample",
                params={"world": config, "split": split},
                inputs=(),
                modules=_modules("sample", world),
                libraries=world.libraries,
                spec_path=("world",),
                cost=cost.sample(self.emits, self._size(split)),
            )
        )

    def act(self, split: Split, views: ViewSet) -> str:
        """Choose the elements that make the views of one split."""
        symmetry = self.spec.symmetry
        return self._add(
            Stage(
                id=f"act/{split}/{views.name}",
                verb="act",
                params={
                    "symmetry": told(symmetry),
                    "views": views.told(),
                    "seed": self.spec.world.seed,
                },
                inputs=(self.sample(split),),
                modules=_modules("act", symmetry),
                libraries=symmetry.libraries,
                spec_path=("symmetry",),
                cost=cost.act(self._size(split), views.count),
            )
        )

    def encode(self, split: Split, views: ViewSet, encoder: Encoder) -> str:
        """Move the examples of one split by its elements and encode every view."""
        own = encoder == self.spec.encoder
        symmetry = self.spec.symmetry
        return self._add(
            Stage(
                id=f"encode/{split}/{views.name}" + ("" if own else "/student"),
                verb="encode",
                params={"encoder": told(encoder)},
                inputs=(self.sample(split), self.act(split, views)),
                modules=_modules("encode", encoder, symmetry),
                libraries=(*symmetry.libraries, *encoder.libraries),
                spec_path=("encoder",) if own else ("student", "encoder"),
                cost=cost.encode(encoder, self.emits, self._size(split), views.count),
            )
        )

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
        labelled = (self.sample("train"), self.encode("train", views, arm.encoder))
        inputs: tuple[str, ...] = labelled
        if arm.target == "orbit_mean":
            pool: Split = "unlabelled" if self.source == "unlabelled" else "train"
            inputs = (self.target(seed), self.encode(pool, views, arm.encoder))
            inputs += labelled if arm.hard_weight else ()
        if arm.fit.stop == "validation":
            watched = self.validation_views(arm)
            inputs += (self.sample("validation"), self.encode("validation", watched, arm.encoder))
        params: dict[str, Any] = {
            "arm": arm.fitted_as,
            "seed": seed,
            "model": told(arm.model),
            "fit": _set(arm.fit),
            "sees": arm.sees,
            "target": arm.target,
            "hard_weight": arm.hard_weight,
        }
        if fold is not None:
            params |= {"fold": fold, "folds": self.spec.teacher.folds}
        return self._add(
            Stage(
                id=f"fit/{arm.fitted_as}/{seed}" + ("" if fold is None else f"/fold{fold}"),
                verb="fit",
                params=params,
                inputs=tuple(dict.fromkeys(inputs)),
                modules=_modules("fit", arm.model),
                libraries=arm.model.libraries,
                spec_path=("teacher" if arm.fitted_as == "teacher" else "student", "fit"),
                cost=cost.fit(arm, self.emits),
            )
        )

    def validation_views(self, arm: Arm) -> ViewSet:
        """Return the views on which a fit is stopped: as it trains, a fresh-view fit as given."""
        given = given_view(self.spec.symmetry)
        return self.canonical if arm.sees == "canonical" else given

    def target(self, seed: int) -> str:
        """Average the teacher over K views of the rows on which the student learns."""
        teacher = self.spec.teacher
        arm = self.known["teacher"]
        pool: Split = "unlabelled" if self.source == "unlabelled" else "train"
        folds = range(teacher.folds) if self.source == "out_of_fold" else (None,)
        fits = tuple(self.fit(arm, seed, fold) for fold in folds)
        encoded = self.encode(pool, self.target_views, self.spec.encoder)
        return self._add(
            Stage(
                id=f"target/{seed}",
                verb="target",
                params={"source": self.source, "folds": len(fits)},
                inputs=(self.sample(pool), encoded, *fits),
                modules=_modules("target"),
                libraries=("numpy", "torch"),
                spec_path=("teacher", "K"),
                cost=cost.predict(arm, self.emits, self._size(pool), self.target_views.count),
            )
        )

    def judged_views(self, arm: Arm) -> ViewSet:
        """Return the views on which an arm is judged."""
        if arm.judged_on == "canonical":
            return self.canonical
        return self.blocks if arm.judged_on == "mean_of_K" else self.evaluation

    def predict(self, arm: Arm, seed: int) -> str:
        """Answer for every test view, with one fit or with a rule of the world's."""
        if arm.fitted_as is None:
            return self._predict_without_fit(arm)
        assert arm.encoder
        views = self.judged_views(arm)
        return self._add(
            Stage(
                id=f"predict/{arm.fitted_as}/{seed}/{views.name}",
                verb="predict",
                params={},
                inputs=(self.fit(arm, seed), self.encode("test", views, arm.encoder)),
                modules=_modules("predict"),
                libraries=("numpy", "torch"),
                spec_path=("evaluate",),
                cost=cost.predict(arm, self.emits, self._size("test"), views.count),
            )
        )

    def _predict_without_fit(self, arm: Arm) -> str:
        world = self.spec.world
        return self._add(
            Stage(
                id=f"predict/{arm.name}",
                verb="predict",
                params={"rule": arm.name, "world": told(world)},
                inputs=(self.sample("train"), self.sample("test")),
                modules=_modules("predict", world),
                libraries=world.libraries,
                spec_path=("world",),
            )
        )

    def measure(self, arm: Arm) -> str:
        """Judge one arm by every measure that applies, over all seeds."""
        measures = measures_that_apply(self.emits)
        seeds = self.seeds if arm.fitted_as else self.seeds[:1]
        predictions = tuple(self.predict(arm, seed) for seed in seeds)
        constant = self.predict(self.known["trivial"], 0)
        views = self.judged_views(arm)
        return self._add(
            Stage(
                id=f"measure/{arm.name}",
                verb="measure",
                params={
                    "arm": arm.name,
                    "judged_on": arm.judged_on,
                    "views": views.told(),
                    "seeds": list(seeds),
                    **cost.of_one_prediction(arm, self.emits, self.target_views.count),
                },
                inputs=(self.sample("test"), constant, *predictions),
                modules=_modules("measure", *measures.values()),
                libraries=("numpy", "scipy"),
                spec_path=("evaluate",),
                cost=cost.measure(self._size("test"), views.count, len(seeds)),
            )
        )

    def floor(self) -> str:
        """Measure what the gap reads when nothing but arithmetic differs."""
        symmetry = self.spec.symmetry
        fits = [self.fit(self.known["teacher"], seed) for seed in self.seeds]
        act = self.act("test", self.evaluation)
        return self._add(
            Stage(
                id="measure/floor",
                verb="measure",
                params={"guard": "floor", "encoder": told(self.spec.encoder)},
                inputs=(self.sample("test"), act, *fits),
                modules=_modules("floor", symmetry, self.spec.encoder),
                libraries=("numpy", "torch"),
                spec_path=("symmetry",),
            )
        )

    def axioms(self) -> str:
        """Measure the group's laws, and the exact target of moved examples, on the test rows."""
        symmetry, world = self.spec.symmetry, self.spec.world
        return self._add(
            Stage(
                id="measure/axioms",
                verb="measure",
                params={"guard": "axioms", "symmetry": told(symmetry)},
                inputs=(self.sample("test"), self.act("test", self.evaluation)),
                modules=_modules("axioms", symmetry, world),
                libraries=("numpy",),
                spec_path=("symmetry",),
            )
        )

    def judge(self, allowed: tuple[str, ...]) -> str:
        """Put criteria and guards together into the verdict."""
        spec = self.spec
        measured = tuple(self.measure(arm) for arm in self.arms.values())
        splits: tuple[Split, ...] = ("train", "unlabelled", "validation", "test")
        samples = tuple(self.sample(split) for split in splits if self._size(split))
        guards = (self.floor(), self.axioms())
        first = self.seeds[0]
        shown = tuple(self.predict(self.known[name], first) for name in ("teacher", "student"))
        fits = tuple(id_ for id_, stage in self.stages.items() if stage.verb == "fit")
        declared = spec.criteria.make
        lines = standard(self.arms) if declared == "standard" else declared
        return self._add(
            Stage(
                id="judge",
                verb="judge",
                params={
                    "make": list(lines),
                    "break": list(spec.criteria.break_),
                    "confidence": spec.evaluate.confidence,
                    "arms": list(self.arms),
                    "seeds": list(self.seeds),
                    "allowed": list(allowed),
                },
                inputs=(*measured, *guards, *shown, *samples, *fits),
                modules=_modules("judge"),
                libraries=("numpy", "scipy"),
                spec_path=("criteria",),
            )
        )


def with_seconds(plan: Plan, seconds: dict[str, float | None]) -> Plan:
    """Return the plan with the seconds that this machine's record predicts."""
    stages = {
        id_: replace(stage, cost=replace(stage.cost, seconds=seconds.get(id_)))
        for id_, stage in plan.stages.items()
    }
    return replace(plan, stages=stages)
