"""What one student pass is worth: teacher views, seeds' agreement, and the price of getting there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.plan import cost
from mezz.record.model import CostRecord, DesignRecord, EffectiveK, SeedShare
from mezz.run.evidence import recorded
from mezz.stats.effective import ratio_of_means, worth

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from mezz.plan.plan import Plan
    from mezz.record.model import Interval
    from mezz.run.evidence import Evidence
    from mezz.run.job import Job
    from mezz.run.measured import Measured

    Values = NDArray[np.float64]


def ratio(evidence: Evidence, part: Values, whole: Values) -> Interval:
    """Return mean(part) / mean(whole) with its paired interval, by the delta method."""
    return recorded(evidence.estimate(ratio_of_means(part, whole)))


def effective_k(evidence: Evidence, measured: Mapping[str, Measured]) -> EffectiveK | None:
    """Return K_eff = V / D and K_task = V / (L_student - L_inf), through their reciprocals."""
    student, teacher = measured.get("student"), measured.get("teacher")
    if student is None or teacher is None or student.fidelity is None:
        return None
    gap = teacher.values["gap"]
    if gap.mean() <= 0:
        return None
    faithful = worth(student.fidelity, gap, evidence.estimate)
    # L_inf = L_teacher - V, example by example.
    above = student.values["error"] - (teacher.values["error"] - gap)
    inverse_task = ratio(evidence, above, gap)
    return EffectiveK(
        distance=recorded(faithful.distance),
        inverse=recorded(faithful.inverse),
        value=faithful.value,
        at_least=faithful.at_least,
        inverse_task=inverse_task,
        task=1 / inverse_task.value if inverse_task.value > 0 else None,
    )


def design_of(
    job: Job, evidence: Evidence, measured: Mapping[str, Measured]
) -> DesignRecord | None:
    """Return how the K views are chosen and the variance of their mean over that of independent ones.

    Blocks of K views are independent of each other, so the gap between their means is that variance.
    """
    stage = job.params["measured"].get("teacher_K")
    averaged, teacher = measured.get("teacher_K"), measured.get("teacher")
    if stage is None or averaged is None or averaged.crossed is None or teacher is None:
        return None
    told = job.plan.stages[stage].params["views"]
    gap = teacher.values["gap"]
    if gap.mean() <= 0:
        return None
    plan = told.get("design", told["how"]).replace("_", " ")
    effect = ratio(evidence, told["count"] * averaged.values["gap"], gap)
    return DesignRecord(plan=plan, k=told["count"], effect=effect)


def seed_share(evidence: Evidence, measured: Mapping[str, Measured]) -> SeedShare | None:
    """Return V_sys and V_sys / V of the teacher, with intervals over examples: seeds are in it."""
    teacher = measured.get("teacher")
    if teacher is None or teacher.systematic is None:
        return None
    gap = teacher.values["gap"].mean(axis=0, keepdims=True)
    if gap.mean() <= 0:
        return None
    return SeedShare(
        systematic=recorded(evidence.estimate(teacher.systematic)),
        share=ratio(evidence, teacher.systematic, gap),
    )


def price(plan: Plan) -> CostRecord | None:
    """Return what distillation costs for one seed, and after how many predictions it has paid."""
    known = plan.arms_known
    if not {"student", "teacher_K"} <= known.keys():
        return None
    seed = plan.spec.evaluate.seed_list[0]
    stages = plan.stages
    teaching = sum(
        stage.cost.flops
        for id_, stage in stages.items()
        if id_ == f"fit/teacher/{seed}" or id_.startswith(f"fit/teacher/{seed}/")
    )
    asking = stages[f"target/{seed}"].cost.flops
    learning = stages[f"fit/student/{seed}"].cost.flops
    k = stages[f"target/{seed}"].cost.views
    many = cost.of_one_prediction(known["teacher_K"], plan.emits, k, 1)["flops"]
    one = cost.of_one_prediction(known["student"], plan.emits, k, 1)["flops"]
    saved = many - one
    return CostRecord(
        teaching=teaching,
        asking=asking,
        learning=learning,
        teacher_views=many,
        student=one,
        break_even=(asking + learning) / saved if saved > 0 else None,
    )
