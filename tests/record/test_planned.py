"""A plan written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz import api

if TYPE_CHECKING:
    from pathlib import Path

BASE = """\
mezz: 1
name: base
world: {kind: kepler, train: 60, unlabelled: 60, validation: 20, test: 60}
symmetry: {kind: angle_turns, on: M, turns: 3}
encoder: {kind: columns, fields: [e, M]}
teacher: {model: {kind: mlp, hidden: [6]}, fit: {steps: 10, batch: 16}}
student: {model: {kind: mlp, hidden: [8]}, fit: {steps: 10, batch: 16}}
criteria: {make: [student.gap <= 0.5 * teacher.gap, student.error <= teacher.error]}
"""


def test_every_value_that_is_no_default_has_a_place_and_nobodys_folders(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text(BASE, encoding="utf-8")
    (tmp_path / "small").mkdir()
    own = tmp_path / "small" / "own.yml"
    own.write_text("extends: ../base.yml\nname: own\nevaluate: {seeds: 1}\n", encoding="utf-8")
    checked = api.validate(own, sets=["world.test=50"], root=tmp_path)
    record = api.plan(checked, cache=tmp_path / "cache").record
    assert record is not None
    assert record.origins["world.train"] == "base.yml:3:30"
    assert record.origins["evaluate.seeds"] == "small/own.yml:3:19"
    assert record.origins["world.test"] == "--set world.test=50"
    assert "evaluate.confidence" not in record.origins
    assert not any(tmp_path.name in origin for origin in record.origins.values())
