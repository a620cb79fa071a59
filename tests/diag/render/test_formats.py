from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from mezz.diag.code import Code
from mezz.diag.diagnostic import Diagnostic, Label, Severity
from mezz.diag.render import concise, full, github, render
from mezz.diag.render import json as plain
from mezz.diag.span import Span

CODE = Code("MZ204", "symmetry-does-not-act", "", "")
FAULT = Diagnostic(
    CODE,
    "100% wrong,\nhere: there",
    Label(Span("a,b:c.yml", 3, 4, 3, 6), "word\x1b"),
    (Label(Span("base.yml", 1, 1, 2, 1)),),
    ("mend it",),
)
SETTING = Diagnostic(CODE, "m", Label(Span("--set a=1", 1, 3, 1, 4)), severity=Severity.WARNING)
WHOLE = Diagnostic(CODE, "no file", severity=Severity.NOTE)


def test_concise_writes_one_line_for_grep() -> None:
    assert concise.render([FAULT, WHOLE]).splitlines() == [
        "note[MZ204]: no file",
        "a,b:c.yml:3:4: error[MZ204]: 100% wrong,\\nhere: there",
    ]


def test_json_holds_every_span_as_numbers() -> None:
    assert plain.render([FAULT]) == [
        {
            "code": "MZ204",
            "name": "symmetry-does-not-act",
            "severity": "error",
            "message": "100% wrong,\\nhere: there",
            "primary": {
                "source": "a,b:c.yml",
                "line": 3,
                "column": 4,
                "end_line": 3,
                "end_column": 6,
                "text": "word\\x1b",
            },
            "secondary": [
                {
                    "source": "base.yml",
                    "line": 1,
                    "column": 1,
                    "end_line": 2,
                    "end_column": 1,
                    "text": "",
                }
            ],
            "help": ["mend it"],
        }
    ]
    assert plain.render([WHOLE])[0]["primary"] is None


def test_github_escapes_what_its_commands_are_made_of() -> None:
    assert github.render([FAULT]) == (
        "::error file=a%2Cb%3Ac.yml,line=3,col=4,endLine=3,endColumn=6,title=MZ204::"
        "100%25 wrong,\\nhere: there%0Ahelp: mend it"
    )


def test_github_names_a_setting_in_the_message_since_it_is_no_file() -> None:
    assert github.render([SETTING, WHOLE]).splitlines() == [
        "::notice title=MZ204::no file",
        "::warning title=MZ204::--set a=1: m",
    ]


def test_the_formats_that_are_text_are_found_by_name() -> None:
    assert render("full", [FAULT], {}, width=60) == full.render([FAULT], {}, width=60)
    assert render("concise", [FAULT], {}) == concise.render([FAULT])
    assert render("github", [FAULT], {}) == github.render([FAULT])


@given(st.text(), st.text())
def test_no_format_lets_a_hidden_character_through(message: str, source: str) -> None:
    fault = Diagnostic(CODE, message, Label(Span(source, 1, 1, 1, 2), message), (), (message,))
    texts = [concise.render([fault]), github.render([fault]), full.render([fault], {})]
    texts.append(json.dumps(plain.render([fault]), ensure_ascii=False))
    assert all(line.isprintable() for text in texts for line in text.split("\n"))
