"""The pilots of a `tune` block, examined before any of them runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from mezz.check.cells import examined, in_common
from mezz.check.yardstick import Yardsticks
from mezz.diag.codes import criterion
from mezz.diag.codes import sweeping as codes
from mezz.diag.diagnostic import Diagnostic, Label, Severity, has_errors
from mezz.diag.similar import did_you_mean
from mezz.diag.visible import shortened
from mezz.spec.arm import NEED_STUDENT, names_that_apply
from mezz.spec.cell import Value, grid_of
from mezz.spec.choice import Choice, Unclear
from mezz.spec.node import Mapping, Scalar, Sequence, key_span, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.check.cells import CheckedCell
    from mezz.diag.code import Code
    from mezz.diag.span import Span
    from mezz.spec.cell import Cell
    from mezz.spec.model import Spec
    from mezz.spec.node import Node
    from mezz.spec.tune import Tune

APART = 1_000_003
"""What pilots add to the seed of the world and to those of training: no row of the run is theirs."""

_OF_CRITERIA: frozenset[Code] = frozenset(
    one for one in vars(criterion).values() if type(one) is type(codes.UNCLEAR_CHOICE)
)
"""Faults of lines that decide the run: a pilot has no verdict that anybody reads."""


class Trial(NamedTuple):
    """What may run, and the pilot that says whether it shall."""

    candidate: CheckedCell
    pilot: CheckedCell


def check_pilots(
    spec: Spec, tree: Mapping, allow: frozenset[str]
) -> tuple[tuple[Trial, ...], list[Diagnostic]]:
    """Check a tune block, every spec that may be chosen, and every pilot."""
    tune = spec.tune
    assert tune is not None
    if spec.sweep is not None:
        place = Label(key_span(tree, ("tune",)))
        return (), [Diagnostic(codes.TUNE_AND_SWEEP, "`tune` and `sweep` in one spec", place)]
    try:
        choice = Choice.of(tune)
    except Unclear as unclear:
        return (), [_unclear(tree, unclear.path, str(unclear))]
    cells, faults = grid_of(tree)
    most = tune.budget.pilots
    if len(cells) > most:
        message = f"the grid has {len(cells)} cells, and the budget {most} pilots"
        place = Label(mark(tree, ("tune", "budget", "pilots")))
        return (), [Diagnostic(codes.TOO_MANY_PILOTS, message, place)]
    candidates = [examined(cell, allow) for cell in cells]
    faults = [*faults, *in_common((one.cell, one.diagnostics) for one in candidates)]
    if has_errors(faults):
        return (), faults
    pilots = []
    for one in candidates:
        cell, wrong = _pilot(one, tune, choice, tree)
        pilots.append(examined(cell, allow))
        faults += wrong
    faults += in_common((one.cell, _that_stop(one)) for one in pilots)
    faults += [] if has_errors(faults) else _unknown(choice, pilots, tree)
    sound = [one._replace(diagnostics=tuple(_that_stop(one))) for one in pilots]
    return tuple(map(Trial, candidates, sound)), list(dict.fromkeys(faults))


def _unclear(tree: Mapping, path: tuple[str, ...], message: str, *help_: str) -> Diagnostic:
    label = Label(mark(tree, ("tune", *path)))
    return Diagnostic(codes.UNCLEAR_CHOICE, message, label, help=help_)


def _pilot(
    one: CheckedCell, tune: Tune, choice: Choice, tree: Mapping
) -> tuple[Cell, list[Diagnostic]]:
    """Return the pilot of a candidate: made cheap as declared, on seeds of its own."""
    cell, faults = one.cell.with_values(_declared(tree))
    place = key_span(tree, ("tune",))
    cell, _ = cell.with_values(_unjudged(place, alone=_of_teacher(choice)))
    spec = examined(cell, frozenset()).spec
    if spec is not None and not faults:
        seeds = [_number(APART + seed, place) for seed in spec.evaluate.seed_list]
        own = [
            Value("world.seed", place, _number(APART + spec.world.seed, place)),
            Value("evaluate.seeds", place, Sequence(tuple(seeds), place)),
        ]
        cell, _ = cell.with_values(own)
    return replace(cell, by="pilot"), faults


def _declared(tree: Mapping) -> list[Value]:
    """Return the values of `tune.pilot`, with their places."""
    block = tree.get("tune")
    pilot = block.get("pilot") if isinstance(block, Mapping) else None
    entries = pilot.entries if isinstance(pilot, Mapping) else ()
    return [Value(entry.key, entry.key_span, entry.value) for entry in entries]


def _of_teacher(choice: Choice) -> bool:
    arms = {arm for _, expression in choice.expressions for arm, _ in expression.terms}
    return not arms & set(NEED_STUDENT)


def _unjudged(place: Span, *, alone: bool) -> list[Value]:
    """Return what makes a spec one that measures (its teacher alone) and decides nothing."""

    def word(text: str) -> Scalar:
        return Scalar(text, place, text)

    nothing = Scalar(None, place, "null")
    line = Sequence((word("teacher.gap <= 1e-9"),), place)
    values: dict[str, Node] = {"task": word("measure"), "student": nothing} if alone else {}
    values |= {
        "evaluate.arms": nothing,
        "criteria.make": line,
        "criteria.break": Sequence((), place),
    }
    return [Value(path, place, node) for path, node in values.items()]


def _number(value: int, place: Span) -> Scalar:
    return Scalar(value, place, str(value))


def _that_stop(pilot: CheckedCell) -> Iterator[Diagnostic]:
    """Yield the faults for which a pilot could not run; warnings are for the run itself."""
    for fault in pilot.diagnostics:
        if fault.severity is Severity.ERROR and fault.code not in _OF_CRITERIA:
            yield replace(fault, help=(*fault.help, "this is about a pilot, not the run"))


def _unknown(choice: Choice, pilots: list[CheckedCell], tree: Mapping) -> Iterator[Diagnostic]:
    """Yield the arms and measures that some pilot does not have."""
    for pilot in pilots:
        if pilot.spec is None:
            continue
        emits = pilot.spec.world.emits()
        arms = names_that_apply(pilot.spec, emits)
        measures = Yardsticks(emits)
        for path, expression in choice.expressions:
            for arm, measure in expression.terms:
                if arm not in arms:
                    message = f"the pilots have no arm `{shortened(arm)}`"
                    yield _unclear(tree, path, message, *did_you_mean(arm, arms, "their arms"))
                elif measure not in measures:
                    message = f"there is no measure `{shortened(measure)}`"
                    yield _unclear(tree, path, message, *did_you_mean(measure, measures))
                elif refused := measures[measure].refused:
                    yield _unclear(tree, path, f"`{measure}` does not apply: {refused}")
