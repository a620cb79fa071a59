"""`mezz plan`: what will run, what is there already, and what it will cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mezz.cli import cells, pilots, table
from mezz.cli.exit import of_diagnostics
from mezz.cli.outcome import Outcome, stopped
from mezz.cli.saved import save
from mezz.cli.subject import Allowed, Sets, SpecName, checked

EXAMPLES = (
    "mezz plan my.yml",
    "mezz plan my.yml --out plan.json    save it, for a later run to be held to",
    "mezz plan kepler --set evaluate.seeds=10",
)


def command(
    context: typer.Context,
    spec: SpecName,
    sets: Sets = None,
    allow: Allowed = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Save the plan as JSON.")
    ] = None,
) -> Outcome:
    """Show the stages a spec compiles to, which are in the cache, and why the rest must run.

    Only headers of the data are read. Costs come from the declarations: forward passes,
    floating-point operations and bytes of every stage that must run. Of a sweep it shows the cells,
    and how many stages they share; where pilots come first, the pilots.
    """
    from mezz import api

    found = checked(spec, context.obj, sets, allow)
    if found.trials:
        return cells.no_plan_file("--out") if out else pilots.plan(found, context.obj)
    if found.cells:
        return cells.no_plan_file("--out") if out else cells.plan(found, context.obj)
    planned = api.plan(found, cache=context.obj.cache)
    diagnostics, sources = planned.diagnostics, planned.checked.sources
    if planned.record is None:
        return stopped(diagnostics, sources)
    if out is not None:
        fault = save(planned.record, out)
        if fault is not None:
            return stopped([*diagnostics, fault], sources)
    return Outcome(
        exit=of_diagnostics(diagnostics),
        text=table.of_plan(planned.record),
        words=f"plan saved in {out}" if out else "",
        data=planned.record.model_dump(mode="json", by_alias=True),
        diagnostics=diagnostics,
        sources=sources,
    )
