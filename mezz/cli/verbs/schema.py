"""`mezz schema`: the published JSON Schemas."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from mezz.cli.outcome import Outcome

EXAMPLES = (
    "mezz schema > experiment.schema.json",
    "mezz schema metrics",
)

Name = Literal["experiment", "metrics", "verdict", "plan"]


def command(
    context: typer.Context,
    name: Annotated[Name, typer.Argument(metavar="NAME", help="Which schema.")] = "experiment",
) -> Outcome:
    """Print a JSON Schema (draft 2020-12): of the experiment file, or of what a run leaves.

    NAME is one of experiment, metrics, verdict, plan. An editor that knows the first completes and
    checks a spec while it is written: put `# yaml-language-server: $schema=PATH` on its first line.
    """
    if name == "experiment":
        from mezz.docgen import experiment

        schema = experiment.schema()
    else:
        from mezz.docgen import records

        schema = records.schema(name)
    return Outcome(text=json.dumps(schema, indent=2, ensure_ascii=False), data=schema)
