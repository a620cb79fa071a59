from __future__ import annotations

from pathlib import Path

import pytest

from mezz.spec.extends import assemble
from mezz.spec.load import load
from mezz.spec.origin import Origin, origins

BASE = """\
mezz: 1
name: base
world: {kind: kepler, train: 100}
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: columns, fields: [e, M]}
teacher: {model: {kind: mlp, hidden: [8, 8]}}
student: {model: {kind: mlp}}
about: |
  Several
  lines.
"""


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Origin]:
    monkeypatch.chdir(tmp_path)
    Path("base.yml").write_text(BASE, encoding="utf-8")
    Path("top.yml").write_text("extends: base.yml\nname: top\n", encoding="utf-8")
    tree, _, _ = assemble(Path("top.yml"), ["world.test=50", "teacher.model.hidden.1=9"])
    assert tree is not None
    spec, faults = load(tree)
    assert faults == []
    assert spec is not None
    return {origin.path: origin for origin in origins(spec, tree)}


@pytest.mark.parametrize(
    ("path", "value", "origin"),
    [
        ("name", "top", "top.yml:2:7"),
        ("world.train", 100, "base.yml:3:30"),
        ("world.test", 50, "--set world.test=50"),
        ("world.validation", 5000, "default"),
        ("encoder.fields", ["e", "M"], "base.yml:5:34"),
        ("teacher.model.hidden.0", 8, "base.yml:6:39"),
        ("teacher.model.hidden.1", 9, "--set teacher.model.hidden.1=9"),
        ("student.encoder", None, "default"),
        ("student.fit.lr", 0.003, "default"),
        ("criteria.make", "standard", "default"),
        ("about", "Several\nlines.\n", "base.yml:8:1"),
    ],
)
def test_every_value_is_told_where_it_comes_from(
    found: dict[str, Origin], path: str, value: object, origin: str
) -> None:
    assert found[path] == Origin(path, value, origin)


def test_values_come_in_the_order_of_the_resolved_spec(found: dict[str, Origin]) -> None:
    assert list(found)[:3] == ["mezz", "name", "title"]
    assert "teacher.model.hidden" not in found
