from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mezz.diag.lines import Lines
from mezz.diag.span import Span

TEXTS = st.text(st.sampled_from("ab \t\n\r日"), max_size=60)


def test_lines_end_at_every_break_that_yaml_knows_and_at_no_other() -> None:
    lines = Lines.of("f", "a\nbb\r\nccc\rd\u2028e")
    assert [lines.line(number) for number in range(1, 6)] == ["a", "bb", "ccc", "d\u2028e", ""]


def test_a_span_counts_lines_and_columns_from_one() -> None:
    assert Lines.of("f", "ab\r\ncd").span(1, 5) == Span("f", 1, 2, 2, 2)


def test_offsets_beyond_the_text_are_its_end() -> None:
    lines = Lines.of("f", "ab\n")
    assert lines.span(-3, 99) == Span("f", 1, 1, 2, 1)
    assert lines.line(0) == lines.line(99) == ""


@given(TEXTS, st.data())
def test_a_place_leads_back_to_its_character(text: str, data: st.DataObject) -> None:
    lines = Lines.of("f", text)
    offset = data.draw(st.integers(0, len(text)))
    line, column = lines.place(offset)
    assert lines.starts[line - 1] + column - 1 == offset
    if offset < len(text) and text[offset] not in "\r\n":
        assert lines.line(line)[column - 1] == text[offset]
