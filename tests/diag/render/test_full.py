from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mezz.diag.code import Code
from mezz.diag.diagnostic import Diagnostic, Label, Severity
from mezz.diag.lines import Lines
from mezz.diag.render.full import render
from mezz.diag.span import Span
from mezz.diag.visible import cells

CODE = Code("MZ204", "symmetry-does-not-act", "", "")
SPEC = "\n" * 5 + "  kind: kepler\n" + "\n" * 7 + "  kind: particle_permutation\n"


def one_line(text: str, start: int, stop: int, width: int = 100) -> list[str]:
    """Return the excerpt and the carets of one mark in a text of one line."""
    diagnostic = Diagnostic(CODE, "m", Label(Span("f", 1, start, 1, stop)))
    lines = render([diagnostic], {"f": text}, width=width).splitlines()
    return [line.removeprefix("1 | ").removeprefix("  | ") for line in lines[3:5]]


def test_a_diagnostic_looks_like_the_one_in_the_language_page() -> None:
    diagnostic = Diagnostic(
        CODE,
        "symmetry `particle_permutation` acts on Cloud, and world `kepler` emits none",
        Label(Span("specs/bad.yml", 14, 9, 14, 29), "acts on Cloud[particle, feature]"),
        (
            Label(
                Span("specs/bad.yml", 6, 9, 6, 15), "emits e: Scalar, M: Angle(2 pi), y: Value[2]"
            ),
        ),
        ("symmetries that act on `M`: angle_turns",),
    )
    assert render([diagnostic], {"specs/bad.yml": SPEC}) == (
        "error[MZ204]: symmetry `particle_permutation` acts on Cloud, and world `kepler` emits none\n"
        "  --> specs/bad.yml:14:9\n"
        "   |\n"
        "14 |   kind: particle_permutation\n"
        "   |         ^^^^^^^^^^^^^^^^^^^^ acts on Cloud[particle, feature]\n"
        "   |\n"
        " 6 |   kind: kepler\n"
        "   |         ------ emits e: Scalar, M: Angle(2 pi), y: Value[2]\n"
        "   = help: symmetries that act on `M`: angle_turns\n"
        "\n"
        "error: 1 error"
    )


def test_marks_on_one_line_share_its_excerpt_and_other_files_follow() -> None:
    diagnostic = Diagnostic(
        CODE,
        "m",
        Label(Span("a.yml", 1, 10, 1, 11), "here"),
        (
            Label(Span("b.yml", 2, 1, 2, 3), "there"),
            Label(Span("a.yml", 1, 2, 1, 4), "and here"),
        ),
    )
    sources = {"a.yml": "{ab: cd, x}", "b.yml": "one\ntwo"}
    assert render([diagnostic], sources).splitlines()[1:-2] == [
        " --> a.yml:1:10",
        "  |",
        "1 | {ab: cd, x}",
        "  |          ^ here",
        "  |  -- and here",
        " ::: b.yml:2:1",
        "  |",
        "2 | two",
        "  | -- there",
    ]


def test_diagnostics_are_sorted_deduplicated_and_counted() -> None:
    late = Diagnostic(CODE, "late", Label(Span("f", 2, 1, 2, 2)))
    early = Diagnostic(CODE, "early", Label(Span("f", 1, 1, 1, 2)), severity=Severity.WARNING)
    whole = Diagnostic(CODE, "whole")
    lines = render([late, early, late, whole], {"f": "a\nb"}).splitlines()
    assert [line for line in lines if "MZ204" in line] == [
        "error[MZ204]: whole",
        "warning[MZ204]: early",
        "error[MZ204]: late",
    ]
    assert lines[-1] == "error: 2 errors, 1 warning"


def test_warnings_alone_are_not_called_errors() -> None:
    assert render([Diagnostic(CODE, "m", severity=Severity.WARNING)], {}).endswith(
        "\n\nwarning: 1 warning"
    )
    assert render([], {}) == ""


def test_a_tab_and_wide_characters_keep_the_carets_under_the_token() -> None:
    assert one_line("\tä: 日本 x", 5, 7) == ["    ä: 日本 x", "       ^^^^"]


def test_hidden_characters_are_spelled_out_and_marked_whole() -> None:
    assert one_line("a\x1b[0mb\u202e", 2, 3) == ["a\\x1b[0mb\\u202e", " ^^^^"]
    assert "\\u202e" in render([Diagnostic(CODE, "a\u202eb\n")], {})


def test_an_empty_span_gets_one_caret_even_behind_the_last_character() -> None:
    assert one_line("ab", 3, 3) == ["ab", "  ^"]
    assert one_line("", 1, 1) == ["1 |", "^"]


def test_a_span_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    diagnostic = Diagnostic(CODE, "m", Label(Span("f", 1, 3, 2, 2), "here"))
    assert render([diagnostic], {"f": "a: |\n  b"}).splitlines()[3:5] == [
        "1 | a: |",
        "  |   ^^ here",
    ]


def test_a_span_without_a_text_is_shown_by_its_position() -> None:
    diagnostic = Diagnostic(CODE, "m", Label(Span("gone", 3, 4, 3, 5), "here"))
    assert render([diagnostic], {}).splitlines()[:2] == ["error[MZ204]: m", " --> gone:3:4"]


def test_a_long_line_is_shown_around_its_mark() -> None:
    text = "a" * 300 + "bbb" + "c" * 300
    excerpt, carets = one_line(text, 301, 304, width=44)
    assert excerpt == "..." + "a" * 11 + "bbb" + "c" * 20 + "..."
    assert carets == " " * 14 + "^^^"


def test_colour_changes_nothing_but_colour() -> None:
    diagnostic = Diagnostic(
        CODE, "m", Label(Span("f", 1, 1, 1, 2), "x"), (Label(Span("f", 2, 1, 2, 2)),), ("h",)
    )
    plain = render([diagnostic], {"f": "a\nb"})
    coloured = render([diagnostic], {"f": "a\nb"}, colour=True)
    assert coloured.startswith("\x1b[1;31merror[MZ204]\x1b[0m\x1b[1m: m\x1b[0m\n")
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


TEXTS = st.text(st.sampled_from("ab: \t\n\r日e\u0301\x1b\u202e"), max_size=120)


@given(TEXTS, st.data(), st.integers(0, 120), st.booleans())
def test_any_span_inside_a_text_can_be_shown(
    text: str, data: st.DataObject, width: int, colour: bool
) -> None:
    lines = Lines.of("f", text)
    offsets = st.integers(0, len(text))
    spans = [lines.span(*sorted((data.draw(offsets), data.draw(offsets)))) for _ in range(3)]
    labels = [Label(span, "word") for span in spans]
    diagnostic = Diagnostic(CODE, "m", labels[0], tuple(labels[1:]))
    shown = render([diagnostic], {"f": text}, width=width, colour=colour)
    assert "^" in shown
    if not colour:
        assert all(line.isprintable() for line in shown.splitlines())
        excerpts = re.findall(r"^ *\d+ \| (.*)$", shown, re.MULTILINE)
        assert all(cells(excerpt) <= max(width, 30) for excerpt in excerpts)


@pytest.mark.parametrize("column", [1, 5, 50, 100, 199, 200])
@pytest.mark.parametrize("width", [1, 30, 80, 250])
def test_the_first_caret_stands_under_the_first_character(column: int, width: int) -> None:
    text = "".join(chr(ord("a") + i % 26) for i in range(200))
    excerpt, carets = one_line(text, column, column + 1, width)
    assert excerpt[carets.index("^")] == text[column - 1]
