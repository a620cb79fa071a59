"""The stages that judge: measures of every arm, guards, and the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mezz.plan import cost
from mezz.plan.pipeline import TWIN, Pipeline, modules
from mezz.plan.stage import Stage
from mezz.spec.arm import chosen_arms
from mezz.spec.criterion import standard
from mezz.spec.measured import measures_that_apply

if TYPE_CHECKING:
    from mezz.component.base import Rows, Split
    from mezz.spec.arm import Arm
    from mezz.spec.model import Spec

FEWEST_FACTORS = 2
"""Factors among which a gap can be shared out."""

SPLITS: tuple[Split, ...] = ("train", "unlabelled", "validation", "test")


class Judging:
    """Adds what is measured of every arm, under the symmetry and under its twin."""

    def __init__(self, spec: Spec, rows: Rows) -> None:
        """Lay nothing out yet."""
        self.spec = spec
        self.stages: dict[str, Stage] = {}
        self.under = Pipeline(spec, rows, self.stages)
        self.arms = chosen_arms(spec, self.under.emits, rows.sizes)
        self.twin = spec.symmetry.twin() if "wrong_group" in self.arms else None
        self.under_twin: Pipeline | None = None
        if self.twin is not None:
            twinned = spec.model_copy(update={"symmetry": self.twin})
            self.under_twin = Pipeline(twinned, rows, self.stages, TWIN)

    def measure(self, line: Pipeline, arm: Arm) -> str:
        """Judge one arm by every measure that applies, over all seeds."""
        measures = measures_that_apply(line.emits)
        seeds = line.seeds if arm.fitted_as else line.seeds[:1]
        own = tuple(line.predict(arm, seed) for seed in seeds)
        views = line.judged_views(arm)
        params: dict[str, Any] = {
            "arm": arm.name,
            "judged_on": arm.judged_on,
            "views": views.told(),
            "predictions": len(own),
            **cost.of_one_prediction(arm, line.emits, line.target_views.count, len(seeds)),
        }
        if arm.mended == "ensemble":
            params["over_seeds"] = True
        if arm.judged_on == "mean_of_K" and self.spec.teacher.pool != "mean":
            params["pool"] = self.spec.teacher.pool
        if line.spec.world.recorded and arm.fitted_as:
            params["passes"] = float(
                views.plan.count if views.plan and arm.name != "teacher" else 1
            )
        asked = self._teachers_answers(line) if arm.name == "student" else ()
        constant = (line.predict(line.known["trivial"], 0),) if line.emits.labelled else ()
        return line.add(
            Stage(
                id=f"{line.prefix}measure/{arm.name}",
                verb="measure",
                params=params,
                inputs=(line.sample("test"), *constant, *own, *asked),
                modules=modules("measure", line.spec.world, *measures.values()),
                libraries=("numpy", "scipy"),
                spec_path=("evaluate",),
                cost=cost.measure(line.size("test"), views.count, len(seeds)),
            )
        )

    def _teachers_answers(self, line: Pipeline) -> tuple[str, ...]:
        """Return the test answers of whoever made the student's targets, seed by seed."""
        teacher = line.known["teacher"]
        if line.source != "out_of_fold":
            return tuple(line.predict(teacher, seed) for seed in line.seeds)
        return tuple(
            line.answer(teacher, fit, fit.removeprefix(f"{line.prefix}fit/"))
            for seed in line.seeds
            for fit in line.teachers(seed)
        )

    def floor(self) -> str:
        """Measure what the gap reads when nothing but arithmetic differs."""
        line, symmetry, encoder = self.under, self.spec.symmetry, self.spec.encoder
        assert encoder
        fits = [line.fit(line.known["teacher"], seed) for seed in line.seeds]
        act = line.act("test", line.evaluation)
        return line.add(
            Stage(
                id="measure/floor",
                verb="measure",
                params={"does": "floor", "encoder": encoder.told()},
                inputs=(line.sample("test"), act, *fits),
                modules=modules("floor", symmetry, encoder, line.spec.world),
                libraries=("numpy", "torch"),
                spec_path=("symmetry",),
            )
        )

    def axioms(self, line: Pipeline) -> str:
        """Measure the group's laws, and the exact target of moved examples, on the test rows."""
        symmetry, world = line.spec.symmetry, line.spec.world
        read = (line.spec.encoder,) if line.spec.encoder else ()
        return line.add(
            Stage(
                id=f"{line.prefix}measure/axioms",
                verb="measure",
                params={
                    "does": "axioms",
                    "symmetry": symmetry.told(),
                    "encoder": [one.told() for one in read],
                },
                inputs=(line.sample("test"),),
                modules=modules("axioms", symmetry, world, *read),
                libraries=("numpy",),
                spec_path=("symmetry",),
            )
        )

    def shares(self) -> tuple[str, ...]:
        """Measure which factor of a composed symmetry the gap comes from."""
        line, spec = self.under, self.spec
        if len(spec.symmetry.inside()) < FEWEST_FACTORS or spec.world.recorded:
            return ()
        arms = [line.known[name] for name in ("teacher", "student") if name in self.arms]
        fits = [line.fit(arm, seed) for arm in arms for seed in line.seeds]
        encoders = [arm.encoder for arm in arms if arm.encoder]
        return (
            line.add(
                Stage(
                    id="measure/shares",
                    verb="measure",
                    params={
                        "does": "shares",
                        "symmetry": spec.symmetry.told(),
                        "encoders": [encoder.told() for encoder in encoders],
                    },
                    inputs=(line.sample("test"), *fits),
                    modules=modules("shares", spec.symmetry, spec.world, *encoders),
                    libraries=("numpy", "torch"),
                    spec_path=("symmetry",),
                )
            ),
        )

    def _of_twin(self) -> tuple[str, ...]:
        """Return what the control compares: the twin's benefit, and what it does to the label."""
        line = self.under_twin
        if line is None:
            return ()
        found = [self.measure(line, line.known["teacher"]), self.axioms(line)]
        if not line.emits.oracle and "student_augmented" in self.arms:
            found.append(self.measure(line, line.known["student_augmented"]))
        return tuple(found)

    def measured(self) -> dict[str, str]:
        """Return the stage that measures each arm, by the arm's name."""
        found = {}
        for name, arm in self.arms.items():
            if arm.under_twin:
                assert self.under_twin
                found[name] = self.measure(self.under_twin, self.under_twin.known["student"])
            else:
                found[name] = self.measure(self.under, arm)
        return found

    def judge(self, allowed: tuple[str, ...]) -> str:
        """Put criteria and guards together into the verdict."""
        spec, line = self.spec, self.under
        measured = self.measured()
        # Of recorded answers there is neither a model to ask again nor an input to move.
        tried = () if spec.world.recorded else (self.floor(), self.axioms(line), *self.shares())
        guards = (*tried, *self._of_twin())
        samples = tuple(line.sample(split) for split in SPLITS if line.size(split))
        first = line.seeds[0]
        about = [line.known[name] for name in ("teacher", "student") if name in line.known]
        shown = tuple(line.predict(arm, first) for arm in about)
        shown += () if spec.world.recorded else (line.act("test", line.evaluation),)
        fits = tuple(id_ for id_, stage in self.stages.items() if stage.verb == "fit")
        declared = spec.criteria.make
        lines = standard(self.arms) if declared == "standard" else declared
        return line.add(
            Stage(
                id="judge",
                verb="judge",
                params={
                    "make": list(lines),
                    "break": list(spec.criteria.break_),
                    "confidence": spec.evaluate.confidence,
                    "label_margin": spec.evaluate.label_margin,
                    "measured": measured,
                    "seeds": list(line.seeds),
                    "allowed": list(allowed),
                    # No stage of recorded answers depends on what their views are said to be.
                    **({"symmetry": spec.symmetry.told()} if spec.world.recorded else {}),
                },
                inputs=tuple(dict.fromkeys((*measured.values(), *guards, *shown, *samples, *fits))),
                modules=modules("judge"),
                libraries=("numpy", "scipy"),
                spec_path=("criteria",),
            )
        )
