"""The page as plain data: every word and number already written, so that templates only loop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from mezz.report.figure import svg
from mezz.report.number import NOTHING

if TYPE_CHECKING:
    from mezz.report.figure import Plot


_EMPTY = Markup("")


@dataclass(frozen=True, slots=True)
class Mark:
    """An outcome: `state` is good, bad, open or none; the glyph and the word say the same."""

    state: str
    glyph: str
    word: str


GLYPHS = {"good": "✓", "bad": "✗", "open": "?", "none": NOTHING}


def mark(state: str, word: str) -> Mark:
    """Return the mark of a state, with the word for it here."""
    return Mark(state, GLYPHS[state], word)


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column. `kind` is text, number or prose."""

    head: str
    unit: str = ""
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it says, a smaller line under it, and whether it is its column's best."""

    text: Markup | str
    under: Markup | str = ""
    kind: str = "text"
    best: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a table that belong together: their heading, and how many they are."""

    head: str
    rows: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; the first cell of a row is its heading.

    `groups` divide the rows, in their order; without them the table is one group without a heading.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    groups: tuple[Group, ...] = ()

    @property
    def bodies(self) -> tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]:
        """Return heading and rows of every group."""
        bodies = []
        first = 0
        for group in self.groups or (Group("", len(self.rows)),):
            bodies.append((group.head, self.rows[first : first + group.rows]))
            first += group.rows
        return tuple(bodies)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing at two widths, the finding as its title, and its numbers as a table."""

    id: str
    title: Markup
    caption: Markup
    wide: Markup
    narrow: Markup
    table: Table


def figure(
    ident: str, plot: Plot, words: tuple[Markup, str], caption: Markup, table: Table
) -> Figure:
    """Draw a plot. `words` are the finding, and what a reader who cannot see it would miss."""
    title, description = words
    drawn = [
        svg(plot, ident, str(title.striptags()), description, narrow) for narrow in (False, True)
    ]
    return Figure(ident, title, caption, drawn[0], drawn[1], table)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a list of checks."""

    mark: Mark
    name: str
    number: str
    limit: str
    words: Markup


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what is to be said about it."""

    term: str
    text: Markup | str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A text shown letter by letter, as lines of (class, text) pieces."""

    lines: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Something a reader opens: a table or a text under one line."""

    summary: str
    table: Table | None = None
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: `id` names its anchor and its template."""

    id: str
    title: str
    short: str
    lead: Markup = _EMPTY
    table: Table | None = None
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    checks: tuple[Check, ...] = ()
    facts: tuple[Fact, ...] = ()
    code: Code | None = None
    folds: tuple[Fold, ...] = ()
    note: Markup = _EMPTY


@dataclass(frozen=True, slots=True)
class Opening:
    """The top of the page: the verdict, in one sentence, and what it is about."""

    name: str
    mark: Mark
    reason: str
    headline: Markup
    further: Markup
    title: str
    about: str
    details: tuple[Markup, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Embedded:
    """Data for machines: the id of a script element that holds JSON."""

    id: str
    json: Markup


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    title: str
    description: str
    opening: Opening
    sections: tuple[Section, ...]
    embedded: tuple[Embedded, ...] = field(default=())
