"""`mezz run`: from a spec to a verdict and a report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mezz.cli import cells, pilots, screen
from mezz.cli.exit import Exit, of_diagnostics, of_verdict
from mezz.cli.live import listener
from mezz.cli.outcome import Outcome, stopped
from mezz.cli.saved import stale
from mezz.cli.subject import Allowed, Sets, checked
from mezz.cli.verdict import told
from mezz.diag.codes.command import BAD_USAGE
from mezz.diag.codes.planning import OUTPUT_UNWRITABLE
from mezz.diag.diagnostic import Diagnostic, has_errors

if TYPE_CHECKING:
    from mezz.api import Finished, Planned
    from mezz.cli.settings import Settings

DEFAULT = "sp500_volatility"
"""The shipped spec that `mezz run` runs when none is named: real data, in minutes, offline."""

EXAMPLES = (
    "mezz run                              the shipped experiment on S&P 500 data",
    "mezz run my.yml",
    "mezz run small/kepler                 a shipped one, in seconds",
    "mezz run my.yml --set teacher.K=3 --set evaluate.seeds=10",
    "mezz run my.yml --gate                in CI: exit 1 on BREAK, 4 on INCONCLUSIVE",
    "mezz run my.yml --plan plan.json      only if the saved plan still holds",
)


Device = Literal["cpu", "cuda"]


def command(  # noqa: PLR0913  the options of a command are its arguments
    context: typer.Context,
    spec: Annotated[
        str | None,
        typer.Argument(
            metavar="SPEC",
            help="A spec: a file, or the name of a shipped one.",
            show_default=DEFAULT,
        ),
    ] = None,
    sets: Sets = None,
    allow: Allowed = None,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="FILE", help="Run only if this saved plan still holds."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="The run's folder. Default: runs/<name>/<run-id>."
        ),
    ] = None,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, help="CPU threads. Default: PyTorch's own.")
    ] = None,
    device: Annotated[
        Device, typer.Option("--device", help="Where to train: the CPU, so far.")
    ] = "cpu",
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit 1 on BREAK and 4 on INCONCLUSIVE.")
    ] = False,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Write report.html.")] = True,
) -> Outcome:
    """Run what is not yet in the cache, judge it, and write one HTML report.

    A run that is stopped goes on from there when the same command is given again. The same spec on
    the same machine and versions gives the same numbers, bit by bit. A sweep runs cell by cell; one that
    fails stops no other, and `--gate` answers for the worst. Where pilots come first, the one that is
    chosen runs, and its report shows them all.
    """
    from mezz import api, tune

    if spec is None and plan is not None:
        fact = "`--plan` holds a spec to its plan, and no spec is named"
        return stopped([Diagnostic(BAD_USAGE, fact)])
    if spec is None:
        screen.say(f"no spec named: running the shipped `{DEFAULT}`")
    settings: Settings = context.obj
    sound = checked(spec or DEFAULT, settings, sets, allow)
    if plan is not None and (sound.cells or sound.trials):
        return cells.no_plan_file("--plan")
    options = {"threads": threads, "device": device}
    if sound.cells:
        return cells.run(sound, settings, gate=gate, report=report, out=out, **options)
    tuned = None
    if sound.trials:
        tuned, said = pilots.choose(sound, settings, **options)
        if tuned is None or tuned.chosen is None:
            return said
        sound = tuned.chosen
    planned = api.plan(sound, cache=settings.cache)
    fault = stale(plan, planned.record) if plan and planned.record else None
    found = (*planned.diagnostics, *([fault] if fault else []))
    if has_errors(found):
        return stopped(found, planned.checked.sources)
    with listener(settings) as listen:
        finished = api.run(
            planned,
            out=out,
            cache=settings.cache,
            threads=threads,
            device=device,
            on_event=listen,
        )
    if tuned is not None and finished.verdict is not None:
        tune.record(tuned, finished.folder)
    outcome = _outcome(planned, finished, report=report)
    word = finished.verdict.word if finished.verdict else "MAKE"
    return replace(outcome, exit=outcome.exit or (of_verdict(word) if gate else Exit.DONE))


def _outcome(planned: Planned, finished: Finished, *, report: bool) -> Outcome:
    """Write the report and tell the verdict; a run without one was stopped by a fault."""
    found = (*planned.diagnostics, *finished.diagnostics)
    sources = planned.checked.sources
    if finished.verdict is None:
        return stopped(found, sources, data={"folder": str(finished.folder)})
    page, fault = _report(finished.folder) if report else (None, None)
    found += (fault,) if fault else ()
    again = "already complete: nothing was computed again" if finished.resumed else ""
    return Outcome(
        exit=of_diagnostics(found),
        text=told(finished.verdict, finished.folder, page),
        words=again,
        data={
            "folder": str(finished.folder),
            "report": str(page) if page else None,
            "resumed": finished.resumed,
            "verdict": finished.verdict.model_dump(mode="json", by_alias=True),
        },
        diagnostics=found,
        sources=sources,
    )


def _report(folder: Path) -> tuple[Path | None, Diagnostic | None]:
    from mezz import api

    try:
        return api.report(folder), None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        fact = f"the report in {folder} cannot be written: {reason}"
        return None, Diagnostic(OUTPUT_UNWRITABLE, fact)
