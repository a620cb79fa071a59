"""MZ20n and MZ21n: the parts of a spec are well formed, and do not go together."""

from __future__ import annotations

from mezz.diag.code import Code

ALLOWABLE = frozenset({"MZ205", "MZ214"})
"""Faults that `--allow` lets through: the run is possible, and the record of it says so.

Everything else cannot be computed, or would leave nothing to judge by.
"""

UNKNOWN_KIND = Code(
    "MZ201",
    "unknown-kind",
    "no component has this kind",
    """\
A `kind` names the world, symmetry, encoder or model to use, and no component of that name is
installed. The message lists similar names; `mezz list` prints them all.

Check the spelling. If the component comes from a plugin, install that distribution in the same
environment as mezz.

Wrong:

```yaml
world: {kind: kepler_equation}
```

Right:

```yaml
world: {kind: kepler}
```
""",
)

ENCODER_CANNOT_READ = Code(
    "MZ202",
    "encoder-cannot-read",
    "the encoder cannot read a field of this type",
    """\
Every field of a world has a type, and an encoder says which types it can turn into numbers. A table
of prices is no column, and an angle is no series.

The help names encoders that can read the field. `mezz explain world:KIND` lists a world's fields.

Wrong:

```yaml
world: {kind: sp500}
encoder: {kind: columns, fields: [series]}
```

Right:

```yaml
world: {kind: sp500}
encoder: {kind: return_window, on: series, window: 60, bar: 5}
```
""",
)

NO_SUCH_FIELD = Code(
    "MZ203",
    "no-such-field",
    "the world has no such field",
    """\
`on` of a symmetry, and the fields of an encoder, name fields that the world emits. The names are the
world's own and case matters: the mean anomaly of `kepler` is `M`.

The help lists similar names, or all of them.

Wrong:

```yaml
world: {kind: kepler}
symmetry: {kind: angle_turns, on: m, turns: 5}
```

Right:

```yaml
world: {kind: kepler}
symmetry: {kind: angle_turns, on: M, turns: 5}
```
""",
)

SYMMETRY_DOES_NOT_ACT = Code(
    "MZ204",
    "symmetry-does-not-act",
    "the symmetry does not act on this type of field",
    """\
A symmetry declares the type of field on which it acts: turns act on angles, phases of bars on series.
On any other type its maps mean nothing.

The help names the symmetries that act on a field of this world.

Wrong:

```yaml
world: {kind: kepler}
symmetry: {kind: bar_phase, on: M, bar: 5}
```

Right:

```yaml
world: {kind: kepler}
symmetry: {kind: angle_turns, on: M, turns: 5}
```
""",
)

INVARIANT_BY_CONSTRUCTION = Code(
    "MZ205",
    "invariant-by-construction",
    "the gap would be 0 whatever is trained",
    """\
The encoder or the model cannot see what the symmetry changes: it declares that invariance, or it
reads none of the fields that the symmetry moves. Every view of an example then gives the same answer,
the gap is 0 before anything is trained, and a verdict about it would be vacuous.

That is good news for the application: with such an encoder there is nothing to marginalise and
nothing to distil. To study the gap, read the field in a way that shows the change; the help names
encoders that do.

`--allow MZ205` lets it through, as a control: the verdict then says that it is vacuous.

Wrong:

```yaml
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: periodic, fields: [e, M]}     # sin M and cos M: the same in every turn
```

Right:

```yaml
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: columns, fields: [e, M]}      # M itself, which grows with every turn
```
""",
)

MORE_VIEWS_THAN_ORBIT = Code(
    "MZ206",
    "more-views-than-orbit",
    "more views are asked for than the orbit has",
    """\
The orbit is enumerable, and `plan: auto` takes distinct elements of it. There are no more of them
than the group's order.

Take the whole orbit with `exact`: it is the best answer that any number of views could approach. Or
draw independently, with repetition, by `plan: iid`.

Wrong:

```yaml
symmetry: {kind: angle_turns, on: M, turns: 5}
teacher: {K: 8}
```

Right:

```yaml
symmetry: {kind: angle_turns, on: M, turns: 5}
teacher: {K: exact}
```
""",
)

NO_EXACT_VIEWS = Code(
    "MZ207",
    "no-exact-views",
    "`exact` cannot be had here",
    """\
`exact` takes every element of the orbit once. A continuous family of maps has no such list, and
`plan: iid` contradicts it, since independent draws repeat some elements and miss others.

Give a number of views, or leave the plan at `auto`.

Wrong:

```yaml
teacher: {K: exact, plan: iid}
```

Right:

```yaml
teacher: {K: exact}
```
""",
)

TOO_FEW_VIEWS = Code(
    "MZ208",
    "too-few-views",
    "there is nothing to average, or nothing to compare",
    """\
The gap is a variance over views, and its estimator divides by their number minus one: it needs two
views at least. A teacher with `K: 1` averages nothing; what a student learns from it is one view's
answer, and any benefit comes from distillation alone. An orbit with a single element has no second
view at all.

Ask for two views or more, or for `exact`; or widen the symmetry.

Wrong:

```yaml
evaluate: {views: 1}
```

Right:

```yaml
evaluate: {views: exact}
```
""",
)

COMPONENT_FAULT = Code(
    "MZ209",
    "component-fault",
    "a component cannot do this in this world",
    """\
The world, symmetry or encoder knows a reason why its settings cannot be used together with the rest
of the spec: a window longer than the series, an offset beyond the rows that are kept, a feature whose
column is missing. The message and the help are the component's own.

`mezz explain KIND` describes what its settings mean.

Wrong:

```yaml
encoder: {kind: return_window, on: series, window: 62, bar: 5}
```

Right:

```yaml
encoder: {kind: return_window, on: series, window: 60, bar: 5}
```
""",
)

REPEATED_ENTRY = Code(
    "MZ210",
    "repeated-entry",
    "a list holds the same entry twice",
    """\
A seed that is listed twice is the same fit counted twice, and the interval over seeds would be too
narrow. A criterion that is listed twice (also in another form: `2 * student.gap <= teacher.gap`) is
corrected for as if it were two. An arm is computed once, however often it is named.

Remove the repetition.

Wrong:

```yaml
evaluate: {seeds: [1, 2, 2]}
```

Right:

```yaml
evaluate: {seeds: [1, 2, 3]}
```
""",
)

NO_CANONICAL_FORM = Code(
    "MZ211",
    "no-canonical-form",
    "the symmetry has no canonical form",
    """\
`sees: canonical` shows a model each example in one distinguished view of its orbit. Some symmetries
can name one (the angle within its first turn); a random nuisance cannot.

Let the model see its rows `as_given`, or in fresh random views.

Wrong, where the symmetry has no canonical form:

```yaml
teacher: {sees: canonical}
```

Right:

```yaml
teacher: {sees: as_given}
```
""",
)

TARGET_IN_THE_FUTURE = Code(
    "MZ212",
    "target-in-the-future",
    "a view would show what is to be predicted",
    """\
The symmetry reaches past the newest row that is known when the prediction is made, into the rows from
which the target is computed. A model that sees them reads the answer, and its error says nothing
about the future.

Keep offsets at or below 0, the newest known row.

Wrong:

```yaml
symmetry: {kind: bar_offset, on: series, offsets: [-1, 1]}
```

Right:

```yaml
symmetry: {kind: bar_offset, on: series, offsets: [-1, 0]}
```
""",
)

BARS_DIFFER = Code(
    "MZ213",
    "bars-differ",
    "the symmetry and the encoder cut bars of different lengths",
    """\
A phase of b rows shifts bars of b rows: after b shifts the bars are back where they began, and that
makes the shifts a group. An encoder that cuts bars of another length turns the shifts into something
else, and their average is no orbit mean.

Give both the same `bar`.

Wrong:

```yaml
symmetry: {kind: bar_phase, on: series, bar: 5}
encoder: {kind: return_window, on: series, window: 60, bar: 10}
```

Right:

```yaml
symmetry: {kind: bar_phase, on: series, bar: 5}
encoder: {kind: return_window, on: series, window: 60, bar: 5}
```
""",
)
