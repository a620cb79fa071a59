from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mezz.docgen.yaml import block, flow, scalar
from mezz.spec.node import to_plain
from mezz.spec.source import read

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
    | TEXT
    | st.sampled_from(["no", "null", "1e3", "0x1F", "~", "a: b", "- a", "# a", "x\ny\n", "a\nb"])
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def again(text: str) -> Any:
    tree, faults = read(text, "written.yml")
    assert faults == []
    assert tree is not None
    return to_plain(tree)


@given(st.dictionaries(TEXT, TREES, min_size=1, max_size=3))
def test_what_is_written_reads_back_as_the_same_data(data: dict[str, Any]) -> None:
    assert again(block(data)) == data


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("student.gap <= 0.5 * teacher.gap", "student.gap <= 0.5 * teacher.gap"),
        ("sp500_volatility", "sp500_volatility"),
        ("12", '"12"'),
        ("null", '"null"'),
        ("", '""'),
        ("a\u2028b", '"a\\u2028b"'),
        ("a: b", '"a: b"'),
        (True, "true"),
        (None, "null"),
        (0.003, "0.003"),
    ],
)
def test_text_is_quoted_only_where_it_must_be(value: Any, written: str) -> None:
    assert scalar(value) == written


def test_lists_stand_on_one_line_where_they_fit() -> None:
    assert block({"a": {"hidden": [16, 16]}}) == "a:\n  hidden: [16, 16]\n"
    lines = block({"make": ["student.gap <= 0.5 * teacher.gap"] * 3}).splitlines()
    assert lines[1] == "  - student.gap <= 0.5 * teacher.gap"


def test_text_of_several_lines_keeps_them() -> None:
    assert block({"about": "one\n\ntwo: 2\n"}) == "about: |\n  one\n\n  two: 2\n"


def test_flow_holds_anything_on_one_line() -> None:
    assert flow({"a": [1, {"b": None}]}) == "{a: [1, {b: null}]}"
