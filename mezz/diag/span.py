"""Where a thing was written: a half-open range of characters in a named text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of text, as an editor counts it.

    Lines and columns start at 1 and count code points. The end is exclusive, so an empty span has
    its end equal to its start. `source` names the text: a path as the user wrote it, or a
    pseudo-file such as `--set world.test=2000`.
    """

    source: str
    line: int
    column: int
    end_line: int
    end_column: int

    def clip(self, start: int, stop: int) -> Span:
        """Return the part of a single-line span between two character offsets inside it."""
        if self.line != self.end_line:
            return self
        stop = min(max(stop, start), self.end_column - self.column)
        return Span(self.source, self.line, self.column + start, self.line, self.column + stop)
