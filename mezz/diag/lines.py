"""A text as numbered lines: from character offsets to spans, and from spans back to lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from mezz.diag.span import Span

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Lines:
    """A named text cut at LF, CRLF and CR, the only line breaks that YAML 1.2 knows.

    `starts` are the offsets at which lines begin; there is always at least one line.
    """

    source: str
    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, source: str, text: str) -> Lines:
        """Cut a text that is shown under the name `source`."""
        return cls(source, text, (0, *(found.end() for found in _BREAK.finditer(text))))

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of a character offset; one past the end is allowed."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, stop: int) -> Span:
        """Return the span of the characters from `start` up to `stop`, both clamped to the text."""
        return Span(self.source, *self.place(start), *self.place(max(start, stop)))

    def line(self, number: int) -> str:
        """Return one line without its break, or an empty one where the text has none."""
        if not 1 <= number <= len(self.starts):
            return ""
        stop = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : stop].rstrip("\r\n")
