from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mezz.diag.diagnostic import Severity, in_order
from mezz.spec.extends import assemble
from mezz.spec.load import load, resolved
from mezz.spec.model import Evaluate, Fit, Spec
from mezz.spec.shipped import shipped_specs
from mezz.spec.source import read

if TYPE_CHECKING:
    from mezz.spec.node import Mapping

small = pytest.mark.usefixtures("small_catalogue")


def tree_of(text: str) -> Mapping:
    tree, _ = read(text, "f")
    assert tree is not None
    return tree


def with_(good: str, old: str, new: str) -> str:
    assert good.count(old) == 1
    return good.replace(old, new)


def found(text: str) -> list[tuple[str, int, int]]:
    """Return code, line and column of every fault, and check that a fault leaves no spec."""
    spec, faults = load(tree_of(text))
    assert (spec is None) == bool(faults)
    return [(fault.code.id, *fault.position[1:3]) for fault in in_order(faults)]


@small
def test_a_spec_is_loaded_with_its_components_and_its_defaults(good: str) -> None:
    spec, faults = load(tree_of(good))
    assert faults == []
    assert spec is not None
    assert resolved(spec)["world"] == {
        "kind": "grid",
        "seed": 0,
        "train": 100,
        "range": [0.0, 1.0],
        "path": None,
        "files": [],
        "shuffle": False,
        "label": "x",
        "columns": {"open": "open", "close": "close"},
    }
    assert spec.teacher.model is not None
    assert spec.student is not None
    assert spec.teacher.model.model_dump() == {"kind": "dense", "hidden": (8, 8)}
    assert spec.student.model.model_dump() == {"kind": "dense", "hidden": (4,)}
    assert spec.student.encoder is None
    assert spec.teacher.fit == Fit(steps=20, lr=1e-3)
    assert spec.evaluate == Evaluate()


@small
def test_the_student_may_have_an_encoder_of_its_own(good: str) -> None:
    spec, faults = load(tree_of(good + "  encoder: {kind: plain, fields: [e]}\n"))
    assert faults == []
    assert spec is not None
    assert spec.student is not None
    assert spec.student.encoder is not None
    assert spec.student.encoder.model_dump() == {"kind": "plain", "fields": ("e",)}
    assert found(good + "  encoder: null\n") == []


@small
def test_what_the_reader_has_reported_is_not_reported_again(good: str) -> None:
    for old, new in (
        ("train: 100", "train: .nan"),
        ("kind: grid", "kind: *x"),
        ("{kind: grid, train: 100, range: [0.0, 1.0]}", "*x"),
        ("kind: grid", "<<: 1"),
        ("mezz: 1", "<<: 1"),
        ("fields: [M]", "fields: [*x]"),
    ):
        tree, said = read(with_(good, old, new), "f")
        assert len(said) == 1
        assert tree is not None
        assert load(tree) == (None, [])


@small
def test_a_component_that_cannot_be_imported_is_a_warning(good: str) -> None:
    spec, (fault,) = load(tree_of(with_(good, "kind: grid", "kind: broken")))
    assert spec is None
    assert (fault.code.id, fault.severity) == ("MZ301", Severity.WARNING)
    assert fault.position[1:3] == (3, 15)
    assert "needs cosmos" in fault.message
    assert fault.help == ('python -m pip install "plugin-distribution"',)


@small
def test_paths_are_led_from_the_folder_of_the_file_that_wrote_them(
    good: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("specs/small").mkdir(parents=True)
    Path("specs/base.yml").write_text(
        with_(good, "train: 100", "path: data/./a.csv, files: [b, ./c]"), encoding="utf-8"
    )
    top = Path("specs/small/top.yml")
    top.write_text("extends: ../base.yml\nworld: {files: [d]}\n", encoding="utf-8")
    tree, _, _ = assemble(top, root=Path())
    assert tree is not None
    spec, faults = load(tree)
    assert faults == []
    assert spec is not None
    world = spec.world.model_dump()
    assert world["path"] == Path("specs/data/a.csv")
    assert world["files"] == (Path("specs/small/d"),)
    tree, _, _ = assemble(top, ["world.path=/far/x.csv"], Path())
    assert tree is not None
    spec, _ = load(tree)
    assert spec is not None
    assert resolved(spec)["world"]["path"] == "/far/x.csv"


@small
@pytest.mark.parametrize("path", ["/far/x.csv", "../x.csv", "a/../../x.csv"])
def test_a_path_may_not_leave_the_folder_of_its_file(good: str, path: str) -> None:
    assert found(with_(good, "train: 100", f"path: {path}")) == [("MZ109", 3, 27)]
    assert found(with_(good, "train: 100", f"files: [a, {path}]")) == [("MZ109", 3, 32)]


@small
def test_the_resolved_spec_is_a_spec_and_means_the_same(good: str) -> None:
    text = good + "evaluate: {seeds: [1, 2], views: 3}\ncriteria: {make: [a < b]}\n"
    spec, _ = load(tree_of(text))
    assert spec is not None
    plain = resolved(spec)
    assert plain["criteria"] == {"make": ["a < b"], "break": []}
    again, faults = load(tree_of(json.dumps(plain)))
    assert faults == []
    assert again == spec


@small
def test_only_what_differs_from_the_defaults_enters_a_key(good: str) -> None:
    spec, _ = load(tree_of(with_(good, "train: 100", "train: 100, columns: {open: o}")))
    assert spec is not None
    assert spec.world.told() == {"kind": "grid", "columns": {"open": "o"}}
    assert spec.student is not None
    assert spec.student.model.told() == {"kind": "dense"}


@small
def test_how_a_value_is_written_leaves_no_trace_in_a_key(good: str) -> None:
    first, _ = load(tree_of(with_(good, "[0.0, 1.0]", "[0.25, 1]")))
    second, _ = load(tree_of(with_(good, "[0.0, 1.0]", "[25e-2, 1.0]").replace(" 100", " 0x64")))
    assert first is not None
    assert second is not None
    assert first.world.told() == second.world.told()


def test_every_shipped_spec_loads() -> None:
    for path in shipped_specs().values():
        tree, _, said = assemble(path)
        assert tree is not None
        spec, faults = load(tree)
        assert (said, faults) == ([], [])
        assert isinstance(spec, Spec)


BLOCKS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*Spec.model_fields, *Fit.model_fields, "kind", "model", "x"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*Spec.model_fields, "x"]), BLOCKS, max_size=8))
def test_any_tree_is_loaded_or_refused_with_shipped_components(block: dict[str, Any]) -> None:
    tree, said = read(json.dumps(block), "f")
    if tree is None:
        assert said
        return
    spec, faults = load(tree)
    assert spec is None
    assert faults or said
    for fault in faults:
        assert fault.primary is not None
        assert fault.primary.span.source == "f"
        assert "\n" not in fault.message


def test_a_key_that_is_nearly_a_composition_is_told_so() -> None:
    tree, _ = read("symmetry: {products: []}\n", "spec.yml")
    assert tree is not None
    (fault,) = (one for one in load(tree).diagnostics if "symmetry" in one.message)
    assert fault.help == ("did you mean `product`?",)
