"""MZ265 to MZ279: one spec that stands for several, by its `sweep` or its `tune` block."""

from __future__ import annotations

from mezz.diag.code import Code

NOT_ONE_WAY = Code(
    "MZ265",
    "not-one-way",
    "a sweep takes exactly one of `grid`, `zip` and `list`",
    """\
`grid` makes a cell of every combination of its lists, `zip` takes lists of one length side by side,
and `list` writes the cells out. Two of them in one sweep would leave open which cells are meant.

Keep one of them. A grid of which some combinations are not wanted is a `list`.

Wrong:

```yaml
sweep:
  grid: {student.fit.steps: [500, 1000]}
  zip: {world.train: [1000, 2000]}
```

Right:

```yaml
sweep:
  grid: {student.fit.steps: [500, 1000], world.train: [1000, 2000]}
```
""",
)

NO_SUCH_PATH = Code(
    "MZ266",
    "no-such-path",
    "a cell's value has no place in the spec",
    """\
The keys of a sweep are paths as `--set` takes them: keys joined by full stops, a number for an entry
that a list already has (`criteria.make.0`). This one is not of that form, or leads nowhere, or names
what a cell cannot have of its own: `mezz`, `name`, `extends`, `sweep` and `tune` belong to the file.

A key that the language does not know is reported as it would be in the block itself.

Wrong:

```yaml
sweep:
  grid: {teacher.model.hidden.7: [32, 64]}
```

Right:

```yaml
sweep:
  grid: {teacher.model.hidden: [[32, 32], [64, 64]]}
```
""",
)

TOO_MANY_CELLS = Code(
    "MZ267",
    "too-many-cells",
    "more than 200 cells",
    """\
Every cell is a run with a verdict of its own, and the report shows all of them. Beyond 200 nobody looks
at each, and picking the best of them says little: at the level of 5 % one in twenty would look special
where nothing is.

Ask for fewer values, or sweep one parameter at a time.

Wrong:

```yaml
sweep:
  grid:
    world.train: [500, 1000, 1500, 2000, 2500, 3000]
    world.unlabelled: [500, 1000, 1500, 2000, 2500, 3000]
    student.fit.steps: [500, 1000, 1500, 2000, 2500, 3000]
```

Right:

```yaml
sweep:
  grid:
    world.train: [500, 1000, 1500, 2000, 2500, 3000]
    student.fit.steps: [500, 1000, 1500, 2000, 2500, 3000]
```
""",
)

UNEVEN_LISTS = Code(
    "MZ268",
    "uneven-lists",
    "lists that lie side by side differ in length",
    """\
`zip` makes a cell of the first values of all lists, one of the second values, and so on. A list that is
longer than another would have values without partners.

Give all lists one length, or take every combination with `grid`.

Wrong:

```yaml
sweep:
  zip:
    world.train: [500, 1000, 2000]
    student.fit.steps: [500, 1000]
```

Right:

```yaml
sweep:
  zip:
    world.train: [500, 1000, 2000]
    student.fit.steps: [500, 1000, 2000]
```
""",
)

CELLS_ALIKE = Code(
    "MZ269",
    "cells-alike",
    "two cells are the same, or have one name",
    """\
Two cells with the same values are one run under two names, and would be counted twice. Two cells of
one name would share a folder.

Remove one of them, or give it a value or a name of its own.

Wrong:

```yaml
sweep:
  grid: {world.train: [500, 1000, 500]}
```

Right:

```yaml
sweep:
  grid: {world.train: [500, 1000, 2000]}
```
""",
)

UNCLEAR_CHOICE = Code(
    "MZ270",
    "unclear-choice",
    "`tune` does not say which pilot is to be chosen",
    """\
`band` names measures of arms with a lower and an upper limit, and `pick` says which of the pilots in the
band is chosen: `largest` or `smallest`, and an expression of measures as a criterion may hold it. This
one cannot be read, names an arm or a measure that the pilots do not have, or a band whose lower limit is
not below the upper one.

Pilots train the teacher alone, unless the band or the choice speaks of an arm that needs the student.

Wrong:

```yaml
tune:
  grid: {world.train: [1000, 2000]}
  band: {teacher.skill: [0.95, 0.3]}
```

Right:

```yaml
tune:
  grid: {world.train: [1000, 2000]}
  band: {teacher.skill: [0.3, 0.95]}
```
""",
)

TUNE_AND_SWEEP = Code(
    "MZ271",
    "tune-and-sweep",
    "a spec has both `tune` and `sweep`",
    """\
`tune` chooses one cell and runs it; `sweep` runs them all. Together it would be open whether each cell
of the sweep has pilots of its own.

Tune first, and sweep around what was chosen.

Wrong:

```yaml
sweep:
  grid: {student.fit.steps: [500, 1000]}
tune:
  grid: {world.train: [1000, 2000]}
  band: {teacher.skill: [0.3, 0.95]}
```

Right:

```yaml
tune:
  grid: {world.train: [1000, 2000]}
  band: {teacher.skill: [0.3, 0.95]}
```
""",
)

TOO_MANY_PILOTS = Code(
    "MZ272",
    "too-many-pilots",
    "the grid has more cells than the budget has pilots",
    """\
`tune.budget.pilots` is the number of pilots that may be looked at, and the grid has more cells. mezz
does not choose among them which to leave out.

Ask for fewer values, or raise the budget.

Wrong:

```yaml
tune:
  grid: {world.train: [1000, 2000, 3000]}
  band: {teacher.skill: [0.3, 0.95]}
  budget: {pilots: 2}
```

Right:

```yaml
tune:
  grid: {world.train: [1000, 2000, 3000]}
  band: {teacher.skill: [0.3, 0.95]}
  budget: {pilots: 3}
```
""",
)
