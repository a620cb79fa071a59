"""What ruamel says about broken YAML, in one line of our own and at the place that helps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mezz.diag.codes import source as codes
from mezz.diag.diagnostic import Diagnostic, Label
from mezz.diag.visible import shortened

if TYPE_CHECKING:
    from ruamel.yaml.error import MarkedYAMLError

    from mezz.diag.lines import Lines

_QUOTE = "put the text in quotes"
_COLUMN = "begin all keys of one block in the same column"

_BLOCK_TEXT = (
    "text behind `|` or `>` on the same line",
    ("begin the text on the next line, indented",),
)

_AT_THE_PROBLEM: dict[str, tuple[str, tuple[str, ...]]] = {
    "sequence entries are not allowed": (
        "a list item `- ` may not begin here",
        ("begin the list on a line of its own", _COLUMN),
    ),
    "mapping keys are not allowed": ("a key may not begin here", (_COLUMN,)),
    "expected the node content": ("a value is missing before this", ()),
    "found unknown escape": (
        "no such escape in double quotes",
        ("write `\\\\` for a backslash, or use single quotes, which have no escapes",),
    ),
    "escape sequence of": ("an escape in double quotes is cut short", ()),
    "alphabetic or numeric": ("`&` and `*` begin anchors and aliases", (_QUOTE,)),
    "found unexpected ':'": ("a colon needs a space behind it", ("write `key: value`",)),
    "expected '<document start>'": ("the text goes on after the document has ended", (_COLUMN,)),
    "after document end": ("text behind the end of the document", ()),
    "indentation indicator": _BLOCK_TEXT,
    "expected a comment or a line break": _BLOCK_TEXT,
    "more indented follow up line": ("the first line of a text block is indented less", ()),
}
"""What ruamel says, and what it means where it says it."""

_AT_THE_BEGINNING: dict[str, tuple[str, str]] = {
    "found unexpected end of stream": ("a quote that is never closed", "opened here"),
    "found unexpected document separator": ("a quote that is never closed", "opened here"),
    "expected ',' or ']'": (
        "a list in brackets lacks its `]`, or a comma",
        "opened here",
    ),
    "expected ',' or '}'": (
        "a block in braces lacks its `}`, or a comma",
        "opened here",
    ),
}
"""Faults whose cause lies where the construct begins, not where ruamel gives up."""

_TIGHT_COLON = re.compile(r"[\w-]+:[^\s:/]")
_ESCAPE = re.compile(r"\\U[0-9a-fA-F]{8}")


def from_yaml(error: MarkedYAMLError, lines: Lines) -> Diagnostic:
    """Turn ruamel's complaint into a diagnostic."""
    problem = error.problem or error.context or "broken structure"
    where = error.problem_mark or error.context_mark
    offset = where.index if where else 0
    special = _special(error, lines, offset)
    if special:
        return special
    for said, (message, text) in _AT_THE_BEGINNING.items():
        if said in problem and error.context_mark is not None:
            return _opened(lines, message, text, error.context_mark.index, offset)
    for said, (message, help_) in _AT_THE_PROBLEM.items():
        if said in problem:
            return _diagnostic(lines, message, offset, help_)
    begun = error.context_mark.index if error.context_mark else offset
    return _guessed(lines, problem, offset, begun)


def from_exception(error: Exception, lines: Lines, offset: int) -> Diagnostic:
    """Turn an error that ruamel did not foresee, met behind `offset`, into a diagnostic."""
    escape = _ESCAPE.search(lines.text, offset)
    if escape and isinstance(error, (ArithmeticError, ValueError)):
        label = Label(lines.span(*escape.span()))
        return Diagnostic(codes.NOT_YAML, f"`{escape[0]}` names no character", label)
    return _diagnostic(lines, "the structure of this text cannot be read", offset, ())


def _guessed(lines: Lines, problem: str, offset: int, begun: int) -> Diagnostic:
    """Explain what ruamel finds at `offset`, in what has `begun`, by what usually leads to it."""
    if "mapping values are not allowed" in problem:
        return _colon(lines, offset)
    if "could not find expected ':'" in problem:
        return _diagnostic(lines, "a key without a colon", begun, ("write `key: value`",))
    if "<block end>" in problem:
        return _block_end(lines, offset)
    if "cannot start any token" in problem:
        message = f"a value may not begin with `{lines.text[offset : offset + 1]}`"
        return _diagnostic(lines, message, offset, (_QUOTE,))
    said = shortened(problem.splitlines()[0], 80)
    return _diagnostic(lines, f"this is not YAML: {said}", offset, ())


def _special(error: MarkedYAMLError, lines: Lines, offset: int) -> Diagnostic | None:
    """Recognise faults that have a code of their own: tabs, tags and directives."""
    line, _ = lines.place(offset)
    text, start = lines.line(line), lines.starts[line - 1]
    said = f"{error.context} {error.problem}"
    if text.startswith("%"):
        label = Label(lines.span(start, start + len(text)))
        return Diagnostic(
            codes.DIRECTIVE, f"the directive `{shortened(text.split()[0])}` is not read", label
        )
    if lines.text[offset : offset + 1] == "\t" and "cannot start any token" in said:
        return _tab(lines, offset)
    if " tag" in said and error.context_mark is not None:
        start = error.context_mark.index
        word = re.match(r"\S*", lines.text[start:])
        width = max(len(word[0]) if word else 0, 1)
        label = Label(lines.span(start, start + width))
        return Diagnostic(codes.TAG, "a tag is not read", label, help=(_QUOTE,))
    return None


def _tab(lines: Lines, offset: int) -> Diagnostic:
    """Mark the first tab, and name the other lines that begin with one."""
    text = lines.text
    stop = offset + len(text[offset:]) - len(text[offset:].lstrip("\t"))
    first, _ = lines.place(offset)
    indented = (
        n for n in range(first + 1, len(lines.starts) + 1) if _begins_with_tab(lines.line(n))
    )
    more = list(indented)
    behind = bool(lines.line(first)[: offset - lines.starts[first - 1]].strip())
    message = "a tab stands behind a colon" if behind else "a tab is used for indentation"
    help_ = ["use spaces"]
    if more:
        listed = ", ".join(map(str, more[:10])) + (", ..." if len(more) > 10 else "")
        help_.append(f"lines that begin with a tab as well: {listed}")
    return Diagnostic(codes.TAB, message, Label(lines.span(offset, stop)), help=tuple(help_))


def _begins_with_tab(line: str) -> bool:
    return "\t" in line[: len(line) - len(line.lstrip(" \t"))] and bool(line.strip())


def _opened(lines: Lines, message: str, text: str, opened: int, given_up: int) -> Diagnostic:
    primary = Label(lines.span(opened, opened + 1), text)
    if given_up >= len(lines.text):
        return Diagnostic(codes.NOT_YAML, message, primary)
    secondary = (Label(lines.span(given_up, given_up + 1), "not closed before this"),)
    return Diagnostic(codes.NOT_YAML, message, primary, secondary)


def _colon(lines: Lines, offset: int) -> Diagnostic:
    """Explain a `:` where no key can stand, by the likeliest of its causes."""
    number, column = lines.place(offset)
    here, before = lines.line(number)[: column - 1], lines.line(number - 1)
    if ": " in here:
        help_ = "put the text in quotes if the colon belongs to it"
    elif _TIGHT_COLON.match(before.strip()):
        word = before.strip().partition(":")[0]
        help_ = f"write a space behind the colon of `{shortened(word)}:` on the line above"
    elif before.strip() and ":" not in before:
        help_ = "the line above has no colon"
    else:
        help_ = _COLUMN
    return _diagnostic(lines, "a `:` stands where no key can be", offset, (help_,))


def _block_end(lines: Lines, offset: int) -> Diagnostic:
    character = lines.text[offset : offset + 1]
    if character in ("]", "}", ","):
        return _diagnostic(lines, f"`{character}` closes or separates nothing", offset, (_QUOTE,))
    number, column = lines.place(offset)
    if lines.line(number)[: column - 1].strip():
        return _diagnostic(lines, "text behind the end of a value", offset, (_QUOTE,))
    message = "the indentation fits no block above"
    return _diagnostic(lines, message, offset, (_COLUMN, "indent list items alike"))


def _diagnostic(lines: Lines, message: str, offset: int, help_: tuple[str, ...]) -> Diagnostic:
    character = lines.text[offset : offset + 1]
    width = 1 if character and character not in "\r\n" else 0
    return Diagnostic(
        codes.NOT_YAML, message, Label(lines.span(offset, offset + width)), help=help_
    )
