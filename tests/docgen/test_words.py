from __future__ import annotations

from typing import Any

import pytest

from mezz.docgen.words import spelt, type_in_words


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer"}, "whole number"),
        ({"type": "integer", "minimum": 2, "maximum": 10_000}, "whole number (2 to 10 000)"),
        ({"type": "number", "exclusiveMinimum": 0}, "number (above 0)"),
        (
            {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
            "number (at least 0 and below 1)",
        ),
        ({"enum": ["a", "b"]}, "`a` or `b`"),
        ({"const": 1}, "`1`"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text or nothing"),
        ({"type": "array", "items": {"type": "string"}}, "list of text"),
        (
            {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]},
            "[whole number, text]",
        ),
        ({"$ref": "#/$defs/Fit"}, "block `Fit`"),
        ({"type": "string", "pattern": "a|b"}, "text that matches `a|b`"),
        ({}, "anything"),
    ],
)
def test_types_are_put_in_words(schema: dict[str, Any], words: str) -> None:
    assert type_in_words(schema) == words


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "nothing"),
        ("", "empty"),
        ("exact", "`exact`"),
        (True, "`true`"),
        (0.95, "`0.95`"),
        ([1, 2], "`[1, 2]`"),
        ({"a": 1}, "as below"),
        ({}, "empty"),
    ],
)
def test_defaults_are_spelt_as_a_spec_would(value: Any, written: str) -> None:
    assert spelt(value) == written
