"""`mezz init`: a spec to start from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from mezz.cli.outcome import Outcome, stopped
from mezz.cli.saved import write
from mezz.diag.codes.command import BAD_USAGE, WOULD_OVERWRITE
from mezz.diag.diagnostic import Diagnostic

EXAMPLES = (
    "mezz init                      writes experiment.yml",
    "mezz init studies/turns.yml    there, and the experiment is called `turns`",
)

_STARTER = """\
# An experiment, in one file. Check it with `mezz validate {file}`, run it with `mezz run {file}`.
# `mezz explain KIND` says what each `kind` takes; docs/reference/spec.md lists every key.
mezz: 1
name: {name}
title: Kepler's equation when the mean anomaly is counted in other turns
about: >
  A network that reads the raw mean anomaly M answers differently at M and at M + 2 pi, although
  both are the same moment of the orbit.

# Where examples and their true answers come from: `mezz list worlds`.
world:
  kind: kepler
  train: 4000          # labelled rows: for the teacher and its rivals
  unlabelled: 6000     # rows on which the teacher's averaged answers are distilled
  validation: 1000
  test: 2000           # rows on which everything is judged
  eccentricity: [0.0, 0.8]

# What may be renamed without changing the answer: `mezz list symmetries`.
symmetry:
  kind: angle_turns
  on: M
  turns: 5

# What a model gets to see. `periodic` would be invariant by construction, and is refused here.
encoder:
  kind: columns
  fields: [e, M]

# The model whose answers are averaged over K views of every row.
teacher:
  model: {{kind: mlp, hidden: [64, 64]}}
  fit: {{steps: 1000, batch: 256, lr: 3e-3}}
  sees: as_given       # canonical | as_given (one arbitrary view a row) | random_view
  K: exact             # a number of views, or the whole orbit

# The model that learns the average and answers in one pass. It needs room: wider, and for longer.
student:
  model: {{kind: mlp, hidden: [128, 128]}}
  fit: {{steps: 2000, batch: 256, lr: 3e-3}}
  hard_weight: 0.2     # how much the labels still count

evaluate:
  views: exact
  seeds: 5             # every number gets an interval over seeds and test rows
  confidence: 0.95

# What must hold for a MAKE: `make: standard`, written out. Add `break:` lines, or harder ones.
criteria:
  make:
{criteria}
"""


def command(
    context: typer.Context,
    name: Annotated[
        Path, typer.Argument(metavar="NAME", help="The file to write; `.yml` may be left out.")
    ] = Path("experiment.yml"),
) -> Outcome:
    """Write a commented spec that validates and runs as it is, to be changed into your own.

    An existing file is never replaced.
    """
    path = name if name.suffix in {".yml", ".yaml"} else name.with_name(name.name + ".yml")
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")
    if not slug:
        fact = f"`{name}` holds no letter or digit to name an experiment after"
        return stopped([Diagnostic(BAD_USAGE, fact)])
    if path.exists() or path.is_symlink():
        return stopped([Diagnostic(WOULD_OVERWRITE, f"{path} is already there")])
    fault = write(path, starter(path.name, slug[:64].strip("-")))
    if fault is not None:
        return stopped([fault])
    return Outcome(text=str(path), words=f"next: mezz run {path}", data={"path": str(path)})


def starter(file: str, name: str) -> str:
    """Return the text of a spec called `name`, in a file of that name."""
    from mezz.spec.arm import QUESTIONS
    from mezz.spec.criterion import standard

    lines = "\n".join(f"    - {line}" for line in standard(QUESTIONS))
    return _STARTER.format(file=file, name=name, criteria=lines)
