"""Nothing that is read ends in a traceback: random bytes, random YAML, damaged specs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mezz.diag.render import full
from mezz.spec.node import Mapping, Scalar, Sequence, at, key_span, mark, to_plain
from mezz.spec.source import read

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def sound(source: str | bytes) -> None:
    """Assert all that holds of whatever is read."""
    tree, faults = read(source, "f")
    assert tree is not None or faults
    text = source if isinstance(source, str) else source.decode("utf-8", "replace")
    assert bool(full.render(faults, {"f": text})) == bool(faults)
    for fault in faults:
        assert fault.message
        assert "\n" not in fault.message
    if tree is None:
        return
    json.dumps(to_plain(tree), allow_nan=False).encode()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for path in paths(tree):
        assert key_span(tree, path).source == mark(tree, path).source == "f"
        leaf = at(tree, path)
        span = leaf.span
        if isinstance(leaf, Scalar) and span.line == span.end_line and "\ufeff" not in text:
            assert lines[span.line - 1][span.column - 1 : span.end_column - 1] == leaf.written


def paths(node: Node) -> Iterator[tuple[str | int, ...]]:
    yield ()
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield from ((entry.key, *rest) for rest in paths(entry.value))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from ((index, *rest) for rest in paths(item))


PIECES = st.sampled_from(
    [
        *"abc:-?[]{}#&*!|>'\"%@`\\ \t\n\r,01.eE~<=_é日",
        "\n  ",
        ": ",
        "- ",
        "? ",
        "---\n",
        "...\n",
        "<<: ",
        "!!",
        "%YAML 1.2\n",
        "\\U00110000",
        "\\ud800",
        ">2-\n",
        "'''",
        "\n\n",
        "&a ",
        "*a",
    ]
)


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    sound(content)


@given(st.lists(PIECES, max_size=60).map("".join))
@example("a: &b\n!c d\n")
@example("? - a\n: b\n")
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    sound(text)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_damage_to_a_spec_is_read_or_refused(data: st.DataObject) -> None:
    text = SPEC
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(text)))
        stop = data.draw(st.integers(start, min(start + 4, len(text))))
        text = text[:start] + data.draw(PIECES) * data.draw(st.integers(0, 2)) + text[stop:]
    sound(text)
