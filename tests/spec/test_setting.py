from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mezz.diag.span import Span
from mezz.spec.node import Mapping, Sequence, at, key_span, to_plain
from mezz.spec.setting import apply
from mezz.spec.source import read

if TYPE_CHECKING:
    from mezz.spec.node import Node

TEXT = """\
world: {kind: kepler, test: 10}
teacher:
  model: {kind: mlp, hidden: [8, 9]}
criteria:
  make: [a < b, c < d]
"""


def tree() -> Mapping:
    found, faults = read(TEXT, "f")
    assert found is not None
    assert faults == []
    return found


def after(setting: str) -> Any:
    changed, faults = apply(tree(), setting)
    assert faults == []
    return to_plain(changed)


@pytest.mark.parametrize(
    ("setting", "key", "value"),
    [
        ("world.test=2000", "world", {"kind": "kepler", "test": 2000}),
        ("world.seed=1", "world", {"kind": "kepler", "test": 10, "seed": 1}),
        ("world.kind=lorenz", "world", {"kind": "lorenz"}),
        ("world.kind=kepler", "world", {"kind": "kepler", "test": 10}),
        ("world={kind: lorenz, dt: 1}", "world", {"kind": "lorenz", "dt": 1}),
        ("world={test: 7}", "world", {"kind": "kepler", "test": 7}),
        ("evaluate.seeds=3", "evaluate", {"seeds": 3}),
        ("teacher.model.hidden.1=7", "teacher", {"model": {"kind": "mlp", "hidden": [8, 7]}}),
        ("teacher.model.hidden=[1]", "teacher", {"model": {"kind": "mlp", "hidden": [1]}}),
        ("criteria.make.0=x <= 0.5 * y", "criteria", {"make": ["x <= 0.5 * y", "c < d"]}),
        ("criteria.make.0='x == y'", "criteria", {"make": ["x == y", "c < d"]}),
        ("title=no", "title", "no"),
        ("title= a = b ", "title", "a = b"),
        ("tags=null", "tags", None),
        ("world.test.deep=1", "world", {"kind": "kepler", "test": {"deep": 1}}),
    ],
)
def test_a_setting_is_a_small_file_over_the_tree(setting: str, key: str, value: object) -> None:
    assert after(setting) == to_plain(tree()) | {key: value}


def test_spans_of_a_setting_count_from_the_beginning_of_its_text() -> None:
    changed, _ = apply(tree(), "world.test=2000")
    name = "--set world.test=2000"
    assert at(changed, ("world", "test")).span == Span(name, 1, 12, 1, 16)
    assert key_span(changed, ("world", "test")) == Span(name, 1, 7, 1, 11)
    assert key_span(changed, ("world",)).source == "f"


def test_new_blocks_belong_to_the_setting() -> None:
    changed, _ = apply(tree(), "evaluate.seeds=3")
    assert key_span(changed, ("evaluate",)) == Span("--set evaluate.seeds=3", 1, 1, 1, 9)


@pytest.mark.parametrize(
    ("setting", "code", "columns"),
    [
        ("world.test", "MZ020", (1, 11)),
        ("=3", "MZ020", (1, 1)),
        ("world..test=3", "MZ020", (1, 12)),
        ("a\udc80=3", "MZ020", (1, 3)),
        ("extends=base.yml", "MZ020", (1, 8)),
        ("world.test=", "MZ020", (1, 12)),
        ("title=# x", "MZ020", (1, 10)),
        ("criteria.make.2=x", "MZ020", (15, 16)),
        ("criteria.make.-1=x", "MZ020", (15, 17)),
        ("criteria.make.x=x", "MZ020", (15, 16)),
        ("criteria.make.\u0661=x", "MZ020", (15, 16)),
        ("world.test.0=x", "MZ020", (12, 13)),
        ("none.0=x", "MZ020", (6, 7)),
        (".".join("a" * 33) + "=1", "MZ020", (1, 66)),
        ("a=*x", "MZ013", (3, 5)),
        ("a=[1", "MZ007", (3, 4)),
        ("a=.nan", "MZ017", (3, 7)),
        ("a={b: 1, b: 2}", "MZ010", (10, 11)),
    ],
)
def test_a_setting_that_leads_nowhere_is_refused_at_its_place(
    setting: str, code: str, columns: tuple[int, int]
) -> None:
    _, (fault,) = apply(tree(), setting)
    assert fault.code.id == code
    assert fault.primary is not None
    span = fault.primary.span
    assert (span.column, span.end_column) == columns


def test_a_refused_path_changes_nothing() -> None:
    changed, faults = apply(tree(), "criteria.make.7=x")
    assert changed == tree()
    assert "0 to 1" in faults[0].help[0]


WORDS = st.sampled_from(["world", "test", "kind", "criteria", "make", "0", "1", "7", "x", ""])
VALUES = st.text(max_size=20) | st.sampled_from(["1", "[1, 2]", "{kind: x}", "{a: {b: 1}}", "null"])


@given(
    st.lists(WORDS, min_size=1, max_size=4) | st.text(max_size=20).map(lambda text: [text]), VALUES
)
def test_any_setting_is_refused_or_found_at_its_path(words: list[str], value: str) -> None:
    setting = f"{'.'.join(words)}={value}"
    changed, faults = apply(tree(), setting)
    if faults:
        return
    node: Node | None = changed
    for word in setting.partition("=")[0].split("."):
        if isinstance(node, Sequence):
            node = node.items[int(word)]
        else:
            assert isinstance(node, Mapping)
            node = node.get(word)
    assert node is not None
    assert node.span.source == f"--set {setting}"
