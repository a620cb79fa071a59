"""judge: put estimates, criteria and guards together into metrics and a verdict."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from mezz.cache.artifact import read_json, write_json
from mezz.component.types import Label
from mezz.plan.pipeline import TWIN
from mezz.record.headline import headline
from mezz.record.model import CriterionRecord, CurvePoint, Metrics, TrainingCurve, VerdictRecord
from mezz.run import guard, label
from mezz.run.account import account_of_arms, count_sizes
from mezz.run.composed import every_factor_falls, symmetry_record
from mezz.run.evidence import Evidence, recorded
from mezz.run.measured import Measured
from mezz.run.spread import spread_of_gap
from mezz.run.worth import design_of, effective_k, price, ratio, seed_share
from mezz.spec.criterion import Criterion, parse
from mezz.stats import verdict as stats
from mezz.stats.criterion import CriterionResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mezz.record.model import GuardRecord, Interval
    from mezz.run.job import Job
    from mezz.run.measured import Curve
    from mezz.stats.criterion import Judged
    from mezz.stats.verdict import Decision

AUGMENTED = "student_augmented"
"""The arm that is trained and tested on random views."""
OUTCOME = {"fulfilled": "met", "violated": "failed", "undecided": "undecided"}


def run(job: Job) -> None:
    """Write `metrics.json` and `verdict.json`, but for the run's id."""
    stages = job.params["measured"]
    measured = {name: Measured.load(job.inputs[stage]) for name, stage in stages.items()}
    test = job.examples("test")
    evidence = Evidence.of(
        {name: one.values for name, one in measured.items()},
        job.plan.emits,
        test.units,
        job.params["confidence"],
        len(job.params["seeds"]),
    )
    make = [read_criterion(line) for line in job.params["make"]]
    breaks = [read_criterion(line) for line in job.params["break"]]
    guards = tuple(_guards(job, evidence, measured, (make, breaks)))
    decision = stats.decide(
        _weighed(evidence, (make, breaks), guards, _trained(job)), evidence.confidence
    )
    metrics = _metrics(job, evidence, measured, guards, decision)
    verdict = _verdict(job, evidence, metrics, decision)
    write_json(job.folder, metrics.model_dump(mode="json", by_alias=True), "metrics.json")
    write_json(job.folder, verdict.model_dump(mode="json", by_alias=True), "verdict.json")


def read_criterion(line: str) -> Criterion:
    """Parse a line that the checker has accepted."""
    parsed = parse(line)
    if not isinstance(parsed, Criterion):
        raise ValueError(f"criterion `{line}` was checked and still cannot be read")
    return parsed


def _guards(
    job: Job,
    evidence: Evidence,
    measured: Mapping[str, Measured],
    lines: tuple[list[Criterion], list[Criterion]],
) -> Iterator[GuardRecord]:
    """Measure every guard that this experiment reaches."""
    emits = job.plan.emits
    criteria = [*lines[0], *lines[1]]
    splits = [id_.removeprefix("sample/") for id_ in job.inputs_like("sample/")]
    yield guard.disjoint_splits({name: job.examples(name).units for name in splits}, emits.unit)
    axioms: dict[str, Any] = {"axioms": {}, "label": None}
    if "measure/axioms" in job.inputs:
        axioms = read_json(job.inputs["measure/axioms"])
    yield from guard.laws(axioms["axioms"])
    family = job.plan.spec.symmetry.family().value
    yield from guard.distributed_alike(axioms.get("tests", {}), family)
    if emits.labelled:
        yield from _controls(job, evidence, measured, axioms["label"])
    yield from guard.gap_identity({name: one.curve for name, one in measured.items()})
    if "teacher" in evidence.values:
        yield from _floor(job, evidence, lines[0])
    yield from every_factor_falls(job, evidence)
    if "student" in evidence.values:
        yield guard.kept_skill(evidence, _trained(job))
    yield from guard.tails(evidence, criteria)
    yield from guard.clipping(evidence, {n: one.clipped for n, one in measured.items()}, criteria)
    if "teacher" in measured:
        averaged = measured.get("teacher_K")
        crossed = averaged.crossed if averaged else None
        gap = evidence.values["teacher"]["gap"]
        yield from guard.plans_agree(evidence, measured["teacher"].halves, gap, crossed)
    if evidence.series:
        yield guard.enough_blocks(evidence)


def _floor(job: Job, evidence: Evidence, make: list[Criterion]) -> Iterator[GuardRecord]:
    """Yield what the floor of the gap means for the question that is asked."""
    if "measure/floor" in job.inputs:
        floor = read_json(job.inputs["measure/floor"])
        real = [guard.above_floor(evidence, floor), guard.stays_in_float64(floor)]
    else:
        # Answers of a system that cannot be asked again: all that is known is how large they are.
        answers = job.arrays(job.input("predict/teacher/"))["outputs"]
        floor = {"floor": 0.0, "scale": float(np.square(answers).sum(axis=-1).mean())}
        real = [guard.above_floor(evidence, floor)]
    if job.plan.spec.task == "distill":
        yield from real
        return
    below = tuple(guard.floor_below_margins(floor, make))
    # A gap that is claimed to be small may be as small as it likes, if its floor is smaller still.
    relative = len(below) < sum(guard.speaks_of_gap(line) for line in make) or not below
    yield from real if relative else (one.model_copy(update={"makes": "note"}) for one in real)
    yield from below


def _controls(
    job: Job,
    evidence: Evidence,
    measured: Mapping[str, Measured],
    exact: Mapping[str, float] | None,
) -> Iterator[GuardRecord]:
    """Yield whether the label survives the symmetry, and whether the twin can be told from it."""
    yield _label(job, evidence, measured, exact, measured.get(AUGMENTED))
    twins = {
        name: Measured.load(job.inputs[stage])
        for name in ("teacher", AUGMENTED)
        if (stage := f"twin/measure/{name}") in job.inputs
    }
    if "teacher" not in twins or "teacher" not in measured:
        return
    exact_of_twin = read_json(job.inputs["twin/measure/axioms"])["label"]
    benefit = measured["teacher"].values["gap"], twins["teacher"].values["gap"]
    defect = np.zeros((1, 1)), np.zeros((1, 1))
    if exact and exact_of_twin:
        defect = np.array([[exact["value"]]]), np.array([[exact_of_twin["value"]]])
    elif AUGMENTED in twins and AUGMENTED in measured:
        defect = measured[AUGMENTED].values["error"], twins[AUGMENTED].values["error"]
    of_twin = _label(job, evidence, measured, exact_of_twin, twins.get(AUGMENTED))
    yield label.twin_differs(evidence, benefit, defect, of_twin)


def _label(
    job: Job,
    evidence: Evidence,
    measured: Mapping[str, Measured],
    exact: Mapping[str, float] | None,
    random: Measured | None,
) -> GuardRecord:
    """Say whether the label survives: by the oracle, else by a model trained on random views."""
    canonical = measured.get("canonicalised")
    if exact or not canonical or not random:
        return label.label_invariance(exact)
    target = job.plan.emits.target
    truth = job.examples("test").target
    names = target.names if isinstance(target, Label) else ()
    classes = {name: truth == at for at, name in enumerate(names)}
    margin = job.params["label_margin"]
    return label.not_inferior(evidence, random.values, canonical.values, margin, classes)


def _trained(job: Job) -> list[str]:
    return [name for name, arm in job.plan.arms.items() if arm.fitted_as]


def _weighed(
    evidence: Evidence,
    lines: tuple[list[Criterion], list[Criterion]],
    guards: tuple[GuardRecord, ...],
    trained: list[str],
) -> stats.Evidence:
    """Hand everything to the mathematics of the verdict."""

    def result(criterion: Criterion) -> CriterionResult:
        estimate = evidence.estimate(evidence.contrast(criterion.contrast))
        return CriterionResult(criterion.text, estimate, criterion.strict)

    def failed(kind: str) -> tuple[str, ...]:
        return tuple(
            f"{found.name}: {found.words}"
            for found in guards
            if found.makes == kind and found.passed is False
        )

    skills = {
        name: evidence.estimate(arrays["skill"])
        for name, arrays in evidence.values.items()
        if name in trained and "skill" in arrays
    }
    return stats.Evidence(
        make=tuple(result(criterion) for criterion in lines[0]),
        breaks=tuple(result(criterion) for criterion in lines[1]),
        skills=skills,
        invalid=failed("invalid"),
        vacuous=failed("vacuous"),
        guards=tuple(
            stats.Guard(found.name, found.passed, found.words)
            for found in guards
            if found.makes == "guard" and found.passed is not None
        ),
    )


def _criterion(evidence: Evidence, kind: str, judged: Judged) -> CriterionRecord:
    criterion = read_criterion(judged.result.text)
    needed = {"units": judged.units_needed, "seeds": judged.seeds_needed}
    return CriterionRecord(
        text=criterion.text,
        kind="make" if kind == "make" else "break",
        contrast=recorded(judged.result.estimate),
        left=evidence.mean(criterion.left),
        right=evidence.mean(criterion.right),
        outcome=OUTCOME[judged.standing.value],  # type: ignore[arg-type]  # the three words
        p_met=judged.result.p_fulfilled if kind == "make" else None,
        p_failed=judged.p_break,
        needed={name: count for name, count in needed.items() if count is not None},
    )


def _metrics(
    job: Job,
    evidence: Evidence,
    measured: Mapping[str, Measured],
    guards: tuple[GuardRecord, ...],
    decision: Decision,
) -> Metrics:
    plan, emits = job.plan, job.plan.emits
    spec = plan.spec
    target = emits.target
    lines = [("make", line) for line in decision.make] + [("break", one) for one in decision.breaks]
    return Metrics(
        name=spec.name,
        run="",
        task=spec.task,
        confidence=evidence.confidence,
        seeds=tuple(job.params["seeds"]),
        unit=emits.unit,
        error_unit=target.error_unit,
        outputs=target.names,
        sizes=count_sizes(plan),
        views=str(plan.rows.views or spec.evaluate.views),
        K=str(plan.rows.views or spec.teacher.K),
        symmetry=spec.symmetry.structure(),
        family=spec.symmetry.family().value,
        arms=account_of_arms(plan, evidence),
        group=symmetry_record(job, evidence),
        design=design_of(job, evidence, measured),
        curve=_curve(evidence, measured["teacher"].curve if "teacher" in measured else None),
        gap=spread_of_gap(job, measured),
        criteria=tuple(_criterion(evidence, kind, line) for kind, line in lines),
        guards=guards,
        training=tuple(_training(job)),
        effective=effective_k(evidence, measured),
        seed_share=seed_share(evidence, measured),
        cost=price(plan),
    )


def _curve(evidence: Evidence, curve: Curve | None) -> tuple[CurvePoint, ...]:
    """Return the teacher's loss over K, measured and by the law."""
    if curve is None:
        return ()
    return tuple(
        CurvePoint(k=k, measured=evidence.interval(loss), law=float(law.mean()))
        for k, loss, law in zip(curve.k, curve.loss, curve.law, strict=True)
    )


def _training(job: Job) -> Iterator[TrainingCurve]:
    own = (id_ for id_ in job.inputs_like("fit/") if not id_.startswith(TWIN))
    for id_ in own:
        curve = read_json(job.inputs[id_], "curve.json")
        params = job.plan.stages[id_].params
        yield TrainingCurve(
            arm=params["arm"],
            seed=params["seed"],
            fold=params.get("fold"),
            steps=tuple(curve["steps"]),
            train=tuple(curve["train"]),
            validation=tuple(curve["validation"]),
            best_step=curve["best_step"],
        )


def _verdict(job: Job, evidence: Evidence, metrics: Metrics, decision: Decision) -> VerdictRecord:
    criteria = {name: job.params[name] for name in ("make", "break", "confidence")}
    digest = hashlib.sha256(json.dumps(criteria, sort_keys=True).encode()).hexdigest()
    return VerdictRecord(
        run="",
        name=metrics.name,
        word=decision.word.value,
        reason=decision.reason.value.replace("_", " "),
        headline=headline(
            decision.word.value,
            decision.reason.value,
            metrics,
            dict(_ratios(evidence)),
            dict(_rivals(evidence)),
        ),
        details=tuple(f"{one.subject}: {one.text}".removeprefix(": ") for one in decision.details),
        allowed=tuple(job.params["allowed"]),
        criteria_digest=digest,
    )


def _ratios(evidence: Evidence) -> Iterator[tuple[str, Interval]]:
    """Yield student over teacher, by the delta method: paired, like everything else."""
    if not {"student", "teacher"} <= evidence.values.keys():
        return
    for measure in ("gap", "error"):
        student = evidence.values["student"][measure]
        teacher = evidence.values["teacher"][measure]
        if teacher.mean() > 0:
            yield measure, ratio(evidence, student, teacher)


def _rivals(evidence: Evidence) -> Iterator[tuple[str, Interval]]:
    """Yield each other arm's error minus the student's."""
    if "student" not in evidence.values:
        return
    student = evidence.values["student"]["error"]
    for name, arrays in evidence.values.items():
        if name not in ("student", "trivial"):
            yield name, recorded(evidence.estimate(arrays["error"] - student))
