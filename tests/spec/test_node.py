from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mezz.diag.span import Span
from mezz.spec.node import Scalar, at, find, key_span, mark, name_of, to_plain
from mezz.spec.source import read

if TYPE_CHECKING:
    from mezz.spec.node import Mapping

TEXT = """\
a: 1
b:
  c: [x, "y z"]
  d:
  e: |
    two
    lines
f: {g: h}
"""


@pytest.fixture
def tree() -> Mapping:
    found, faults = read(TEXT, "f")
    assert found is not None
    assert faults == []
    return found


def test_a_path_leads_to_its_value(tree: Mapping) -> None:
    leaf = at(tree, ("b", "c", 1))
    assert leaf == Scalar("y z", Span("f", 3, 10, 3, 15), '"y z"')
    assert at(tree, ()) is tree


@pytest.mark.parametrize("path", [("x",), ("b", "c", 2), ("b", "c", -1), ("a", 0), ("b", 0)])
def test_a_path_that_leads_nowhere_is_none_or_an_error(
    tree: Mapping, path: tuple[str | int, ...]
) -> None:
    assert find(tree, path) is None
    with pytest.raises(LookupError, match=name_of(path).replace(".", r"\.")):
        at(tree, path)


def test_a_key_span_is_that_of_the_key_of_an_entry_or_of_the_root_s_beginning(
    tree: Mapping,
) -> None:
    assert key_span(tree, ("b", "c")) == Span("f", 3, 3, 3, 4)
    assert key_span(tree, ("b", "c", 0)) == Span("f", 3, 7, 3, 8)
    assert key_span(tree, ()) == Span("f", 1, 1, 1, 1)


def test_a_mark_is_the_value_on_one_line_or_else_its_key(tree: Mapping) -> None:
    assert mark(tree, ("f",)) == Span("f", 8, 4, 8, 10)
    assert mark(tree, ("b",)) == Span("f", 2, 1, 2, 2)
    assert mark(tree, ("b", "d")) == Span("f", 4, 3, 4, 4)
    assert mark(tree, ("b", "e")) == Span("f", 5, 3, 5, 4)
    assert mark(tree, ()) == Span("f", 1, 1, 1, 1)


def test_a_mark_of_what_was_not_written_is_the_nearest_key_above(tree: Mapping) -> None:
    assert mark(tree, ("b", "z", "y")) == Span("f", 2, 1, 2, 2)


def test_plain_data_is_what_the_text_says(tree: Mapping) -> None:
    assert to_plain(tree) == {
        "a": 1,
        "b": {"c": ["x", "y z"], "d": None, "e": "two\nlines\n"},
        "f": {"g": "h"},
    }
    assert list(tree) == ["a", "b", "f"]
    assert "b" in tree
    assert "c" not in tree


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [
        ("k: gap <= error", 4, 7),
        ("k: 'gap <= error'", 5, 8),
        ('k: "gap <= error"', 5, 8),
        ('k: "g\\x61p <= error"', 4, 21),
        ("k: 'it''s <= error'", 4, 20),
    ],
)
def test_characters_are_told_apart_where_they_stand_as_they_are(
    text: str, start: int, stop: int
) -> None:
    tree, _ = read(text, "f")
    assert tree is not None
    scalar = at(tree, ("k",))
    assert isinstance(scalar, Scalar)
    assert scalar.clip(0, 3) == Span("f", 1, start, 1, stop)


def test_characters_of_a_text_of_several_lines_are_the_whole_text() -> None:
    tree, _ = read("k: |\n  gap <= error\nl: a\n  b\n", "f")
    assert tree is not None
    for key, end in (("k", Span("f", 1, 4, 2, 15)), ("l", Span("f", 3, 4, 4, 4))):
        scalar = at(tree, (key,))
        assert isinstance(scalar, Scalar)
        assert scalar.clip(0, 1) == scalar.span == end


def test_a_path_is_written_as_settings_take_it() -> None:
    assert name_of(("criteria", "make", 0)) == "criteria.make.0"
