from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]

SCHEMAS = Path(__file__).parents[3] / "schemas"


@pytest.mark.parametrize("name", ["experiment", "metrics", "verdict", "plan"])
def test_what_is_printed_is_what_is_published(mezz: Mezz, name: str) -> None:
    printed = mezz("schema", name).out
    published = (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")
    assert printed == published
    assert json.loads(printed)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_experiment_is_meant_where_nothing_is_named(mezz: Mezz) -> None:
    assert mezz("schema").out == mezz("schema", "experiment").out
