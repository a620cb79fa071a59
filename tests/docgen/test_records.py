from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from mezz import api
from mezz.docgen import records

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
mezz: 1
name: tiny
world: {kind: kepler, train: 60, unlabelled: 60, validation: 20, test: 60}
symmetry: {kind: angle_turns, on: M, turns: 3}
encoder: {kind: columns, fields: [e, M]}
teacher: {model: {kind: mlp, hidden: [6]}, fit: {steps: 10, batch: 16}}
student: {model: {kind: mlp, hidden: [8]}, fit: {steps: 10, batch: 16}}
evaluate: {seeds: 1}
criteria:
  make: [student.gap <= 0.5 * teacher.gap, student.error <= 1000 * teacher.error]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a tiny experiment and give what it left."""
    top = tmp_path_factory.mktemp("run")
    (top / "tiny.yml").write_text(SPEC, encoding="utf-8")
    planned = api.plan(api.validate(top / "tiny.yml", root=top), cache=top / "cache")
    return api.run(planned, out=top / "run", cache=top / "cache", threads=1).folder


@pytest.mark.parametrize("name", records.RECORDS)
def test_what_a_run_leaves_keeps_to_the_published_schema(name: str, folder: Path) -> None:
    schema = records.schema(name)
    Draft202012Validator.check_schema(schema)
    written = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(written)] == []


@pytest.mark.parametrize("name", records.RECORDS)
def test_the_published_schemas_are_closed(name: str, folder: Path) -> None:
    written = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(records.schema(name))
    assert not validator.is_valid({**written, "surplus": 1})
    assert not validator.is_valid({**written, "schema": f"mezz.{name}/0"})
    for key in written:
        assert not validator.is_valid({one: written[one] for one in written if one != key})
