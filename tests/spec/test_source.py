from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from mezz.diag.diagnostic import in_order
from mezz.diag.span import Span
from mezz.spec.node import Mapping, Scalar, Sequence, at, key_span, to_plain
from mezz.spec.source import LARGEST, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mezz.diag.diagnostic import Diagnostic
    from mezz.spec.node import Node

SPEC = """\
mezz: 1
name: kepler-turns
about: >
  A network that reads the raw mean anomaly
  answers differently.
world:
  kind: kepler                 # a comment
  train: 20000
  eccentricity: [0.0, 0.95]
symmetry: {kind: angle_turns, on: M, turns: 5}
teacher:
  fit: {steps: 2000, lr: 3e-3}
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - "student.error <= 1.1 * teacher.error"
"""

Place = tuple[str, int, int]


def places(faults: list[Diagnostic]) -> list[Place]:
    """Return code, line and column of every fault."""
    return [(fault.code.id, *fault.position[1:3]) for fault in in_order(faults)]


def faults_of(text: str | bytes) -> list[Place]:
    return places(read(text, "f")[1])


def leaves(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    children = node.items if isinstance(node, Sequence) else ()
    if isinstance(node, Mapping):
        children = tuple(entry.value for entry in node.entries)
    for child in children:
        yield from leaves(child)


def test_a_spec_is_read_by_the_core_schema_of_yaml_1_2() -> None:
    tree, faults = read(SPEC, "f")
    assert faults == []
    assert tree is not None
    assert to_plain(tree) == {
        "mezz": 1,
        "name": "kepler-turns",
        "about": "A network that reads the raw mean anomaly answers differently.\n",
        "world": {"kind": "kepler", "train": 20000, "eccentricity": [0.0, 0.95]},
        "symmetry": {"kind": "angle_turns", "on": "M", "turns": 5},
        "teacher": {"fit": {"steps": 2000, "lr": 0.003}},
        "criteria": {
            "make": [
                "student.gap <= 0.5 * teacher.gap",
                "student.error <= 1.1 * teacher.error",
            ]
        },
    }


def test_spans_of_scalars_and_brackets_are_exact_to_the_token() -> None:
    tree, _ = read(SPEC, "f")
    assert tree is not None
    assert at(tree, ("world", "train")).span == Span("f", 8, 10, 8, 15)
    assert at(tree, ("world", "eccentricity")).span == Span("f", 9, 17, 9, 28)
    assert at(tree, ("symmetry", "on")).span == Span("f", 10, 35, 10, 36)
    assert at(tree, ("criteria", "make", 1)).span == Span("f", 16, 7, 16, 45)
    assert key_span(tree, ("symmetry", "on")) == Span("f", 10, 31, 10, 33)


def test_spans_of_block_collections_end_with_their_last_value() -> None:
    tree, _ = read("a:\n  b: 1\n\n# more\nc:\n- x\n- y   # z\n\nd: |\n  t\n\n\ne: 1\n", "f")
    assert tree is not None
    assert at(tree, ("a",)).span == Span("f", 2, 3, 2, 7)
    assert at(tree, ("c",)).span == Span("f", 6, 1, 7, 4)
    assert at(tree, ("d",)).span == Span("f", 9, 4, 10, 4)
    assert tree.span == Span("f", 1, 1, 13, 5)


def test_a_value_left_out_is_null_with_an_empty_span_behind_the_colon() -> None:
    tree, _ = read("a:   # c\nb: 1\nc:\n- \n- x\nd:\ne: {f, g : }\n", "f")
    assert tree is not None
    assert at(tree, ("a",)) == Scalar(None, Span("f", 1, 3, 1, 3), "")
    assert at(tree, ("c", 0)).span == Span("f", 4, 2, 4, 2)
    assert at(tree, ("d",)).span == Span("f", 6, 3, 6, 3)
    assert at(tree, ("e", "f")).span == Span("f", 7, 6, 7, 6)
    assert at(tree, ("e", "g")).span == Span("f", 7, 11, 7, 11)


def test_line_breaks_of_every_kind_count_alike() -> None:
    tree, faults = read("a: 1\r\nb: 2\rc: 3\n", "f")
    assert faults == []
    assert tree is not None
    assert [entry.key_span.line for entry in tree.entries] == [1, 2, 3]


def test_a_byte_order_mark_is_tolerated_and_not_counted() -> None:
    tree, faults = read(b"\xef\xbb\xbfa: 1\n", "f")
    assert faults == []
    assert tree is not None
    assert at(tree, ("a",)).span == Span("f", 1, 4, 1, 5)


@pytest.mark.parametrize("text", ["---\na: 1\n", "a: 1\n...\n", "--- # c\na: 1\n"])
def test_one_document_may_be_marked_as_such(text: str) -> None:
    tree, faults = read(text, "f")
    assert faults == []
    assert tree is not None
    assert to_plain(tree) == {"a": 1}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("MZ008", 1, 1)]),
        ("# nothing\n", [("MZ008", 1, 1)]),
        ("---\n", [("MZ008", 1, 1)]),
        ("- a\n", [("MZ009", 1, 1)]),
        ("mezz:1\n", [("MZ009", 1, 1)]),
        ("a: 1\nb: 2\na: 3\n", [("MZ010", 3, 1)]),
        ("{a: 1, 'a': 2}\n", [("MZ010", 1, 8)]),
        ("1: x\n", [("MZ011", 1, 1)]),
        ("true: x\n", [("MZ011", 1, 1)]),
        (": x\n", [("MZ011", 1, 1)]),
        ("? [a]\n: b\n", [("MZ011", 1, 3)]),
        ("? {a: b}\n: b\n", [("MZ011", 1, 3)]),
        ("a: !!str 8\n", [("MZ012", 1, 4)]),
        ("a: !include &x b.yml\n", [("MZ012", 1, 4), ("MZ013", 1, 13)]),
        ("a: &x !t b\n", [("MZ013", 1, 4), ("MZ012", 1, 7)]),
        ("a: !<tag:x> [b]\n", [("MZ012", 1, 4)]),
        ("a: !e!x b\n", [("MZ012", 1, 4)]),
        ("a: &x 1\nb: *x\n", [("MZ013", 1, 4), ("MZ013", 2, 4)]),
        ("a: {c: 1}\n<<: {b: 2}\n", [("MZ014", 2, 1)]),
        ("%YAML 1.2\n---\na: 1\n", [("MZ015", 1, 1)]),
        ("%FOO\n# c\n%TAG ! x\n---\na: 1\n", [("MZ015", 1, 1), ("MZ015", 3, 1)]),
        ("%YAML x\n---\na: 1\n", [("MZ015", 1, 1)]),
        ("a: 1\n---\nb: 2\n", [("MZ016", 2, 1)]),
        ("a: 1\n...\n---\n", [("MZ016", 3, 1)]),
        ("a: .nan\nb: [-.inf, 1e400]\n", [("MZ017", 1, 4), ("MZ017", 2, 5), ("MZ017", 2, 12)]),
        ("a: 9007199254740993\n", [("MZ017", 1, 4)]),
        ("a: b\0c\nd: \x1b\n", [("MZ004", 1, 5), ("MZ004", 2, 4)]),
        ("a: \u2028\n", [("MZ004", 1, 4)]),
        ('a: "\\0"\nb: "\\ud800"\n', [("MZ004", 1, 4), ("MZ004", 2, 4)]),
        ("a:\n\tb: 1\n", [("MZ005", 2, 1)]),
        ("a:\tb\n", [("MZ005", 1, 3)]),
        ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n", [("MZ006", 1, 1)]),
        ("a: 1\n>>>>>>> x\n", [("MZ006", 2, 1)]),
    ],
)
def test_what_is_not_a_plain_document_is_refused_at_its_place(
    text: str, found: list[Place]
) -> None:
    assert faults_of(text) == found


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("title: Kepler: in turns\n", 1, 14, "put the text in quotes"),
        ("world:\n  kind:kepler\n  train: 5\n", 3, 8, "space behind the colon of `kind:`"),
        ("a\nb: 1\n", 2, 2, "the line above has no colon"),
        ("a: b\n  c: d\n", 2, 4, "same column"),
        ("a: [1, 2\nb: 3\n", 1, 4, "a list in brackets lacks its `]`"),
        ("a: {b: 1\n", 1, 4, "a block in braces lacks its `}`"),
        ('a: "x\nb: 3\n', 1, 4, "a quote that is never closed"),
        ("a: 'x\n---\n", 1, 4, "a quote that is never closed"),
        ('a: "\\q"\n', 1, 6, "no such escape"),
        ('a: "\\xg0"\n', 1, 7, "cut short"),
        ('a: "\\Uffffffff"\n', 1, 5, "names no character"),
        ("a: @x\n", 1, 4, "may not begin with `@`"),
        ("a: *\n", 1, 5, "anchors and aliases"),
        ("a: 1\n]\n", 2, 1, "closes or separates nothing"),
        ("a: [1,,2]\n", 1, 7, "a value is missing"),
        ('a: "x" y\n', 1, 8, "text behind the end of a value"),
        ("a:\n  - b\n c: d\n", 3, 2, "the indentation fits no block above"),
        ("a: - b\n", 1, 4, "may not begin here"),
        ("a: ? b\n", 1, 4, "a key may not begin here"),
        ("a: |x\n  y\n", 1, 5, "text behind `|` or `>`"),
        ("{a: 1}\n{b: 2}\n", 2, 1, "goes on after the document has ended"),
        ("a: 1\n... x\n", 2, 5, "behind the end of the document"),
        ("a: 1\nb c # d\n", 2, 1, "a key without a colon"),
    ],
)
def test_broken_yaml_is_one_line_of_fact_at_the_place_that_helps(
    text: str, line: int, column: int, words: str
) -> None:
    tree, (fault, *others) = read(text, "f")
    assert tree is None
    assert others == []
    assert (fault.code.id, *fault.position[1:3]) == ("MZ007", line, column)
    assert words in " ".join((fault.message, *fault.help))
    assert "\n" not in fault.message


def test_several_faults_are_found_in_one_pass_before_the_text_breaks() -> None:
    text = "a: 1\na: .nan\nb: *x\n1: c\nd: [\n"
    assert [code for code, _, _ in faults_of(text)] == [
        "MZ010",
        "MZ017",
        "MZ013",
        "MZ011",
        "MZ007",
    ]


def test_what_was_reported_is_marked_broken_and_the_rest_is_there() -> None:
    tree, faults = read("a: .inf\nb: *x\n<<: 1\nc: 2\nd: !!int '3'\ne: !!int 3\n", "f")
    assert len(faults) == 5
    assert tree is not None
    assert tree.broken
    assert {leaf.written for leaf in leaves(tree) if leaf.broken} == {".inf", "*x", "3"}
    assert to_plain(tree)["c"] == 2


def test_a_duplicate_key_shows_both_places_and_the_first_counts() -> None:
    tree, (fault,) = read("a: 1\na: 2\n", "f")
    assert [label.span.line for label in fault.secondary] == [1]
    assert tree is not None
    assert to_plain(tree) == {"a": 1}


def test_a_merge_conflict_shows_all_its_markers() -> None:
    text = "a: 1\n<<<<<<< HEAD\nb: 1\n||||||| base\n=======\nb: 2\n>>>>>>> x\n"
    _, (fault,) = read(text, "f")
    assert fault.primary is not None
    assert fault.primary.span == Span("f", 2, 1, 2, 8)
    assert [label.span.line for label in fault.secondary] == [4, 5, 7]


def test_markers_inside_a_text_are_text() -> None:
    tree, faults = read("a: |\n  <<<<<<< HEAD\n  =======\n", "f")
    assert faults == []
    assert tree is not None


def test_a_tab_names_the_other_lines_that_begin_with_one() -> None:
    _, (fault,) = read("a:\n\tb: 1\n  \tc: 2\nd: 3\n\te: |\n", "f")
    assert fault.help[1].endswith("as well: 3, 5")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a: \xff\n", "0xff"),
        ("a: 1\n".encode("utf-16"), "UTF-16"),
        ("a: 1\n".encode("utf-32"), "UTF-32"),
        (b"\xfe\xff\0a", "UTF-16"),
    ],
)
def test_only_utf_8_is_read(content: bytes, words: str) -> None:
    tree, (fault,) = read(content, "f")
    assert tree is None
    assert fault.code.id == "MZ003"
    assert words in fault.message


def test_the_first_byte_that_is_not_utf_8_is_marked() -> None:
    assert faults_of("é: ü\nb: ".encode() + b"\xc3(\n") == [("MZ003", 2, 4)]


@pytest.mark.slow
def test_the_bounds_are_checked_before_anything_is_built() -> None:
    assert read("#" * (LARGEST + 1), "f")[1][0].code.id == "MZ002"
    assert read(b"#" * (LARGEST + 1), "f")[1][0].code.id == "MZ002"
    assert faults_of("a: [" + "x," * 9_997 + "]") == []
    assert faults_of("a: [" + "x," * 9_998 + "]") == [("MZ002", 1, 5 + 2 * 9_997)]
    assert faults_of("a: " + "[" * 63 + "]" * 63) == []
    assert faults_of("a: " + "[" * 64 + "]" * 64) == [("MZ002", 1, 67)]
    assert faults_of("[" * 100_000) == [("MZ002", 1, 65)]
    assert faults_of("- " * 1000) == [("MZ002", 1, 129)]


def test_a_tag_of_any_length_is_refused_at_once() -> None:
    assert faults_of("a: !" + "b" * 1_000_000) == [("MZ012", 1, 4)]


def test_a_flood_of_faults_of_the_text_is_cut_off() -> None:
    assert len(faults_of("\0" * 1000)) == 10
    assert len(faults_of("<<<<<<< \n" * 1000)) == 10


def test_a_file_is_read_under_the_name_it_is_shown_by(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("a: 1\na: 2\n", encoding="utf-8")
    _, (fault,) = read(tmp_path / "a.yml", "a.yml")
    assert fault.primary is not None
    assert fault.primary.span.source == "a.yml"


def test_what_is_not_a_regular_file_is_not_read(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for path in (tmp_path, fifo, tmp_path / "none.yml", tmp_path / "a\0b"):
        tree, (fault,) = read(path, "shown")
        assert tree is None
        assert (fault.code.id, fault.primary) == ("MZ001", None)
        assert fault.message.startswith("`shown` cannot be read: ")


def test_a_file_beyond_the_bound_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.yml"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert places(read(path, "f")[1]) == [("MZ002", 0, 0)]
