"""YAML events to a node tree, one document, in one pass, with every fault that does not end it.

ruamel's scanner and parser find the tokens; what they mean is decided here and in `plain`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mezz.diag.codes import source as codes
from mezz.diag.diagnostic import Diagnostic, Label
from mezz.diag.visible import shortened
from mezz.spec.node import Entry, Mapping, Scalar, Sequence
from mezz.spec.plain import NoSuchNumberError, resolve
from mezz.spec.syntax import from_exception, from_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.diag.code import Code
    from mezz.diag.lines import Lines
    from mezz.diag.span import Span
    from mezz.spec.node import Node

MOST_NODES = 10_000
DEEPEST = 64

HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""A character that a text may not hold: a control, a separator that editors disagree on, half of a
surrogate pair, or no character at all."""

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s*)+")
_ANCHOR = re.compile(r"&[^\s,\[\]{}]*")
_TAG = re.compile(r"![^\s,\[\]{}]*")
_LEFT_OUT = re.compile(r"(?:\s|#.*)*[-:?]")
"""From the end of a token to behind the `:` or `-` whose value is left out."""

_DIRECTIVE = re.compile(r"^%.*", re.MULTILINE)


class _Beyond(Exception):  # noqa: N818  it ends the reading, and is no error of its own
    """A bound is passed, and nothing more may be built."""


def compose(lines: Lines) -> tuple[Node | None, list[Diagnostic]]:
    """Return the tree of a text, or None where it is empty or cannot be read to its end."""
    composer = _Composer(lines)
    return composer.document(), composer.faults


class _Composer:
    """Builds one document. `nodes` counts what was built so far, keys included."""

    def __init__(self, lines: Lines) -> None:
        from ruamel.yaml import YAML

        self.lines = lines
        self.faults: list[Diagnostic] = []
        self.nodes = 0
        self.offset = 0  # where the last token ended
        self.events: Iterator[Any] = YAML(typ="safe", pure=True).parse(lines.text)

    def document(self) -> Node | None:
        """Build the first document, and refuse a second."""
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        try:
            return self._first_document()
        except _Beyond:
            return None
        except MarkedYAMLError as error:
            self.faults.append(from_yaml(error, self.lines))
        except (YAMLError, ArithmeticError, LookupError, ValueError) as error:
            self.faults.append(from_exception(error, self.lines, self.offset))
        return None

    def _first_document(self) -> Node | None:
        root: Node | None = None
        started = False
        for event in self.events:
            name = type(event).__name__
            if name == "DocumentStartEvent" and started:
                span = self._span(event.start_mark.index, event.end_mark.index)
                text = "the second document begins here"
                self._fault(codes.SEVERAL_DOCUMENTS, "more than one document", span, text)
                break
            if name == "DocumentStartEvent":
                started = True
                self._directives(event.start_mark.index)
                root = self._node(next(self.events), 1)
        return root

    def _directives(self, stop: int) -> None:
        for found in _DIRECTIVE.finditer(self.lines.text, 0, stop):
            word = shortened(found[0].split()[0])
            self._fault(
                codes.DIRECTIVE,
                f"the directive `{word}` is not read",
                self._span(*found.span()),
                help_="delete the line: a spec is read by YAML 1.2 as it is",
            )

    def _node(self, event: Any, depth: int) -> Node:
        """Build the node that begins with `event`."""
        before, self.offset = self.offset, event.end_mark.index
        self._count(event, depth)
        name = type(event).__name__
        if name == "AliasEvent":
            return self._alias(event)
        self._properties(event)
        if name == "SequenceStartEvent":
            return self._sequence(event, depth)
        if name == "MappingStartEvent":
            return self._mapping(event, depth)
        if event.end_mark.index == event.start_mark.index and event.style is None:
            return self._left_out(event, before)
        return self._scalar(event)

    def _count(self, event: Any, depth: int) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            bound = f"more than {MOST_NODES:,} keys and values"
        elif depth > DEEPEST:
            bound = f"more than {DEEPEST} levels of nesting"
        else:
            return
        start = event.start_mark.index
        self._fault(codes.TOO_LARGE, bound, self._span(start, start + 1), "reading stops here")
        raise _Beyond

    def _alias(self, event: Any) -> Scalar:
        span = self._span(event.start_mark.index, event.end_mark.index)
        self._fault(
            codes.ANCHOR,
            f"the alias `*{shortened(event.anchor)}` is not read",
            span,
            help_="write the value out, or quote it if it is text",
        )
        return Scalar(None, span, f"*{event.anchor}", broken=True)

    def _properties(self, event: Any) -> None:
        """Refuse an anchor or a tag in front of a value; ruamel marks only the later of the two."""
        start = event.start_mark.index
        if event.anchor is not None:
            self._property(codes.ANCHOR, "anchor", _ANCHOR, start)
        if event.tag is not None:
            before = re.search(r"!\S*\s+\Z", self.lines.text[max(start - 200, 0) : start])
            start = start - len(before[0]) if before and event.anchor is not None else start
            self._property(codes.TAG, "tag", _TAG, start)

    def _property(self, code: Code, noun: str, pattern: re.Pattern[str], start: int) -> None:
        found = pattern.search(self.lines.text, start)
        span = self._span(*found.span()) if found else self._span(start, start + 1)
        word = shortened(found[0]) if found else ""
        help_ = "delete it, or quote the value if this is text"
        self._fault(code, f"the {noun} `{word}` is not read", span, help_=help_)

    def _left_out(self, event: Any, before: int) -> Scalar:
        """Return the null behind a colon or a dash; ruamel places it where the next token begins."""
        stop = event.start_mark.index
        found = _LEFT_OUT.match(self.lines.text, before, stop)
        nameless = found is None and self.lines.text.startswith(":", stop)
        place = found.end() if found else stop if nameless else min(before, stop)
        return Scalar(None, self._span(place, place), "")

    def _scalar(self, event: Any) -> Scalar:
        text = self.lines.text
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor is not None or event.tag is not None:
            found = _PROPERTIES.match(text, start, end)
            start = found.end() if found else start
        end = start + len(text[start:end].rstrip())
        written, span = text[start:end], self._span(start, end)
        if event.style is None:
            return self._plain(event, written, span)
        hidden = HIDDEN.search(event.value)
        if hidden:
            what = f"the text holds the character U+{ord(hidden[0]):04X}"
            self._fault(codes.CONTROL_CHARACTER, what, span, "written as an escape")
        return Scalar(event.value, span, written, broken=bool(hidden))

    def _plain(self, event: Any, written: str, span: Span) -> Scalar:
        try:
            value = resolve(event.value)
        except NoSuchNumberError as error:
            help_ = "write a finite number, or quote it if it is text"
            self._fault(codes.NO_SUCH_NUMBER, f"`{shortened(written)}` {error}", span, help_=help_)
            return Scalar(None, span, written, broken=True)
        return Scalar(value, span, written, broken=event.tag is not None)

    def _sequence(self, event: Any, depth: int) -> Sequence:
        items: list[Node] = []
        while type(following := next(self.events)).__name__ != "SequenceEndEvent":
            items.append(self._node(following, depth + 1))
        return Sequence(tuple(items), self._around(event, following, items))

    def _mapping(self, event: Any, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        values: list[Node] = []
        broken = False
        while type(following := next(self.events)).__name__ != "MappingEndEvent":
            key = self._node(following, depth + 1)
            value = self._node(next(self.events), depth + 1)
            values.append(value)
            word = self._key(key)
            if word is None:
                broken = True
            elif word in entries:
                self._twice(word, key.span, entries[word].key_span)
            else:
                entries[word] = Entry(word, key.span, value)
        span = self._around(event, following, values)
        return Mapping(tuple(entries.values()), span, broken)

    def _key(self, key: Node) -> str | None:
        """Return the word that a key is, or None after saying why it is none."""
        if isinstance(key, Scalar):
            if key.broken:
                return None
            if key.value == key.written == "<<":
                help_ = "use `extends`, or write the keys out"
                self._fault(
                    codes.MERGE_KEY, "the merge key `<<` is not read", key.span, help_=help_
                )
                return None
            if isinstance(key.value, str):
                return key.value
        self._fault(codes.KEY_NOT_TEXT, _not_a_key(key), key.span)
        return None

    def _twice(self, word: str, again: Span, first: Span) -> None:
        self.faults.append(
            Diagnostic(
                codes.DUPLICATE_KEY,
                f"the key `{shortened(word)}` is written twice in one block",
                Label(again, "again here"),
                (Label(first, "first here"),),
                ("delete one of the two",),
            )
        )

    def _around(self, start: Any, end: Any, children: list[Node]) -> Span:
        """Return a collection's span: its brackets, or else up to the end of its last child.

        The end that ruamel gives a block collection is the beginning of whatever follows.
        """
        first = start.start_mark.index
        found = _PROPERTIES.match(self.lines.text, first) if start.anchor or start.tag else None
        first = found.end() if found else first
        if self.lines.text[first : first + 1] in ("[", "{") or not children:
            return self._span(first, end.end_mark.index)
        span, last = self._span(first, first), children[-1].span
        return type(span)(span.source, span.line, span.column, last.end_line, last.end_column)

    def _span(self, start: int, stop: int) -> Span:
        return self.lines.span(start, stop)

    def _fault(self, code: Code, message: str, span: Span, text: str = "", help_: str = "") -> None:
        helps = (help_,) if help_ else ()
        self.faults.append(Diagnostic(code, message, Label(span, text), help=helps))


def _not_a_key(key: Node) -> str:
    if isinstance(key, Sequence):
        return "a key is a word, not a list"
    if isinstance(key, Mapping):
        return "a key is a word, not a block"
    if key.written:
        return f"a key is a word, and `{shortened(key.written)}` is {_kind(key.value)}"
    return "a colon without a key before it"


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return "a truth value" if isinstance(value, bool) else "a number"
