"""MZ1: the document is plain YAML, and a block does not have the form that the language asks for."""

from __future__ import annotations

from mezz.diag.code import Code

MISSING_KEY = Code(
    "MZ101",
    "missing-key",
    "a block lacks a key that it needs",
    """\
The key has no default, because no default would be right for most experiments.

The diagnostic marks the block and names the key. `mezz schema` prints all keys of all blocks, and
`mezz explain KIND` those of a component.
""",
)

UNKNOWN_KEY = Code(
    "MZ102",
    "unknown-key",
    "a block has no such key",
    """\
Blocks are closed: a key that nothing reads is an error and not a silent no-op, since a misspelt
`weight_decay` that is ignored makes a different experiment from the one that was meant.

Check the spelling, and that the key stands in the block it belongs to; the indentation decides that.
Keys of a world, symmetry, encoder or model are its own: `mezz explain KIND` lists them.

Wrong:

```yaml
teacher:
  model: {kind: mlp, hidden: [256, 256]}
  steps: 2000
```

Right:

```yaml
teacher:
  model: {kind: mlp, hidden: [256, 256]}
  fit: {steps: 2000}
```
""",
)

WRONG_TYPE = Code(
    "MZ103",
    "wrong-type",
    "a value is of the wrong type",
    """\
Values are never converted: `"8"` is text, `8.0` and `1e4` are decimal numbers, and neither is a whole
number. So a spec means the same to every reader, and two specs that look different are different.

The message says what was expected and what was written. Plain words follow the core schema of YAML
1.2: only `true` and `false` are truth values, `yes`, `no`, `on` and `off` are text; `1_000` and
`2020-01-01` are text too.

Wrong:

```yaml
fit: {steps: 1e4, batch: "256"}
```

Right:

```yaml
fit: {steps: 10000, batch: 256}
```
""",
)

OUT_OF_RANGE = Code(
    "MZ104",
    "out-of-range",
    "a number lies outside its range",
    """\
The value has the right type and cannot be used: a fit of 0 steps, a confidence above 1. The message
names the bound.
""",
)

NOT_ONE_OF = Code(
    "MZ105",
    "not-one-of",
    "a value is not among those allowed",
    """\
The key takes one of a few fixed words or values, and the message lists them.

`mezz: 1` is the version of the language: a spec that says `mezz: 2` needs a newer mezz.
""",
)

WRONG_LENGTH = Code(
    "MZ106",
    "wrong-length",
    "a list or a text is too short or too long",
    """\
The value has the right type and the wrong number of entries or characters; the message says how many
there must be and how many there are.
""",
)

WRONG_PATTERN = Code(
    "MZ107",
    "wrong-pattern",
    "a text does not have the prescribed form",
    """\
Some texts become file names, folder names or ids, and are held to a narrow form. The `name` of a spec
is made of lower-case letters and digits, joined by single hyphens: it names the folder of its runs.

Wrong:

```yaml
name: Kepler Turns
```

Right:

```yaml
name: kepler-turns
```
""",
)

REFUSED_VALUE = Code(
    "MZ108",
    "refused-value",
    "a component refuses a value",
    """\
The value has the right type, and the component that reads it knows a reason why it cannot be used,
for instance two values that contradict each other. The message is the component's own.

`mezz explain KIND` says what its keys mean.
""",
)

PATH_OUTSIDE = Code(
    "MZ109",
    "path-outside",
    "a path leaves the folder of the file that writes it",
    """\
A path in a spec is relative to the file that writes it, and stays in that file's folder or below. So
a spec and its data can be copied together, and a spec which came by mail cannot read what lies
elsewhere on the machine.

Put the data beside the spec, or name the place when you run it: a path given by `--set` belongs to
whoever types the command, is relative to the folder in which it runs, and may lead anywhere.

Wrong:

```yaml
world: {kind: ohlcv, path: /data/prices.csv}
```

Right:

```yaml
world: {kind: ohlcv, path: data/prices.csv}
```
""",
)
