"""Text to node tree: what is read, what is refused, and where. Never a traceback, on any bytes."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from mezz.diag.codes import source as codes
from mezz.diag.diagnostic import Diagnostic, Label
from mezz.diag.lines import Lines
from mezz.diag.span import Span
from mezz.spec.compose import HIDDEN, compose
from mezz.spec.node import Mapping, Scalar

if TYPE_CHECKING:
    from mezz.spec.node import Node

LARGEST = 1 << 20
"""Bytes of the largest file that is read: 1 MiB."""

_MOST = 10
"""Faults of one kind that are reported where nothing else of the text is read."""
_CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|\Z)", re.MULTILINE)
_ENCODINGS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def read(source: Path | bytes | str, shown: str) -> tuple[Mapping | None, list[Diagnostic]]:
    """Read a file, bytes or a text as one spec.

    The tree is None where there is nothing to go on with. Otherwise it stands for all that could
    be read, and the diagnostics may still hold errors: their nodes are marked `broken`.

    Args:
        source: a path to read, or the bytes or the text itself.
        shown: the name under which spans and diagnostics speak of it.
    """
    text, faults = fetch(source, shown) if isinstance(source, Path) else (source, [])
    if isinstance(text, bytes):
        text, faults = decode(text, shown)
    if text is None or faults:
        return None, faults
    return parse(text, shown)


def fetch(path: Path, shown: str) -> tuple[str | None, list[Diagnostic]]:
    """Read a regular file of at most 1 MiB as UTF-8.

    The text is None if there is none. If bytes had to be replaced (and diagnostics say so) it is
    what an excerpt can quote.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None, [_unreadable(shown, "it is not a regular file")]
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        return None, [_unreadable(shown, error.strerror or "it cannot be opened")]
    except ValueError:
        return None, [_unreadable(shown, "its name holds a NUL character")]
    return decode(content, shown)


def decode(content: bytes, shown: str) -> tuple[str | None, list[Diagnostic]]:
    """Decode UTF-8, without a byte order mark if there is one; see `fetch` for what is returned."""
    if len(content) > LARGEST:
        return None, [Diagnostic(codes.TOO_LARGE, f"`{shown}` holds more than 1 MiB")]
    for mark, encoding in _ENCODINGS:
        if content.startswith(mark):
            message = f"`{shown}` is {encoding}, not UTF-8"
            return None, [Diagnostic(codes.NOT_UTF8, message, help=("save it as UTF-8",))]
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError as error:
        text = content.decode("utf-8", errors="replace")
        start = len(content[: error.start].decode("utf-8"))
        label = Label(Lines.of(shown, text).span(start, start + 1))
        message = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        return text, [Diagnostic(codes.NOT_UTF8, message, label, help=("save the file as UTF-8",))]


def parse(text: str, shown: str) -> tuple[Mapping | None, list[Diagnostic]]:
    """Read a text whose top level must be a mapping."""
    root, faults = parse_value(text, shown)
    nothing = root is None or (isinstance(root, Scalar) and not root.written)
    if faults and nothing:
        return None, faults
    if root is None or nothing:
        empty = Label(Span(shown, 1, 1, 1, 1))
        help_ = ("`mezz init` writes a spec to start from",)
        return None, [*faults, Diagnostic(codes.EMPTY, "the file is empty", empty, help=help_)]
    if not isinstance(root, Mapping):
        return None, [*faults, _not_a_mapping(root)]
    return root, faults


def parse_value(text: str, shown: str) -> tuple[Node | None, list[Diagnostic]]:
    """Read a text as one value of any kind; None where it is empty or cannot be read to its end."""
    lines = Lines.of(shown, text)
    if len(text) > LARGEST:
        return None, [Diagnostic(codes.TOO_LARGE, f"`{shown}` holds more than 1 MiB")]
    faults = _hidden(lines) or _conflicts(lines) or _long_tags(lines)
    return (None, faults) if faults else compose(lines)


def _unreadable(shown: str, why: str) -> Diagnostic:
    return Diagnostic(codes.UNREADABLE, f"`{shown}` cannot be read: {why}")


def _hidden(lines: Lines) -> list[Diagnostic]:
    """Report the first characters that may not stand in a text; ruamel reads none of it then."""
    faults: list[Diagnostic] = []
    for found in HIDDEN.finditer(lines.text):
        if len(faults) == _MOST:
            break
        message = f"the text holds the character U+{ord(found[0]):04X}"
        faults.append(
            Diagnostic(codes.CONTROL_CHARACTER, message, Label(lines.span(*found.span())))
        )
    return faults


def _conflicts(lines: Lines) -> list[Diagnostic]:
    """Report each `<<<<<<<` with the other markers of its conflict."""
    conflicts: list[list[Label]] = []
    for found in _CONFLICT.finditer(lines.text):
        label = Label(lines.span(*found.span()))
        if found[1][0] == "<" or (found[1][0] == ">" and not conflicts):
            conflicts.append([label])
        elif conflicts:
            conflicts[-1].append(label)
    message, help_ = "an unresolved merge conflict", ("keep one side, and delete the marker lines",)
    return [
        Diagnostic(codes.MERGE_CONFLICT, message, first, tuple(others), help_)
        for first, *others in conflicts[:_MOST]
    ]


def _long_tags(lines: Lines) -> list[Diagnostic]:
    """Refuse a word of 4096 characters behind `!`: ruamel's time grows with the square of a tag."""
    found = re.search(r"!\S{4096}", lines.text)
    if found is None:
        return []
    label = Label(lines.span(found.start(), found.start() + 1))
    return [Diagnostic(codes.TAG, "a tag of more than 4096 characters is not read", label)]


def _not_a_mapping(root: Node) -> Diagnostic:
    what = "a single value" if isinstance(root, Scalar) else "a list"
    start = root.span
    first = Span(start.source, start.line, start.column, start.line, start.column + 1)
    span = start if start.line == start.end_line else first
    message = f"a spec is a block of keys, and this is {what}"
    tight = isinstance(root, Scalar) and ":" in root.written
    help_ = ("write a space behind the colon",) if tight else ()
    return Diagnostic(codes.NOT_A_MAPPING, message, Label(span), help=help_)
