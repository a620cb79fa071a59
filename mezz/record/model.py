"""What a run leaves, typed: metrics, verdict, timings, events. Written by `run`, read by `report`.

Everything here is plain data. `metrics.json` and `verdict.json` are deterministic; measured wall
times live in `timings.json` alone. The JSON Schemas under `schemas/` are generated from these.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """A closed piece of a run's record."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Interval(Record):
    """An estimate and its two-sided interval. `lower` and `upper` are None for an exact count."""

    value: float
    lower: float | None = None
    upper: float | None = None
    standard_error: float | None = None
    degrees: float | None = Field(None, description="Degrees of freedom of the t interval.")
    method: str = Field("exact", description="two-way | BCa | moving blocks | exact")
    seeds: int = 1
    units: int = 0


class Metric(Record):
    """One measure of one arm over all seeds, and seed by seed."""

    measure: str
    unit: str
    direction: Literal["lower", "higher"]
    estimate: Interval
    by_seed: tuple[float, ...]


class ArmRecord(Record):
    """One arm: what it is, what it costs, how it did."""

    name: str
    question: str
    sees: str | None = None
    target: str = ""
    judged_on: str = ""
    parameters: int = 0
    training_flops: float = 0.0
    metrics: tuple[Metric, ...]


class CurvePoint(Record):
    """Mean loss of K averaged views: measured, and by the exact law."""

    k: int
    measured: Interval
    law: float


class Histogram(Record):
    """Counts per bin; `edges` has one entry more than `counts`."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


class Extreme(Record):
    """One test example with an extreme gap: its fields in words and what each view got."""

    id: int
    gap: float
    fields: dict[str, str]
    truth: tuple[float, ...]
    outputs: tuple[tuple[float, ...], ...] = Field(description="teacher, first seed: view by view")
    student: tuple[tuple[float, ...], ...] = ()
    series: tuple[float, ...] = Field((), description="its path through time, oldest row first")
    cuts: tuple[tuple[int, ...], ...] = Field(
        (), description="view by view: the rows of the series at which it is cut into bars"
    )


class GapRecord(Record):
    """How the teacher's and the student's gap is spread over test examples (seeds averaged)."""

    teacher: Histogram
    student: Histogram | None = None
    top_tenth_share: float = Field(description="share of the gap carried by the top 10 % examples")
    by_view: tuple[float, ...] = Field(description="teacher's mean error view by view")
    extremes: tuple[Extreme, ...] = ()


class CriterionRecord(Record):
    """One criterion: `contrast` is left minus right, oriented so that <= 0 fulfils it."""

    text: str
    kind: Literal["make", "break"]
    contrast: Interval
    left: float
    right: float
    outcome: Literal["met", "failed", "undecided"]
    p_met: float | None = Field(
        None, description="of a make line: every one-sided level above this one finds it met"
    )
    p_failed: float | None = None
    needed: dict[str, int] = Field(default={}, description="units or seeds that would decide it")


class GuardRecord(Record):
    """One check on whether the numbers can be believed."""

    name: str
    passed: bool | None = Field(description="None: it does not apply, or could not be measured")
    value: float | None = None
    limit: float | None = None
    words: str
    makes: Literal["invalid", "vacuous", "guard", "note"] = "guard"


class EffectiveK(Record):
    """How many teacher views one student pass is worth, by fidelity and by quality.

    `inverse` is 1/K_eff = D/V and `inverse_task` 1/K_task = (L_student - L_inf)/V, which have
    intervals; their reciprocals are given where the interval resolves them.
    """

    distance: Interval = Field(description="D, from one student pass to the mean it was made from")
    inverse: Interval
    value: float | None = Field(description="K_eff; None where D is not told from 0")
    at_least: float | None = Field(description="lower limit of K_eff; None if unbounded below")
    inverse_task: Interval
    task: float | None = Field(description="K_task; None where the student reaches the orbit mean")


class DesignRecord(Record):
    """How the K views are chosen, and what that does to the variance of their mean.

    `effect` is the variance of the mean of K views, over that of K independent ones.
    """

    plan: str
    k: int
    effect: Interval


class SeedShare(Record):
    """The part of the teacher's gap that recurs with other seeds; the rest is training noise."""

    systematic: Interval
    share: Interval


class CostRecord(Record):
    """What distillation costs and when it has paid for itself, in FLOPs."""

    teaching: float = Field(description="the teacher's fits for one seed")
    asking: float = Field(description="teacher passes over the rows of the targets, one seed")
    learning: float = Field(description="the student's fit, one seed")
    teacher_views: float = Field(description="one prediction from K teacher views")
    student: float = Field(description="one prediction of the student")
    break_even: float | None = Field(
        description="predictions after which asking and learning have paid; None if never"
    )


class TrainingCurve(Record):
    """Loss along training of one fit."""

    arm: str
    seed: int
    fold: int | None = None
    steps: tuple[int, ...]
    train: tuple[float, ...]
    validation: tuple[float | None, ...] = ()
    best_step: int


class LawRecord(Record):
    """One law on the test rows: its defect on the scale of the data, or a test with its p-value."""

    name: str
    value: float
    scale: float
    p: float | None = None


class OrbitRecord(Record):
    """How many distinct images examples have, on average."""

    size: float
    elements: int = Field(description="elements whose images were counted")
    whole: bool = Field(description="true where these are all elements")
    stabiliser: float | None = Field(None, description="elements that leave an example in place")


class FactorRecord(Record):
    """One factor's part of the gap, in the unit of the gap: alone, and with its interactions."""

    name: str
    structure: str
    first: Interval | None = Field(description="teacher: Var E[p | this factor]")
    total: Interval | None = Field(description="teacher: E Var[p | all other factors]")
    student_first: Interval | None = None
    student_total: Interval | None = None


class SymmetryRecord(Record):
    """What the symmetry is, and how well its laws hold on the world's own examples."""

    structure: str
    family: str
    order: str
    moves: tuple[str, ...]
    target: Literal["carried along", "stays"]
    laws: tuple[LawRecord, ...] = ()
    label: LawRecord | None = None
    orbit: OrbitRecord
    rows: int = Field(description="test rows on which the laws were tried")
    factors: tuple[FactorRecord, ...] = ()


class Metrics(Record):
    """`metrics.json`: every number of a run that is not a wall time."""

    schema_: Literal["mezz.metrics/1"] = Field("mezz.metrics/1", alias="schema")
    name: str
    run: str
    task: Literal["distill", "measure"] = "distill"
    confidence: float
    seeds: tuple[int, ...]
    unit: str = Field(description="what the intervals resample: row, day, trajectory, ...")
    error_unit: str
    outputs: tuple[str, ...] = Field(description="names of the target's components or classes")
    sizes: dict[str, int]
    views: str = Field(description="evaluation views: `exact (5)`, `8 without replacement`, ...")
    K: str
    symmetry: str
    family: str = Field(
        "finite group",
        description="what the views may be called: finite group, compact group, window, nuisance",
    )
    arms: tuple[ArmRecord, ...]
    group: SymmetryRecord | None = None
    design: DesignRecord | None = None
    curve: tuple[CurvePoint, ...] = ()
    gap: GapRecord | None = None
    criteria: tuple[CriterionRecord, ...]
    guards: tuple[GuardRecord, ...]
    training: tuple[TrainingCurve, ...] = ()
    effective: EffectiveK | None = None
    seed_share: SeedShare | None = None
    cost: CostRecord | None = None

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True
    )


class VerdictRecord(Record):
    """`verdict.json`: written last; its presence means that the run completed."""

    schema_: Literal["mezz.verdict/1"] = Field("mezz.verdict/1", alias="schema")
    run: str
    name: str
    word: Literal["MAKE", "BREAK", "INCONCLUSIVE"]
    reason: str = Field(description="criteria met | criterion failed | no skill | vacuous | ...")
    headline: str
    details: tuple[str, ...] = ()
    allowed: tuple[str, ...] = Field((), description="codes of refused meanings let through")
    criteria_digest: str

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True
    )


class LookRecord(Record):
    """An earlier verdict on the same test rows."""

    name: str
    run: str
    word: Literal["MAKE", "BREAK", "INCONCLUSIVE"]


class LooksRecord(Record):
    """`looks.json`: the verdicts that were reached on these test rows before this one.

    Known from the ledger of the cache that the run used. It stands apart from metrics and verdict,
    which depend on the spec and the data alone.
    """

    schema_: Literal["mezz.looks/1"] = Field("mezz.looks/1", alias="schema")
    name: str
    run: str
    rows: str = Field(description="content key of the test rows")
    earlier: tuple[LookRecord, ...] = Field(description="oldest first")
    alpha: float = Field(description="one-sided level of each criterion")
    alpha_halved: float = Field(description="alpha, halved once for every earlier verdict")

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True
    )


class StageRecord(Record):
    """One stage as the plan saw it."""

    id: str
    verb: str
    key: str
    state: Literal["cached", "run"]
    reason: str
    cost: dict[str, float] = {}


class PlanRecord(Record):
    """`plan.json`: the stages a run was compiled to."""

    schema_: Literal["mezz.plan/1"] = Field("mezz.plan/1", alias="schema")
    name: str
    run: str
    stages: tuple[StageRecord, ...]
    origins: dict[str, str] = Field(
        default={}, description="value's path -> file and line, or option; defaults left out"
    )

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True
    )


class Provenance(Record):
    """`provenance.json`: what ran where. No host name, no user name, no absolute path.

    `command` repeats the run from the folder of its spec: the spec by its file name, and every option
    that has a say in the result. `spec_digest` is the SHA-256 of the resolved spec as canonical JSON
    (RFC 8785), which is what the content of `resolved.json` is when written so.
    """

    mezz: str
    python: str
    platform: str
    processor: str
    threads: int
    device: str
    libraries: dict[str, str]
    started: str
    command: str
    spec_digest: str
    data: dict[str, str] = Field(default={}, description="world -> content digest")


class Timings(Record):
    """`timings.json`: measured seconds and peak memory; never part of a verdict."""

    stages: dict[str, float]
    wall_seconds: float
    peak_mb: float
