"""MZ214 to MZ219, MZ24n, MZ25n and MZ275: what is trained, on which rows, and what that can show."""

from __future__ import annotations

from mezz.diag.code import Code

SAME_FIT = Code(
    "MZ214",
    "same-fit",
    "two arms would be the same fit",
    """\
Two arms with the same model, encoder, training rows, targets, views and steps are one fit under two
names: their difference is 0 by construction, and a table that shows both pretends a comparison.

This happens where the teacher is trained on canonical views and the student is of the teacher's size
and steps: the rival `canonicalised` (the student's model on canonical views and labels) is then the
teacher again. Give the student the room it needs, or leave the rival out with `evaluate.arms`.
`--allow MZ214` keeps both.

Wrong:

```yaml
teacher: {model: {kind: mlp, hidden: [256, 256]}, sees: canonical}
student: {model: {kind: mlp, hidden: [256, 256]}}
```

Right:

```yaml
teacher: {model: {kind: mlp, hidden: [256, 256]}, sees: canonical}
student: {model: {kind: mlp, hidden: [512, 512]}}
```
""",
)

NO_UNLABELLED_ROWS = Code(
    "MZ215",
    "no-unlabelled-rows",
    "there are no unlabelled rows to distil on",
    """\
`targets: unlabelled` distils the orbit mean on a pool of rows that the teacher has never seen, and
this world gives none.

Ask the world for such rows, or distil out of fold: each half of the labelled rows gets its targets
from a teacher trained on the other half.

Wrong:

```yaml
world: {kind: kepler, unlabelled: 0}
teacher: {targets: unlabelled}
```

Right:

```yaml
world: {kind: kepler, unlabelled: 0}
teacher: {targets: out_of_fold}
```
""",
)

BATCH_EXCEEDS_ROWS = Code(
    "MZ216",
    "batch-exceeds-rows",
    "a batch is larger than the rows it is drawn from",
    """\
One step would see some rows more than once. The gradient then says less than its batch size
promises, and the fit costs more than it needs to. With out-of-fold targets a teacher learns from the
rows of the other folds only; the rivals of the student learn from the labelled rows.

Ask for a smaller batch, or for more rows.

Wrong:

```yaml
world: {kind: kepler, train: 2000}
teacher: {fit: {batch: 4096}}
```

Right:

```yaml
world: {kind: kepler, train: 2000}
teacher: {fit: {batch: 256}}
```
""",
)

NO_VALIDATION_ROWS = Code(
    "MZ217",
    "no-validation-rows",
    "there are no validation rows to stop by",
    """\
`stop: validation` keeps the parameters that did best on the validation rows, and this world gives
none. Test rows are never used for it.

Give the world validation rows, or train for the full number of steps with `stop: none`.

Wrong, where the world has no validation rows:

```yaml
teacher: {fit: {stop: validation}}
```

Right:

```yaml
teacher: {fit: {stop: none}}
```
""",
)

UNUSED_SETTING = Code(
    "MZ218",
    "unused-setting",
    "a setting that nothing reads",
    """\
The setting only matters together with another one, and that is set otherwise: `folds` without
out-of-fold targets, `patience` without `stop: validation`, a second block of views where every block
is the whole orbit. This is a warning. Nothing goes wrong, but the spec says something that the
experiment does not do.

Remove the setting, or set what it needs.

Wrong:

```yaml
teacher: {targets: unlabelled, folds: 5}
```

Right:

```yaml
teacher: {targets: out_of_fold, folds: 5}
```
""",
)

STUDENT_SEES_LESS = Code(
    "MZ219",
    "student-sees-less",
    "the student cannot see what its targets depend on",
    """\
The student's encoder reads fewer fields than the teacher's. Its targets depend on all of them, so its
error cannot fall below the variance of the targets given what it sees, however well it is trained.
This is a warning: a cheaper sensor at deployment may be the very point. The comparison with the
teacher then measures the loss of the field together with the distillation.

Wrong, unless it is meant:

```yaml
encoder: {kind: columns, fields: [e, M]}
student: {encoder: {kind: columns, fields: [M]}}
```

Right:

```yaml
encoder: {kind: columns, fields: [e, M]}
student: {encoder: {kind: columns, fields: [M, e]}}
```
""",
)

IN_SAMPLE_TARGETS = Code(
    "MZ240",
    "in-sample-targets",
    "the student learns from rows that the teacher has memorised",
    """\
On the rows it was trained on, a teacher repeats their labels to some degree, and so does the mean of
its views. A student distilled there learns labels under the name of an orbit mean. This is a
warning: the comparison of `student` with `student_augmented` is then no longer one of two sources
of information.

Distil on an unlabelled pool, or out of fold.

Wrong, unless it is meant:

```yaml
teacher: {targets: in_sample}
```

Right:

```yaml
teacher: {targets: out_of_fold}
```
""",
)

FEW_TEST_ROWS = Code(
    "MZ241",
    "few-test-rows",
    "with so few test rows no verdict can be a MAKE",
    """\
Two guards count what carries a criterion: at least 50 effective test examples, and, where examples
follow each other in time, at least 10 independent blocks. The effective number is never larger than
the number of rows, so with fewer rows the verdict is INCONCLUSIVE whatever the arms do, or a BREAK.
This is a warning: such a spec is fine for trying things out.

Wrong, where a verdict is wanted:

```yaml
world: {kind: kepler, test: 40}
```

Right:

```yaml
world: {kind: kepler, test: 2000}
```
""",
)

NOT_IN_TASK = Code(
    "MZ242",
    "not-in-task",
    "a block that the task has no use for",
    """\
`task: measure` is about one system: how much its answer moves when its input is only renamed. It has
no student. Where its answers come from a table (`teacher.predictions`), nothing is trained, so that
an encoder or a model would never be read; and no student can be distilled from such a table, since
its teacher could not be asked about new views.

Remove the block, or choose the task that needs it.

Wrong:

```yaml
task: measure
student: {model: {kind: mlp, hidden: [128, 128]}}
criteria: {make: [teacher.gap <= 0.01]}
```

Right:

```yaml
task: measure
student: null
criteria: {make: [teacher.gap <= 0.01]}
```

(`null` takes a block away that another file gives; in a file of its own just leave it out.)
""",
)

PREDICTIONS_APART = Code(
    "MZ243",
    "predictions-apart",
    "recorded answers and the world do not go together",
    """\
A predictions table holds what a system of your own said of each example in each view. Its examples
are the table's own, so it goes with `world: {kind: table}`, which says what the columns are, and with
a symmetry of kind `named`, which says what the views are. Any other world makes examples of which
the table knows nothing; and a `table` world is nothing without a table.

Wrong:

```yaml
task: measure
student: null
encoder: null
teacher: {model: null, predictions: answers.csv}
criteria: {make: [teacher.gap <= 0.01]}
```

Right:

```yaml
task: measure
student: null
encoder: null
teacher: {model: null, predictions: answers.csv}
world: {kind: table, outputs: [cat, dog], label: label}
symmetry: {kind: named, type: nuisance, order: 9, name: shift by one pixel}
criteria: {make: [teacher.gap <= 0.01]}
```
""",
)

HEAVY_TAILS = Code(
    "MZ250",
    "heavy-tails",
    "a few examples will carry most of the error",
    """\
Every criterion compares means over the test rows. Where targets or errors have heavy tails, a handful
of rows decides such a mean, its interval is too narrow, and a predictor that says 0 can beat a trained
network: it cannot be drawn off by the few. Where too few rows carry a criterion the run's guard
`tails` says so, and the verdict is INCONCLUSIVE.

The matrices M^T M + ridge I of `linear_system`, for instance, have eigenvalues as small as the ridge,
and solutions as long as 1 / ridge.

Wrong, unless heavy tails are what is studied:

```yaml
world: {kind: linear_system, ensemble: gram}
symmetry: {kind: conjugation, on: A, size: 6}
encoder: {kind: columns, fields: [A, b]}
```

Right:

```yaml
world: {kind: linear_system, ensemble: spectral, condition: 10.0}
symmetry: {kind: conjugation, on: A, size: 6}
encoder: {kind: columns, fields: [A, b]}
```
""",
)

ENCODER_HOLDS_THE_TARGET = Code(
    "MZ255",
    "encoder-holds-the-target",
    "the encoder hands the model the answer",
    """\
The world says of this encoder that its output holds the target, or a part of it, as good as written
out: a linear map of a few numbers is the answer. The power spectrum of a function, for one, adds up
to the mean of its square (Parseval's theorem), and the integral of the square is what there is to
learn. Skill would be certain, whatever is distilled from whom, and the verdict would be about
arithmetic.

Read the field as it is.

Wrong:

```yaml
world: {kind: integration, train: 2000, unlabelled: 3000, validation: 500, test: 1000}
symmetry: {kind: circular_shift, on: f}
encoder: {kind: power_spectrum, fields: [f]}
```

Right:

```yaml
world: {kind: integration, train: 2000, unlabelled: 3000, validation: 500, test: 1000}
symmetry: {kind: circular_shift, on: f}
encoder: {kind: columns, fields: [f]}
```
""",
)

MODEL_DOES_NOT_FIT = Code(
    "MZ275",
    "model-does-not-fit",
    "the model cannot take what the encoder emits",
    """\
Some models say how the numbers of an example hang together. `deep_sets` takes them as `items` of
equally many numbers each, `cnn` as channels on the points of a `grid`; with `pool: none` it answers
with one value for each point. What the encoder emits for this world cannot be divided that way, lies
in another order, or the target has another number of components.

Say the sizes that the world has, or give the model another encoder.

Wrong:

```yaml
world: {kind: integration, train: 2000, unlabelled: 3000, validation: 500, test: 1000}
symmetry: {kind: mirror, on: f, sign: 1}
encoder: {kind: columns, fields: [f]}
teacher: {model: {kind: cnn, grid: [60]}}
```

Right, as this function is sampled at 64 points:

```yaml
world: {kind: integration, train: 2000, unlabelled: 3000, validation: 500, test: 1000}
symmetry: {kind: mirror, on: f, sign: 1}
encoder: {kind: columns, fields: [f]}
teacher: {model: {kind: cnn, grid: [64]}}
```
""",
)
