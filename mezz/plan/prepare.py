"""From a checked spec to a plan that can run: data reached, rows counted, keys made, costs known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import rfc8785

from mezz.check.context import Context
from mezz.check.rules import batch_exceeds_rows
from mezz.component.failure import BadData, Unavailable
from mezz.diag.codes import CODES, planning
from mezz.diag.diagnostic import Diagnostic, Label
from mezz.plan import key
from mezz.plan.plan import compile_spec, with_seconds
from mezz.spec.node import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mezz.component.base import Rows
    from mezz.diag.code import Code
    from mezz.plan.plan import Plan
    from mezz.plan.stage import Cost, Keyed
    from mezz.spec.model import Spec
    from mezz.spec.node import Mapping

    Has = Callable[[str], bool]
    Previous = Callable[[str], dict[str, Any] | None]
    Rate = Callable[[str], dict[str, float] | None]


@dataclass(frozen=True, slots=True)
class StageState:
    """Whether a stage's artifact is there, and if not, why the stage must run."""

    cached: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan, its keys, the id of its run, and the states of its stages, by stage id."""

    plan: Plan
    keyed: dict[str, Keyed]
    run_id: str
    states: dict[str, StageState]


def prepare(
    spec: Spec,
    tree: Mapping,
    allowed: frozenset[str],
    *,
    has: Has,
    previous: Previous,
    rate: Rate,
) -> tuple[Prepared | None, list[Diagnostic]]:
    """Compile a spec, or say what is missing here and now (MZ3).

    `has(key)` says whether an artifact is there, `previous(stage)` with which ingredients a stage
    last ran, `rate(verb)` how fast stages of a verb ran on this machine.
    """
    place = Label(mark(tree, ("world",)))
    try:
        rows = spec.world.probe()
    except Unavailable as error:
        help_ = (error.help,) if error.help else ()
        return None, [Diagnostic(planning.DATA_UNAVAILABLE, str(error), place, help=help_)]
    except BadData as error:
        return None, [Diagnostic(planning.BAD_DATA, str(error), place)]
    faults = [*_faults_of_rows(rows, tree), *_other_views(spec, rows, tree)]
    faults += [] if faults else _large_batches(spec, rows, tree)
    if faults:
        return None, faults
    plan = compile_spec(spec, rows, allowed)
    stages = plan.stages.items()
    plan = with_seconds(plan, {id_: _seconds(one.cost, rate(one.verb)) for id_, one in stages})
    keyed = key.keyed(tuple(plan.stages.values()), plan.content)
    run_id = _run_id(spec, keyed["judge"].key)
    states = {id_: _state(keyed[id_], has, previous) for id_ in plan.stages}
    return Prepared(plan, keyed, run_id, states), list(_over_budget(plan, tree))


def _faults_of_rows(rows: Rows, tree: Mapping) -> Iterator[Diagnostic]:
    """Yield what the counted rows do not allow."""
    for fault in rows.shortage:
        label = Label(mark(tree, ("world", *fault.path)))
        code = CODES[fault.code] if fault.code.startswith("MZ3") else planning.ROWS_SHORT
        yield Diagnostic(code, fault.message, label, help=fault.help)
    if rows.shortage:
        return
    # Recorded answers are judged as they are: there is nothing to train on.
    for split in ("train", "test") if rows.views is None else ("test",):
        if rows.sizes.get(split, 0) == 0:
            label = Label(mark(tree, ("world", split)))
            yield Diagnostic(planning.EMPTY_SPLIT, f"the {split} split has no rows", label)


def _large_batches(spec: Spec, rows: Rows, tree: Mapping) -> list[Diagnostic]:
    """Return the batches that exceed splits whose sizes only counting could say."""
    asked = spec.world.sizes()
    if None not in asked.values():
        return []
    counted = {split: rows.sizes.get(split, 0) for split in asked}
    return list(batch_exceeds_rows.against(Context.of(spec, tree), counted))


def _other_views(spec: Spec, rows: Rows, tree: Mapping) -> Iterator[Diagnostic]:
    """Yield a fault where a table holds another number of views than the symmetry has."""
    order = spec.symmetry.order()
    if rows.views is None or order in {None, rows.views}:
        return
    yield Diagnostic(
        planning.BAD_DATA,
        f"the table holds {rows.views} views of every example, and `order` is {order}",
        Label(mark(tree, ("symmetry", "order"))),
        help=(
            f"`order: {rows.views}` if these are all the views there are",
            "leave `order` out if they are a random sample of more",
        ),
    )


def _seconds(cost: Cost, rate: dict[str, float] | None) -> float | None:
    """Predict from the unit that drives the stage: operations if it has any, else the median."""
    if rate is None:
        return None
    if cost.flops and "flops_per_second" in rate:
        return cost.flops / rate["flops_per_second"]
    return rate["seconds_per_stage"]


def _run_id(spec: Spec, final_key: str) -> str:
    """Return the run's id: the resolved spec, and through the last key all code and data."""
    resolved = rfc8785.dumps(spec.model_dump(mode="json", by_alias=True))
    return hashlib.sha256(resolved + final_key.encode()).hexdigest()[:12]


def _state(keyed: Keyed, has: Has, previous: Previous) -> StageState:
    cached = has(keyed.key)
    why = "" if cached else key.reason(keyed.ingredients, previous(keyed.stage.id))
    return StageState(cached, why)


def _over_budget(plan: Plan, tree: Mapping) -> Iterator[Diagnostic]:
    """Yield every limit that the whole plan exceeds, cached or not: a limit speaks of the spec."""
    limits = plan.spec.limits
    costs = [stage.cost for stage in plan.stages.values()]
    totals: dict[str, tuple[float, float | None, str]] = {
        "passes": (sum(cost.passes for cost in costs), limits.passes, "forward passes"),
        "flops": (sum(cost.flops for cost in costs), limits.flops, "FLOPs"),
        "disk_mb": (sum(cost.bytes for cost in costs) / 1e6, limits.disk_mb, "MB of artifacts"),
    }
    code: Code = planning.OVER_BUDGET
    for name, (total, limit, words) in totals.items():
        if limit is not None and total > limit:
            message = f"the plan takes {total:,.4g} {words}, and the limit is {limit:,.4g}"
            yield Diagnostic(code, message, Label(mark(tree, ("limits", name))))
