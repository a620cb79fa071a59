"""MZ4: a stage failed while it ran."""

from __future__ import annotations

from mezz.diag.code import Code

STAGE_FAILED = Code(
    "MZ400",
    "stage-failed",
    "a stage failed",
    """\
A stage of the plan raised an error that mezz did not foresee. Everything that was finished before
it is kept: the same command goes on from there once the cause is mended.

The message names the stage and the error; `events.jsonl` in the run's folder has the whole story.
""",
)

DIVERGED = Code(
    "MZ401",
    "diverged",
    "a fit diverged: its loss is not a finite number",
    """\
While a model was trained, its loss or one of its parameters stopped being a finite number. A model
in that state predicts nothing, so mezz stops instead of judging it.

Most often the learning rate is too high for the model: lower `fit.lr` (a tenth of it is a fair first
try) or `fit.clip`. If the world's values are very large, check them, and let the encoder scale them.
""",
)

BAD_DATA_IN_STAGE = Code(
    "MZ402",
    "bad-data-in-stage",
    "the data turned out to be unusable",
    """\
The headers of the data looked right when the plan was made, and a stage then met a value it cannot
use: a missing number, an impossible date, a shape that differs from row to row. The message names
the file, the row and the column.

It is refused as well where there is nothing to learn or to be right about: training rows of one class
only, or a target that is the same in every row. Then look at what the world predicts, and at how its
rows are divided into splits.

Correct the data and run again. What was finished before does not depend on it, or is redone.
""",
)

DISK_FULL = Code(
    "MZ403",
    "disk-full",
    "the disk is full",
    """\
An artifact could not be written because the disk that holds the cache or the run has no room left.
Nothing that was finished is lost, and nothing half-written is left behind.

Make room, or point `--cache` (or `MEZZ_CACHE`) at a larger disk; then give the same command again: it
goes on from where it stopped. `mezz plan` says how many bytes the stages write.
""",
)

ARTIFACT_DAMAGED = Code(
    "MZ404",
    "artifact-damaged",
    "an artifact in the cache is damaged",
    """\
A stage read an artifact from the cache whose bytes no longer have the digest they were written with:
the file was changed, cut short, or the disk has failed. mezz never computes on such a file.

A run takes a damaged artifact away, says so, and makes it again; `mezz cache verify` only names it.
Give the same command again: the stage runs anew. If it happens repeatedly, have the disk checked.
""",
)

OUT_OF_MEMORY = Code(
    "MZ405",
    "out-of-memory",
    "a stage needs more memory than there is",
    """\
A stage asked for more memory than the machine or the device has left. Everything that was finished
before it is kept.

Lower the sizes of the splits, `evaluate.views` or the models' hidden widths, or run on a larger
machine. Fewer `--threads` lower the peak a little.
""",
)

LOGGER_FAILED = Code(
    "MZ406",
    "logger-failed",
    "a logger stopped, and the run went on without it",
    """\
A sink of the `log` block (TensorBoard, Weights & Biases, ...) raised an error, or was still writing
when the run had long been over. mezz says so once, as a warning and in `events.jsonl`, leaves that
sink behind and goes on: verdict, metrics and report are those of a run without it, and the command
exits as if nothing had happened. What the sink had written until then stays in the run's `log/` folder.

The message has the reason: a full disk, a login or a network that `mode: online` needs, or a fault of
the package itself. To write the log again once that is mended, run into another folder with `--out`:
every stage comes from the cache.
""",
)
