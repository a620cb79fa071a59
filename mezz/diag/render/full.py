"""Diagnostics for people: one line of fact, the excerpt with carets, the ways out.

error[MZ204]: symmetry `particle_permutation` acts on Cloud, and world `kepler` emits none
  --> specs/bad.yml:14:9
   |
14 |   kind: particle_permutation
   |         ^^^^^^^^^^^^^^^^^^^^ acts on Cloud[particle, feature]
   |
 6 |   kind: kepler
   |         ------ emits e: Scalar, M: Angle(2 pi), y: Value[2]
   = help: symmetries that act on `M`: angle_turns
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from mezz.diag.diagnostic import Severity, in_order
from mezz.diag.lines import Lines
from mezz.diag.visible import cells, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mezz.diag.diagnostic import Diagnostic, Label
    from mezz.diag.span import Span

_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "bold": "1",
    "frame": "1;34",
    "help": "1;32",
}
"""ANSI parameters of each part of the picture."""

_TAB = "    "
_CUT = "..."
_NARROWEST = 24
"""Columns of source that are shown however narrow the terminal is."""


def render(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, str],
    *,
    width: int = 100,
    colour: bool = False,
) -> str:
    """Return every diagnostic with its excerpts, and one line that counts them.

    Args:
        diagnostics: in any order; they are shown by position.
        sources: the text behind every name that spans mention; a span whose text is missing is
            shown by its position alone.
        width: columns of the terminal; a longer source line is shown around its mark.
        colour: whether to write ANSI colours.
    """
    found = in_order(diagnostics)
    if not found:
        return ""
    paint = _Paint(colour)
    texts = {name: Lines.of(name, text) for name, text in sources.items()}
    pictures = ["\n".join(_picture(each, texts, width, paint)) for each in found]
    return "\n\n".join([*pictures, _summary(found, paint)])


@dataclass(frozen=True, slots=True)
class _Paint:
    """Colours a text, or leaves it alone."""

    colour: bool

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and text else text


def _summary(found: tuple[Diagnostic, ...], paint: _Paint) -> str:
    counts = {severity: sum(d.severity is severity for d in found) for severity in Severity}
    worst = next(severity for severity, count in counts.items() if count)
    words = [f"{n} {severity}{'s' if n > 1 else ''}" for severity, n in counts.items() if n]
    return f"{paint(worst, worst)}{paint('bold', ':')} {', '.join(words)}"


def _picture(
    diagnostic: Diagnostic, texts: Mapping[str, Lines], width: int, paint: _Paint
) -> Iterator[str]:
    """Yield the lines of one diagnostic."""
    head = f"{diagnostic.severity}[{diagnostic.code.id}]"
    message = f": {visible(diagnostic.message)}"
    yield paint(diagnostic.severity, head) + paint("bold", message)
    groups = _grouped(diagnostic)
    gutter = max((len(str(line)) for _, line in groups), default=1)
    shown = None
    for (source, number), labels in groups.items():
        if source != shown:
            arrow = "-->" if shown is None else ":::"
            place = _place(labels[0][0].span)
            yield f"{' ' * gutter}{paint('frame', arrow)} {place}"
            shown = source
        if source in texts:
            line = texts[source].line(number)
            yield paint("frame", f"{' ' * gutter} |")
            yield from _excerpt(line, number, labels, _Frame(gutter, width, paint))
    for line in diagnostic.help:
        yield f"{' ' * gutter} {paint('frame', '=')} {paint('help', 'help')}: {visible(line)}"


_Marks = list[tuple["Label", str]]
"""Labels of one line of source, each with the style of its underline."""


def _grouped(diagnostic: Diagnostic) -> dict[tuple[str, int], _Marks]:
    """Gather the labels by source and line: the primary's first, and each source together."""
    labels = [(label, "frame") for label in diagnostic.secondary]
    if diagnostic.primary is not None:
        labels.insert(0, (diagnostic.primary, str(diagnostic.severity)))
    first_met = list(dict.fromkeys(label.span.source for label, _ in labels))
    labels.sort(key=lambda pair: first_met.index(pair[0].span.source))
    groups: dict[tuple[str, int], _Marks] = {}
    for label, style in labels:
        groups.setdefault((label.span.source, label.span.line), []).append((label, style))
    return groups


def _place(span: Span) -> str:
    return f"{visible(span.source)}:{span.line}:{span.column}"


@dataclass(frozen=True, slots=True)
class _Frame:
    """What surrounds an excerpt."""

    gutter: int
    width: int
    paint: _Paint

    @property
    def room(self) -> int:
        """Return the columns left for source."""
        return max(self.width - self.gutter - len(" | "), _NARROWEST)


def _excerpt(line: str, number: int, marks: _Marks, frame: _Frame) -> Iterator[str]:
    """Yield one line of source and, below it, a line for each of its marks."""
    window = _Window.around(line, marks[0][0].span, frame.room)
    edge = frame.paint("frame", f"{number:>{frame.gutter}} |")
    yield f"{edge} {window.text}".rstrip()
    for label, style in marks:
        start, stop = window.columns(label.span)
        stroke = ("-" if style == "frame" else "^") * (stop - start)
        words = f"{stroke} {visible(label.text)}".rstrip()
        edge = frame.paint("frame", f"{' ' * frame.gutter} |")
        yield f"{edge} {' ' * start}{frame.paint(style, words)}"


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a line that is shown, and where its characters stand.

    `text` is what is printed. `at[i]` is the printed column of character i of the line, counted
    from 0 and clamped to the part shown; its last entry is the end of the line.
    """

    text: str
    at: tuple[int, ...]

    @classmethod
    def around(cls, line: str, span: Span, room: int) -> _Window:
        """Choose the part of `line` that shows the start of `span` with a third of it before."""
        shown = [_TAB if character == "\t" else visible(character) for character in line]
        at = list(accumulate(map(cells, shown), initial=0))
        if at[-1] <= room:
            return cls("".join(shown), tuple(at))
        room -= 2 * len(_CUT)
        start = at[min(span.column - 1, len(line))]
        left = max(min(start - room // 3, at[-1] - room), 0)
        first = next(i for i, column in enumerate(at) if column >= left)
        last = max(i for i, column in enumerate(at) if column <= at[first] + room)
        before = _CUT if first else ""
        after = _CUT if last < len(line) else ""
        shift = len(before) - at[first]
        low, high = len(before), at[last] + shift
        columns = tuple(min(max(column + shift, low), high) for column in at)
        return cls(before + "".join(shown[first:last]) + after, columns)

    def columns(self, span: Span) -> tuple[int, int]:
        """Return first and last + 1 printed column of a span's first line, at least one apart."""
        end = len(self.at) - 1
        start = self.at[min(span.column - 1, end)]
        stop = (
            self.at[min(span.end_column - 1, end)] if span.end_line == span.line else self.at[end]
        )
        return start, max(stop, start + 1)
