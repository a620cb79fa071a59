"""The published schema of a spec: it accepts what the loader accepts, and is as closed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from mezz.api import validate
from mezz.component.registry import BASES, kinds, load
from mezz.docgen import experiment
from mezz.docgen.component import PLACES
from mezz.spec.node import to_plain
from mezz.spec.shipped import shipped_specs
from mezz.spec.source import read

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = experiment.schema()
VALIDATOR = Draft202012Validator(SCHEMA)

WHOLE: dict[str, Any] = {
    "mezz": 1,
    "name": "whole",
    "world": {"kind": "kepler", "test": 100},
    "symmetry": {"kind": "angle_turns", "on": "M", "turns": 3},
    "encoder": {"kind": "columns", "fields": ["e", "M"]},
    "teacher": {"model": {"kind": "mlp", "hidden": [8]}, "fit": {"steps": 10}, "K": 2},
    "student": {"model": {"kind": "mlp", "hidden": [16]}},
    "evaluate": {"seeds": [0, 3]},
    "criteria": {"make": ["student.gap <= teacher.gap", "student.error <= teacher.error"]},
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the whole spec with one value replaced, added or (None) taken away."""
    spec: dict[str, Any] = json.loads(json.dumps(WHOLE))
    *above, last = path.split(".")
    block = spec
    for key in above:
        block = block[key]
    if value is None:
        del block[last]
    else:
        block[last] = value
    return spec


def plain(path: Path) -> Any:
    tree, faults = read(path, path.name)
    assert tree is not None
    assert faults == []
    return to_plain(tree)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", shipped_specs())
def test_every_shipped_spec_keeps_to_the_schema(name: str) -> None:
    assert list(VALIDATOR.iter_errors(plain(shipped_specs()[name]))) == []


@pytest.mark.parametrize("group", PLACES)
def test_the_minimal_block_of_every_component_keeps_to_the_schema(group: Any) -> None:
    for kind in kinds(group):
        block = {"kind": kind, **load(group, kind).minimal}
        keys = [key for key in PLACES[group] if isinstance(key, str)]
        spec = changed(".".join(keys), block if len(keys) == len(PLACES[group]) else [block])
        assert list(VALIDATOR.iter_errors(spec)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("worlds", {}),
        ("world.kind", "keplr"),
        ("world.kind", None),
        ("world.testt", 3),
        ("world.test", "100"),
        ("world.test", 1),
        ("world.eccentricity", [0.1]),
        ("symmetry.turns", None),
        ("symmetry.turns", 2.5),
        ("teacher.model", None),
        ("student", None),
        ("encoder", None),
        ("teacher", {"predictions": "answers.csv"}),
        ("teacher.model.hidden", []),
        ("teacher.fit.lr", 2),
        ("teacher.fit.step", 10),
        ("teacher.K", "all"),
        ("teacher.K", 0),
        ("evaluate.confidence", 1),
        ("evaluate.seeds", []),
        ("evaluate.seeds", True),
        ("criteria.make", "hard"),
        ("name", "No Slug"),
        ("name", None),
        ("mezz", 2),
    ],
)
def test_schema_and_loader_refuse_the_same(path: str, value: Any, tmp_path: Path) -> None:
    wrong = changed(path, value)
    file = tmp_path / "spec.yml"
    file.write_text(json.dumps(wrong), encoding="utf-8")
    refused = [one.code.id for one in validate(file, root=tmp_path).diagnostics]
    assert any(code.startswith("MZ1") or code == "MZ201" for code in refused)
    assert not VALIDATOR.is_valid(wrong)


def test_schema_and_loader_accept_the_same(tmp_path: Path) -> None:
    file = tmp_path / "spec.yml"
    file.write_text(json.dumps(WHOLE), encoding="utf-8")
    assert validate(file, root=tmp_path).spec is not None
    assert VALIDATOR.is_valid(WHOLE)


@pytest.mark.parametrize(
    ("child", "wanted"),
    [
        ({"extends": "base.yml"}, True),
        ({"extends": "base.yml", "world": {"test": 3}}, True),
        ({"extends": "base.yml", "teacher": {"fit": {"steps": 3}}}, True),
        ({"extends": "base.yml", "teacher": {"fit": {"step": 3}}}, False),
        ({"extends": "base.yml", "world": {"kind": "kepler", "testt": 3}}, False),
        ({"extends": 3}, False),
        ({"world": {"test": 3}}, False),
    ],
)
def test_a_spec_that_extends_another_may_leave_things_out_and_stays_closed(
    child: dict[str, Any], wanted: bool
) -> None:
    assert VALIDATOR.is_valid(child) is wanted


def test_an_editor_is_told_what_every_key_means() -> None:
    for group in PLACES:
        noun = BASES[group].__name__.lower()
        for kind in kinds(group):
            properties = SCHEMA["$defs"][f"{noun}.{kind}"]["properties"]
            mute = [key for key, one in properties.items() if "description" not in one]
            assert set(mute) <= {"kind"}, (noun, kind)


@pytest.mark.parametrize(
    ("block", "right"),
    [
        ({"task": "measure", "student": None, "criteria": {"make": ["teacher.gap <= 1"]}}, True),
        ({"task": "measure", "student": None, "encoder": None}, False),
        ({"task": "distill", "student": None}, False),
    ],
)
def test_what_a_spec_must_hold_depends_on_its_task(block: dict[str, Any], right: bool) -> None:
    spec = {name: one for name, one in {**WHOLE, **block}.items() if one is not None}
    assert VALIDATOR.is_valid(spec) is right
