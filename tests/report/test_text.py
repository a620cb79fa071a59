from __future__ import annotations

import pytest

from mezz.report.text import capital, prose, shortened, visible, word


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("é, 中, 🙂", "é, 中, 🙂"),
        ("user\u202egnp.exe", "user⟨U+202E⟩gnp.exe"),
        ("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"),
        ("bell\x07, escape\x1b[31m", "bell⟨U+0007⟩, escape⟨U+001B⟩[31m"),
        ("nul\x00, next line\x85", "nul⟨U+0000⟩, next line⟨U+0085⟩"),
        ("no character \ufffe \U0001ffff \ufdd0", "no character ⟨U+FFFE⟩ ⟨U+1FFFF⟩ ⟨U+FDD0⟩"),
        ("line\n\tindented", "line\n\tindented"),
    ],
)
def test_what_would_act_on_the_page_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_prose_is_escaped_and_its_code_is_marked() -> None:
    said = prose("a < b: `x <= 0.5 * y` isn't -1 <script>")
    assert said == ("a &lt; b: <code>x &lt;= 0.5 * y</code> isn\u2019t \u22121 &lt;script&gt;")


def test_code_in_prose_keeps_its_ascii() -> None:
    assert prose("`a -1` b") == "<code>a -1</code> b"


def test_a_lone_backtick_opens_no_code() -> None:
    assert prose("a ` b") == "a ` b"


def test_long_texts_are_cut_at_a_word() -> None:
    assert shortened("one two  three\nfour", 14) == "one two three…"
    assert shortened("one two", 14) == "one two"
    assert shortened("x" * 20, 14) == "x" * 14 + "…"


def test_identifiers_become_words_and_words_stay() -> None:
    assert word("log_loss") == "log loss"
    assert word("tails: teacher_K.gap <= 1") == "tails: teacher_K.gap <= 1"


def test_only_the_first_letter_is_raised() -> None:
    assert capital("the K of A") == "The K of A"
    assert capital("") == ""
