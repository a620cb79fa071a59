"""MZ22n and MZ23n: a criterion cannot be read, or decides nothing."""

from __future__ import annotations

from mezz.diag.code import Code

CRITERION_UNREADABLE = Code(
    "MZ220",
    "criterion-unreadable",
    "the criterion cannot be read",
    """\
A criterion compares two sums: numbers, `arm.measure`, the constant `pi`, the signs `+ - * /` and
parentheses, with one of `<= < >= >` between them. There are no functions, no `and`, no `==`. It has
at most 400 characters, and its numbers lie between 1e-30 and 1e30.

The caret stands under the first word that does not fit. One condition is one line; all lines of
`make` must hold, any line of `break` is enough.

Wrong:

```yaml
criteria:
  make:
    - student.gap < 0.5 * teacher.gap and student.error < teacher.error
```

Right:

```yaml
criteria:
  make:
    - student.gap < 0.5 * teacher.gap
    - student.error < teacher.error
```
""",
)

CRITERION_NOT_LINEAR = Code(
    "MZ221",
    "criterion-not-linear",
    "the criterion is not linear in its measures",
    """\
Both sides must be sums of measures with fixed weights. Only then is the contrast of the two sides a
mean over examples, whose interval is known. Products of two measures, division by a measure and
division by zero are refused.

A ratio says the same as a comparison with a multiple.

Wrong:

```yaml
criteria:
  make: [student.error / teacher.error <= 1.1]
```

Right:

```yaml
criteria:
  make: [student.error <= 1.1 * teacher.error]
```
""",
)

UNKNOWN_ARM = Code(
    "MZ222",
    "unknown-arm",
    "this experiment has no such arm",
    """\
An arm is one row of the comparison: `teacher`, `teacher_K`, `student`, `trivial`, a rival, or a
simple baseline of the world. Which of them exist follows from the spec. Arms that look at the
canonical view, for instance, exist only where the symmetry has a canonical form. The message lists
similar names, the help all that there are.

Wrong:

```yaml
criteria:
  make: [pupil.error <= teacher.error]
```

Right:

```yaml
criteria:
  make: [student.error <= teacher.error]
```
""",
)

UNKNOWN_MEASURE = Code(
    "MZ223",
    "unknown-measure",
    "there is no such measure",
    """\
After the point stands a measure. `mezz list measures` prints all of them, and
`mezz explain measure:gap` says how one is estimated, in which unit, and which way is better.

Wrong:

```yaml
criteria:
  make: [student.brier <= teacher.brier]
```

Right:

```yaml
criteria:
  make: [student.error <= teacher.error]
```
""",
)

MEASURE_DOES_NOT_APPLY = Code(
    "MZ224",
    "measure-does-not-apply",
    "the measure cannot judge this world's target",
    """\
A measure judges targets of certain types: accuracy and log loss need labels, and a measure that
belongs to one world exists nowhere else. `error` is defined for every target: the squared error of
values, the Brier score of labels.

Wrong, where the target is a vector of numbers:

```yaml
criteria:
  make: [student.accuracy >= teacher.accuracy]
```

Right:

```yaml
criteria:
  make: [student.error <= teacher.error]
```
""",
)

UNIT_MISMATCH = Code(
    "MZ225",
    "unit-mismatch",
    "measures of different units are compared or added",
    """\
Every measure has a unit, and only equal units can be compared or added. `error` and `gap` share
theirs by definition; floating-point operations, passes, fractions and nats are units of their own.
A bare number takes the unit of its side.

Wrong:

```yaml
criteria:
  make: [student.error <= teacher.flops]
```

Right:

```yaml
criteria:
  make:
    - student.error <= teacher.error
    - student.flops <= 4 * teacher.flops
```
""",
)

WRONG_DIRECTION = Code(
    "MZ226",
    "wrong-direction",
    "a better student would lose by this criterion",
    """\
Every measure says which way is better. A line of `make` that a better student can break, or a line
of `break` that a better student can fulfil, says the opposite of what it is for. Usually the
comparison is the wrong way round.

Wrong:

```yaml
criteria:
  make: [student.error >= teacher.error]
```

Right:

```yaml
criteria:
  make: [student.error <= teacher.error]
```
""",
)

DECIDED_BEFOREHAND = Code(
    "MZ227",
    "decided-beforehand",
    "no experiment can change the outcome of this criterion",
    """\
The two sides are the same, or hold no measure, or the bounds of the measures decide the comparison:
a gap is never negative, a skill never above 1. Such a line is fulfilled, or missed, whatever the
student does. (A measured value never lies *beyond* its bound, so no interval can show
`student.gap <= 0` either.)

Compare the student with another arm, or with a margin that can be missed.

Wrong:

```yaml
criteria:
  make: [student.error >= 0]
```

Right:

```yaml
criteria:
  make: [student.error <= teacher.error]
```
""",
)

TIMED_CRITERION = Code(
    "MZ228",
    "timed-criterion",
    "measured times decide nothing",
    """\
Times and memory depend on the machine and its other work, so the same spec would give different
verdicts. They are measured and printed beside the result, and criteria may not speak of them. The
counts `flops` and `passes` are the same everywhere.

Wrong:

```yaml
criteria:
  make:
    - student.error <= teacher.error
    - student.seconds <= 0.5 * teacher_K.seconds
```

Right:

```yaml
criteria:
  make:
    - student.error <= teacher.error
    - student.flops <= 0.5 * teacher_K.flops
```
""",
)

NO_QUALITY_CONDITION = Code(
    "MZ229",
    "no-quality-condition",
    "the criteria ask nothing of the student's quality",
    """\
A student that always gives the same answer has no gap at all. Criteria that speak of gaps and costs
alone would call it a MAKE, and so would a quality line that the constant answer fulfils
(`student.error <= trivial.error`). At least one line of `make` must ask the student for an error,
skill or accuracy that a constant answer does not reach.

Wrong:

```yaml
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
```

Right:

```yaml
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - student.error <= 1.1 * teacher.error
```
""",
)

ARM_LEFT_OUT = Code(
    "MZ230",
    "arm-left-out",
    "an arm that the verdict needs is not among `evaluate.arms`",
    """\
`evaluate.arms` names the rows to compute. Every arm that a criterion speaks of must be one of them,
and so must `trivial`, `teacher` and `student`, without which there is no verdict: whether there is
skill at all, whether there is a gap, and the claim itself. Without `evaluate.arms`, every arm that
applies is computed.

Wrong:

```yaml
evaluate: {arms: [trivial, teacher, student]}
criteria:
  make: [student.error <= teacher_K.error]
```

Right:

```yaml
evaluate: {arms: [trivial, teacher, teacher_K, student]}
criteria:
  make: [student.error <= teacher_K.error]
```
""",
)

GAP_OF_STILL_ARM = Code(
    "MZ231",
    "gap-of-still-arm",
    "this arm has no gap by construction",
    """\
The gap is the variance of an answer over the views of an input. A constant predictor, an arm that
looks at the canonical view alone, and the mean over a whole orbit answer every view alike: their gap
is 0 by construction, and a comparison with it says nothing about the student.

Compare with an arm whose answer moves: `teacher`, or another student.

Wrong:

```yaml
criteria:
  make:
    - student.error <= teacher.error
    - student.gap <= canonicalised.gap
```

Right:

```yaml
criteria:
  make:
    - student.error <= teacher.error
    - student.gap <= 0.5 * teacher.gap
```
""",
)

NO_CRITERION = Code(
    "MZ232",
    "no-criterion",
    "a measurement needs a line to judge it by",
    """\
`make: standard` compares a student with its teacher, and `task: measure` has no student. How much an
answer may move depends on what it is used for, so there is no default: say it in the target's own
unit. A line such as `teacher.gap <= 0.01` is a claim of equivalence: its whole interval must lie
below the margin, and the margin above what rounding alone would show.

Wrong:

```yaml
task: measure
student: null
criteria: {make: standard}
```

Right:

```yaml
task: measure
student: null
criteria: {make: [teacher.gap <= 0.01]}
```
""",
)
