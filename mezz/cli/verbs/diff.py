"""`mezz diff`: what differs between two runs or specs, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mezz.cli.outcome import Outcome, stopped
from mezz.cli.subject import find
from mezz.cli.table import columns
from mezz.diag.diagnostic import has_errors
from mezz.diag.visible import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.api import Differing
    from mezz.record.difference import Shared, Side

EXAMPLES = (
    "mezz diff runs/kepler-turns/1f3c9a runs/kepler-turns/77d0e2",
    "mezz diff kepler small/kepler            two specs: parameters only",
    "mezz diff my.yml runs/kepler-turns/1f3c9a",
)

_WIDTH = 40
_UNPAIRED = (
    "Differences are unpaired: a record holds no example-by-example numbers, so their intervals add "
    "the variance of both runs."
)

Named = Annotated[str, typer.Argument(help="A run's folder, a spec, or the name of a shipped one.")]


def command(context: typer.Context, first: Named, second: Named) -> Outcome:
    """Show what differs between two runs or specs: parameters, verdicts, and estimates.

    Defaults are filled in first, so that two specs differ only where they mean different things.
    Estimates are compared between two runs, arm by arm and measure by measure. That things differ
    is no failure: the exit status is 0.
    """
    from mezz import api

    found = api.diff(find(first), find(second), root=context.obj.root)
    if len(found.sides) < 2:
        return stopped(found.diagnostics, found.sources)
    wrong = [one for one in found.diagnostics if has_errors([one])]
    named = (shortened(first), shortened(second))
    parts = [_parameters(found, named), _verdicts(found), _estimates(found)]
    return Outcome(
        text="\n\n".join(part for part in parts if part),
        words=_words(found),
        data=_plain(found),
        diagnostics=tuple(one for one in found.diagnostics if one not in wrong),
        sources=found.sources,
    )


def _parameters(found: Differing, named: tuple[str, str]) -> str:
    if not found.parameters:
        return "no parameter differs"
    from mezz.record.difference import from_where_they_differ

    rows = [
        (one.path, *map(_value, from_where_they_differ(one.values, _WIDTH)))
        for one in found.parameters
    ]
    return columns([("parameter", *named), *rows])


def _value(value: str | None) -> str:
    return "-" if value is None else shortened(value, _WIDTH)


def _words(found: Differing) -> str:
    """Say how differences are to be read, where there are any."""
    if not found.estimates:
        return ""
    from mezz.record.difference import arms_apart, judged_apart

    metrics = [side.metrics for side in found.sides if side.metrics is not None]
    words = []
    if lone := arms_apart(metrics):
        words.append(f"Arms of one run only: {', '.join(lone)}.")
    if blocks := judged_apart(found.parameters):
        words.append(
            f"The runs differ in {', '.join(blocks)}: they are judged on other examples or views, and "
            "a difference is not one of models alone."
        )
    return "\n".join([*words, _UNPAIRED])


def _verdicts(found: Differing) -> str:
    said = [_verdict(side) for side in found.sides]
    return columns([("verdict", *said)]) if any(side.verdict for side in found.sides) else ""


def _verdict(side: Side) -> str:
    verdict = side.verdict
    return f"{verdict.word} ({verdict.reason})" if verdict else "-"


def _estimates(found: Differing) -> str:
    rows = list(_differing(found.estimates))
    if not found.estimates:
        return ""
    if not rows:
        return "no shared estimate differs"
    head = ("arm", "measure", "first", "second", "second - first")
    return columns([head, *rows])


def _differing(estimates: tuple[Shared, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the estimates that are not the same number in both runs."""
    from mezz.record.digits import spell_interval

    for one in estimates:
        (difference,) = one.differences
        if difference.value == 0:
            continue
        unit = "" if one.unit in {"1", "fraction", "pass"} else one.unit
        shown = [
            spell_interval(each.value, each.lower, each.upper, unit)
            for each in (*one.estimates, difference)
        ]
        yield (one.arm, one.measure, *shown)


def _plain(found: Differing) -> dict[str, Any]:
    return {
        "sides": [
            {
                "name": side.name,
                "verdict": side.verdict.word if side.verdict else None,
                "reason": side.verdict.reason if side.verdict else None,
            }
            for side in found.sides
        ],
        "parameters": [{"path": one.path, "values": list(one.values)} for one in found.parameters],
        "estimates": [
            {
                "arm": one.arm,
                "measure": one.measure,
                "unit": one.unit,
                "estimates": [each.model_dump(mode="json") for each in one.estimates],
                "difference": one.differences[0].model_dump(mode="json"),
            }
            for one in found.estimates
        ],
    }
