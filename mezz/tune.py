"""Choosing a spec before it runs: pilots on units and seeds of their own, every one of them shown.

plan(checked)             Checked -> PlannedSweep    the pilots, as the cells of a sweep
run(planned)              Plan    -> Tuned           the chosen spec, or why there is none
record(tuned, folder)     Tuned   -> a run's folder  what was tried, for the report of that run
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mezz import sweep
from mezz.diag.codes.planning import NO_PILOT_IN_BAND, OVER_BUDGET, TUNED_ON_GIVEN_DATA
from mezz.diag.diagnostic import Diagnostic, Label, has_errors, in_order
from mezz.spec.choice import Choice
from mezz.spec.node import mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mezz.api import Checked, Finished
    from mezz.record.model import Interval
    from mezz.record.tune import PilotRecord, PilotsRecord
    from mezz.spec.criterion import Linear
    from mezz.sweep import PlannedSweep


@dataclass(frozen=True, slots=True)
class Tuned:
    """What the pilots found. `chosen` is None where none lies in the band, or one has failed."""

    folder: Path
    record: PilotsRecord | None
    chosen: Checked | None
    diagnostics: tuple[Diagnostic, ...]


def plan(checked: Checked, *, cache: Path | None = None) -> PlannedSweep:
    """Plan the pilots of a checked spec; refuse data of which a pilot could take rows of the run."""
    pilots = tuple(trial.pilot for trial in checked.trials)
    planned = sweep.plan(replace(checked, cells=pilots), cache=cache)
    found = in_order([*planned.diagnostics, *_refused(checked, planned)])
    record = None if has_errors(found) else planned.record
    return replace(planned, diagnostics=found, record=record)


def run(planned: PlannedSweep, **options: Any) -> Tuned:
    """Run the pilots and choose. `options` are those of `mezz.sweep.run`."""
    finished = sweep.run(planned, **options)
    found = finished.diagnostics
    trials = planned.checked.trials
    if has_errors(found) or len(finished.cells) < len(trials):
        return Tuned(finished.folder, None, None, found)
    record = _record(planned, finished.cells)
    chosen = next((at for at, pilot in enumerate(record.pilots) if pilot.chosen), None)
    if chosen is None:
        fault = _none_in_band(planned.checked, record)
        return Tuned(finished.folder, record, None, (*found, fault))
    return Tuned(finished.folder, record, trials[chosen].candidate, found)


def record(tuned: Tuned, folder: Path) -> None:
    """Write down in the folder of the chosen run what was tried before it."""
    from mezz.record.store import RunFolder

    if tuned.record is not None:
        RunFolder(folder).write(tuned.record)


def _refused(checked: Checked, planned: PlannedSweep) -> Iterator[Diagnostic]:
    tree, spec = checked.tree, checked.spec
    if tree is None or spec is None or spec.tune is None:
        return
    plans = [one.plan for one in planned.cells if one.plan is not None]
    if any(one.rows.available is not None or one.rows.content for one in plans):
        yield Diagnostic(
            TUNED_ON_GIVEN_DATA,
            f"the rows of world `{spec.world.kind}` are given: pilots would take those of the run",
            Label(mark(tree, ("tune",))),
            help=("choose the values on other data, and write them into the spec",),
        )
    most = spec.tune.budget.flops
    flops = sum(stage.cost.flops for one in plans for stage in one.stages.values())
    if most is not None and flops > most:
        message = f"the pilots take {flops:,.4g} FLOPs, and the budget is {most:,.4g}"
        yield Diagnostic(OVER_BUDGET, message, Label(mark(tree, ("tune", "budget", "flops"))))


def _record(planned: PlannedSweep, cells: tuple[Finished, ...]) -> PilotsRecord:
    from mezz.record.tune import PilotsRecord

    spec = planned.checked.spec
    first = planned.checked.trials[0].pilot.spec
    assert spec is not None
    assert spec.tune is not None
    assert first is not None
    choice = Choice.of(spec.tune)
    pilots, ranks = [], []
    for at, finished in enumerate(cells):
        pilot, rank = _pilot(planned, at, finished, choice)
        pilots.append(pilot)
        ranks.append(rank if pilot.within else float("-inf"))
    best = max(range(len(pilots)), key=ranks.__getitem__)
    if pilots[best].within:
        pilots[best] = pilots[best].model_copy(update={"chosen": True})
    return PilotsRecord(
        name=spec.name,
        pick=f"{'largest' if choice.largest else 'smallest'} {choice.text}",
        band={one.text: (one.lower, one.upper) for one in choice.band},
        seed=first.world.seed,
        seeds=first.evaluate.seed_list,
        pilots=tuple(pilots),
    )


def _pilot(
    planned: PlannedSweep, at: int, finished: Finished, choice: Choice
) -> tuple[PilotRecord, float]:
    """Return what a pilot found, and the number of which the largest wins."""
    from mezz.record.model import Metrics
    from mezz.record.store import RunFolder
    from mezz.record.tune import PilotRecord

    metrics = RunFolder(finished.folder).read(Metrics)
    assert metrics is not None
    assert planned.record is not None
    known = {(arm.name, one.measure): one.estimate for arm in metrics.arms for one in arm.metrics}
    values = {term: one.value for term, one in known.items()}
    candidate = planned.checked.trials[at].candidate.cell
    assert candidate is not None
    cell = planned.record.cells[at]
    own = {value.path for value in candidate.values}
    pilot = PilotRecord(
        name=candidate.name,
        run=cell.run,
        values={path: value for path, value in cell.values.items() if path in own},
        baseline={one.text: _estimate(one.expression, known) for one in choice.band},
        within=choice.within(values),
        effect=_estimate(choice.expression, known),
        chosen=False,
    )
    return pilot, choice.rank(values)


def _estimate(expression: Linear, known: dict[tuple[str, str], Interval]) -> Interval:
    """Return an expression's value; with the interval of its measure if it is nothing but one."""
    from mezz.record.model import Interval

    terms = list(expression.terms.items())
    if len(terms) == 1 and terms[0][1] == 1.0 and expression.constant == 0.0:
        return known[terms[0][0]]
    return Interval(value=expression.value({term: one.value for term, one in known.items()}))


def _none_in_band(checked: Checked, record: PilotsRecord) -> Diagnostic:
    """Say that no pilot is hard but not dead, with all that were tried."""
    from mezz.record.digits import spell_interval

    told = []
    for pilot in record.pilots:
        found = ", ".join(
            f"{text} {spell_interval(one.value, one.lower, one.upper)}"
            for text, one in pilot.baseline.items()
        )
        told.append(f"pilot `{pilot.name}`: {found}")
    band = ", ".join(f"{low:g} <= {text} <= {high:g}" for text, (low, high) in record.band.items())
    message = f"none of {len(record.pilots)} pilots lies in the band {band}"
    tree = checked.tree
    label = Label(mark(tree, ("tune", "band"))) if tree is not None else None
    return Diagnostic(NO_PILOT_IN_BAND, message, label, help=tuple(told))
