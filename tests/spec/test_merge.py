from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mezz.spec.merge import merge
from mezz.spec.node import at, to_plain
from mezz.spec.source import read

if TYPE_CHECKING:
    from mezz.spec.node import Mapping


def tree(text: str, name: str = "f") -> Mapping:
    found, faults = read(text, name)
    assert found is not None
    assert faults == []
    return found


@pytest.mark.parametrize(
    ("base", "over", "merged"),
    [
        ("{a: 1, b: 2}", "{b: 3, c: 4}", {"a": 1, "b": 3, "c": 4}),
        ("{a: {b: 1, c: 2}}", "{a: {c: 3}}", {"a": {"b": 1, "c": 3}}),
        ("{a: [1, 2]}", "{a: [3]}", {"a": [3]}),
        ("{a: {b: 1}}", "{a: 2}", {"a": 2}),
        ("{a: 2}", "{a: {b: 1}}", {"a": {"b": 1}}),
        ("{a: {b: 1}}", "{a: null}", {"a": None}),
        ("{a: {kind: x, n: 1}}", "{a: {kind: x, m: 2}}", {"a": {"kind": "x", "n": 1, "m": 2}}),
        ("{a: {kind: x, n: 1}}", "{a: {kind: y, m: 2}}", {"a": {"kind": "y", "m": 2}}),
        ("{a: {kind: x, n: 1}}", "{a: {m: 2}}", {"a": {"kind": "x", "n": 1, "m": 2}}),
        ("{a: {n: 1}}", "{a: {kind: x}}", {"a": {"n": 1, "kind": "x"}}),
        ("{a: {product: [1]}}", "{a: {kind: x}}", {"a": {"kind": "x"}}),
        ("{a: {kind: x}}", "{a: {power: 2}}", {"a": {"power": 2}}),
    ],
)
def test_mappings_merge_by_key_and_everything_else_replaces(
    base: str, over: str, merged: dict[str, Any]
) -> None:
    assert to_plain(merge(tree(base), tree(over))) == merged


def test_every_node_keeps_the_place_it_was_written_at() -> None:
    merged = merge(tree("a: {b: 1, c: 2}\n", "base"), tree("a: {c: 3}\n", "over"))
    assert at(merged, ("a", "b")).span.source == "base"
    assert at(merged, ("a", "c")).span.source == "over"
    assert at(merged, ("a",)).span.source == "over"


PLAIN = st.recursive(
    st.integers(0, 9) | st.lists(st.integers(0, 9), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
BLOCKS = st.dictionaries(st.sampled_from("abc"), PLAIN, max_size=3)


@given(BLOCKS, BLOCKS)
def test_merging_nothing_or_the_same_again_changes_nothing(a: Any, b: Any) -> None:
    x, y = tree(str(a)), tree(str(b))
    merged = to_plain(merge(x, y))
    assert to_plain(merge(x, x)) == to_plain(merge(x, tree("{}"))) == a
    assert to_plain(merge(merge(x, y), y)) == merged
    assert set(merged) == set(a) | set(b)
