"""MZ5: the command itself: how it was called, and what it may touch."""

from __future__ import annotations

from mezz.diag.code import Code

BAD_USAGE = Code(
    "MZ500",
    "bad-usage",
    "the command was not understood",
    """\
The command line names no such verb or option, misses an argument, or gives one a value it cannot
take. Nothing was done.

`mezz --help` lists the verbs, `mezz VERB --help` the arguments of one, each with examples.
""",
)

WOULD_OVERWRITE = Code(
    "MZ501",
    "would-overwrite",
    "the file is already there",
    """\
`mezz init` writes a new file and never replaces an existing one.

Give another name, or remove the file first if it is no longer wanted.
""",
)

NOTHING_OF_THAT_NAME = Code(
    "MZ502",
    "nothing-of-that-name",
    "there is nothing of that name to explain",
    """\
`mezz explain` knows error codes (`MZ204`), components by kind (`kepler`; `world:kepler` where the
same word is also the kind of something else), and the symmetry of a spec (`spec.yml#symmetry`).

`mezz list worlds` (or `symmetries`, `encoders`, `models`, `measures`, `codes`) prints the names.
""",
)

NOT_A_RUN = Code(
    "MZ503",
    "not-a-run",
    "the folder holds no run",
    """\
A report is made from what a run leaves behind: a folder with `plan.json`, and with `verdict.json` once
the run is complete. This folder holds no plan, or no complete run was found below `runs/` in the
folder where the command was given.

Name the run's own folder, `runs/NAME/RUN-ID`. If there is none yet, start with `mezz run SPEC`.
""",
)

BUG = Code(
    "MZ570",
    "bug",
    "mezz itself has failed",
    """\
Something happened that mezz's authors did not foresee. It is never the fault of the spec: a spec
that is wrong is refused with another code.

The message names the file that holds the full traceback; with `MEZZ_DEBUG=1` in the environment the
traceback is printed instead. Please report it with the command and the spec. What was finished is
kept in the cache.
""",
)

NOT_LET_THROUGH = Code(
    "MZ504",
    "not-let-through",
    "the verdict is not a MAKE",
    """\
`mezz gate` lets a MAKE through, and this run is none. The message is one line of the criteria that
was missed or left undecided, with the numbers of both sides and the interval of their difference, or
a guard that fails. With `--format github` it stands beside that line in the pull request.

A BREAK exits with status 1: the claim is refuted as it was made. INCONCLUSIVE exits with status 4:
the data do not decide, or do not mean what they seem to; the report says what would decide it. Both
are results, not faults, so that a script can tell them from a spec that is wrong (2), a stage that
failed (3) and something that is missing (5).
""",
)
