"""MZ3: the spec is sound, and yet it cannot be run as it stands, here and now."""

from __future__ import annotations

from mezz.diag.code import Code

MISSING_EXTRA = Code(
    "MZ301",
    "missing-extra",
    "a component needs a library that is not installed",
    """\
The spec names a component whose libraries belong to an optional part of mezz, and that part is not
installed. `mezz validate` only warns, since nothing of it is needed to check a spec; `mezz plan`
and `mezz run` stop.

Install the extra that the message names, in the environment that runs mezz:

```
python -m pip install "mezz[finance]"
```

From a checkout, say `".[finance]"` instead of `"mezz[finance]"`.
""",
)

ROWS_SHORT = Code(
    "MZ302",
    "rows-short",
    "more rows are asked for than there are",
    """\
The sizes of the splits, with the gaps that must lie between them, add up to more rows than the data
holds. mezz never repeats a row to fill a split: a test row that is also a training row measures
memory, not skill.

Ask for fewer rows in `world`, or bring more data. The message says how many rows there are.
""",
)

EMPTY_SPLIT = Code(
    "MZ303",
    "empty-split",
    "a split that is needed has no rows",
    """\
A split on which something is trained, stopped or judged would be empty. It happens when a size is
left out and the other splits take all rows, or when units (trajectories, days, documents) are so few
that a share of them rounds to none.

Give every split a size in `world`. `unlabelled: 0` is the one exception: without such a pool the
student learns from out-of-fold targets.
""",
)

DATA_UNAVAILABLE = Code(
    "MZ304",
    "data-unavailable",
    "the world's data cannot be reached",
    """\
The world reads data from outside (a file, a package, a server), and the data is not there. Nothing
was run.

The message names what was looked for. A file is looked up from the folder of the spec that names it;
data that comes as a package needs the extra named in the help line; data on a server needs the
network, once: it is then kept in the cache, pinned by its digest.
""",
)

BAD_DATA = Code(
    "MZ305",
    "bad-data",
    "the world's data cannot be used",
    """\
The data is there and is not what the world reads: a column is missing, a date is out of order or
twice there, a number is not a number. The message names the file, the row and the column.

mezz does not mend data in silence. Correct the file, or name other columns in the `world` block.
""",
)

OVER_BUDGET = Code(
    "MZ306",
    "over-budget",
    "the plan costs more than the limits allow",
    """\
The `limits` block sets a budget (forward passes, floating-point operations, megabytes of artifacts),
and the plan exceeds it. Stages that are already in the cache cost nothing and are not counted.

`mezz plan` shows what each stage costs. Lower `teacher.K`, `evaluate.views`, `evaluate.seeds`, the
steps of a fit or the sizes of the splits; or raise the limit.
""",
)

STALE_PLAN = Code(
    "MZ307",
    "stale-plan",
    "the saved plan is not the plan of this spec",
    """\
`mezz run --plan FILE` runs a spec only if it compiles to exactly the stages and keys that FILE
holds. It does not: the spec, the data, the code of a stage or the version of a library has changed
since the plan was saved, or the file is no plan at all.

The message names the stages that differ. Save the plan again with `mezz plan SPEC --out FILE`, or
bring back what has changed. The command exits with status 6, so that a script can tell this case
from a spec that is wrong.
""",
)

CACHE_UNWRITABLE = Code(
    "MZ308",
    "cache-unwritable",
    "the cache cannot be written",
    """\
mezz keeps the result of every stage in a cache folder, and that folder cannot be created or written:
it is read-only, belongs to somebody else, or a file is in its place.

Name another folder with `--cache DIR` or with the environment variable `MEZZ_CACHE`.
""",
)

OUTPUT_UNWRITABLE = Code(
    "MZ309",
    "output-unwritable",
    "the output cannot be written",
    """\
The folder or file that should hold the result cannot be created or written, or holds something else:
mezz never mixes a run into a folder that holds another one.

Name another place with `--out`, or run the command in a folder you may write to.
""",
)

UNKNOWN_DEVICE = Code(
    "MZ310",
    "unknown-device",
    "models cannot be trained on that device",
    """\
`--device` names where models are trained. The models of this version are small stacks of dense layers,
trained on the CPU in a way that gives the same bits alone, side by side and on any number of threads;
no other device is supported yet, and a run that was asked for one stops instead of using the CPU in
silence.

Run with `--device cpu`, or leave the option out.
""",
)

LOGGER_MISSING = Code(
    "MZ311",
    "logger-missing",
    "a sink of the log needs a package that is not installed",
    """\
The `log` block names a sink, such as `tensorboard` or `wandb`, whose package is not installed in the
environment that runs mezz. This is a warning: no result depends on a logger, so the experiment runs,
its records and its report are whole, and only this sink is left out.

Install the optional part of mezz that holds the loggers, or take the sink out of `log`:

```
python -m pip install "mezz[log]"
```
""",
)

TUNED_ON_GIVEN_DATA = Code(
    "MZ312",
    "tuned-on-given-data",
    "pilots would use rows of the run that they are to prepare",
    """\
Pilots draw units of their own: the seed of their world and those of their training are shifted, so that no
row on which the run is judged was looked at when its values were chosen. A world that reads its rows from
a file or a package has no others to draw: its pilots would be judged on the very rows of the run, and
the verdict would be about values that were picked to please them.

Choose the values on other data (an earlier period, another set, an exact world of the same kind), write
them into the spec, and take `tune` out.
""",
)

NO_PILOT_IN_BAND = Code(
    "MZ313",
    "no-pilot-in-band",
    "every pilot is too easy or too hard",
    """\
`tune` keeps the pilots whose baseline lies in the declared band: a task that is trivial leaves nothing to
gain, and one that no model can learn shows nothing either. None of them does, so there is nothing to
choose, and nothing was run. The message lists what each pilot found; the page of the pilots shows all.

Give `tune.grid` harder or easier values, or a pilot more room (`tune.pilot`) if it is only too short of
steps or rows. Widening the band until something fits in defeats its purpose.
""",
)

SPEC_FAULTS: frozenset[Code] = frozenset(
    {ROWS_SHORT, EMPTY_SPLIT, BAD_DATA, OVER_BUDGET, TUNED_ON_GIVEN_DATA, NO_PILOT_IN_BAND}
)
"""Faults that the author of the spec mends; the command exits as for an invalid spec."""

PRECONDITIONS: frozenset[Code] = frozenset(
    {MISSING_EXTRA, DATA_UNAVAILABLE, CACHE_UNWRITABLE, OUTPUT_UNWRITABLE, UNKNOWN_DEVICE}
)
"""Faults of the machine, not of the spec: something must be installed, reached or made writable."""

WARNINGS: frozenset[Code] = frozenset({LOGGER_MISSING})
"""Never an error: the run goes on without what is missing."""
