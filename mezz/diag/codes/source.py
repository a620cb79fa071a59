"""MZ0: the text cannot be read as one plain YAML document."""

from __future__ import annotations

from mezz.diag.code import Code

UNREADABLE = Code(
    "MZ001",
    "unreadable-file",
    "the file cannot be read",
    """\
The path names no regular file, or the file may not be read.

Check the spelling of the path, relative to the folder in which the command runs. A folder, a pipe
or a device is not read either: save the text as a file first.
""",
)

TOO_LARGE = Code(
    "MZ002",
    "too-large",
    "the spec is larger than mezz reads",
    """\
A file may hold 1 MiB, 10,000 values and keys, and 64 levels of nesting. Real specs use a hundredth
of that. The bounds exist so that a spec which came by mail cannot exhaust the machine that merely
validates it; nothing is built before they are checked.

Data does not belong in a spec: name a file of it instead.
""",
)

NOT_UTF8 = Code(
    "MZ003",
    "not-utf-8",
    "the file is not UTF-8",
    """\
Specs are UTF-8 text, so that everybody reads the same characters. The message names the first byte
that is not, or the encoding that the file seems to have.

Save the file again as UTF-8. A byte order mark at the beginning is tolerated and ignored.
""",
)

CONTROL_CHARACTER = Code(
    "MZ004",
    "control-character",
    "the text holds a character that cannot be seen",
    """\
Control characters (NUL, escape, backspace and the like), the line separators U+0085, U+2028 and
U+2029, and lone surrogates are refused, both in the file and written as escapes in double quotes.
Editors disagree about them, terminals act on them, and no spec needs them.

Delete the character. If it came with pasted text, type the line again.
""",
)

TAB = Code(
    "MZ005",
    "tab",
    "a tab stands where YAML wants spaces",
    """\
YAML shows structure by indentation, and how far a tab indents depends on the editor. So tabs are
not allowed at the beginning of a line or after a colon, where they would decide what belongs to what.

Replace them by spaces (two a level), and set the editor to insert spaces in YAML files.
""",
)

MERGE_CONFLICT = Code(
    "MZ006",
    "merge-conflict",
    "the file holds an unresolved merge conflict",
    """\
A version control system left both sides of a conflict in the file, between lines of `<<<<<<<`,
`=======` and `>>>>>>>`. mezz does not guess which side was meant.

Keep one side, delete the marker lines, and validate again.
""",
)

NOT_YAML = Code(
    "MZ007",
    "not-yaml",
    "the text is not YAML",
    """\
The structure of the text is broken at the marked place, and what follows cannot be read: only faults
before it are reported in the same pass.

The usual causes are text that holds `: ` or begins with a special character and is not quoted, a
bracket or quote that is never closed, and keys of one block that do not begin in the same column.

Wrong:

```yaml
title: Kepler: in other turns
```

Right:

```yaml
title: "Kepler: in other turns"
```
""",
)

EMPTY = Code(
    "MZ008",
    "empty-file",
    "the file is empty",
    """\
The file holds no key at all, or nothing but comments.

`mezz init` writes a commented spec to start from.
""",
)

NOT_A_MAPPING = Code(
    "MZ009",
    "not-a-mapping",
    "the file is not a block of keys",
    """\
A spec is a block of keys (`mezz: 1`, `name: ...`, `world: ...`). This file holds a list or a single
text instead. A colon without a space behind it is a frequent cause: `mezz:1` is one word.

Wrong:

```yaml
mezz:1
```

Right:

```yaml
mezz: 1
```
""",
)

DUPLICATE_KEY = Code(
    "MZ010",
    "duplicate-key",
    "a key is written twice in one block",
    """\
A block holds each key once. Many YAML readers silently keep the last one, and then an experiment
runs with a value that its author believes to be overwritten; here it is an error that shows both.

Delete one of the two.

Wrong:

```yaml
evaluate:
  seeds: 3
  seeds: 5
```

Right:

```yaml
evaluate:
  seeds: 5
```
""",
)

KEY_NOT_TEXT = Code(
    "MZ011",
    "key-not-text",
    "a key is not a word",
    """\
Keys are words. A number, `true`, `null`, a list or a block in the place of a key is refused, and so
is a colon without a key before it.

If a digit really is the name of something, put it in quotes: `"1": ...`.
""",
)

TAG = Code(
    "MZ012",
    "tag",
    "YAML tags are not read",
    """\
A tag (`!!str`, `!include`, `!python/object`) asks the reader to build something else than the text
says. In other tools it runs code. A spec says what it means without tags: its types come from the
keys they stand under.

Delete the tag. To force a number to be text, put it in quotes; to build on another file, use
`extends`. If text begins with `!`, put it in quotes.
""",
)

ANCHOR = Code(
    "MZ013",
    "anchor",
    "YAML anchors and aliases are not read",
    """\
An anchor (`&name`) and its alias (`*name`) repeat a value by reference. Then a fault has two places,
a small file can unfold into a huge one, and a reader must look elsewhere to learn what a line says.

Write the value out where it is used, or share it through `extends`. If text begins with `&` or `*`,
put it in quotes.
""",
)

MERGE_KEY = Code(
    "MZ014",
    "merge-key",
    "YAML merge keys are not read",
    """\
`<<: *base` copies another block's keys into this one. It left YAML with version 1.2, and it hides
where a value came from.

Use `extends: base.yml`, which keeps the origin of every value (`mezz show --origin`), or write the
keys out.
""",
)

DIRECTIVE = Code(
    "MZ015",
    "directive",
    "YAML directives are not read",
    """\
A line that begins with `%` (`%YAML 1.1`, `%TAG ...`) changes how the rest of the text is read. A
spec is always read by the core schema of YAML 1.2.

Delete the line. If it belongs to a text, indent it.
""",
)

SEVERAL_DOCUMENTS = Code(
    "MZ016",
    "several-documents",
    "the file holds more than one document",
    """\
A line of `---` ends one YAML document and begins the next. One file is one experiment, so only the
first could ever be used.

Move each document to a file of its own; `extends` shares what they have in common.
""",
)

NO_SUCH_NUMBER = Code(
    "MZ017",
    "no-such-number",
    "a number that cannot be kept",
    """\
`.nan` and `.inf` are no amounts of anything; whole numbers beyond 2^53 - 1 and decimal numbers beyond
the range of 64 bits would silently become other numbers when they are written to a record.

Write the number that is meant. If the value is text, put it in quotes.
""",
)

BAD_BASE = Code(
    "MZ018",
    "bad-base",
    "`extends` does not lead to a file that may be used",
    """\
`extends` names one other spec, by a path relative to the file that writes it. It may climb out of its
folder, but not above `--root` (the folder in which the command runs, unless said otherwise), so that
a spec which came by mail cannot read files that have nothing to do with it. An absolute path is
refused for the same reason, and because it means nothing on another machine. At most 8 steps are
followed.

Wrong:

```yaml
extends: /home/me/base.yml
```

Right:

```yaml
extends: base.yml
```
""",
)

EXTENDS_CYCLE = Code(
    "MZ019",
    "extends-cycle",
    "files extend each other in a circle",
    """\
Following `extends` from file to file leads back to a file that was already read, so there is no first
one to begin with. The excerpts show every step of the circle.

Remove `extends` from one of them; usually the common part belongs in a third file.
""",
)

BAD_SETTING = Code(
    "MZ020",
    "bad-setting",
    "`--set` is not understood",
    """\
`--set` takes a path of keys, an equals sign and a value: `--set world.test=2000`. The value is read as
it would be in the file, so text that YAML would take for something else needs quotes of its own.

A number in the path addresses an entry that the list already has, counted from 0
(`--set criteria.make.0="student.gap <= 0.1"`); to make a list longer or shorter, set the whole list:
`--set teacher.model.hidden="[64, 64]"`. `extends` cannot be set: it names a file, and belongs in one.
""",
)
