from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import core_schema

import mezz.spec.load as loading
from mezz.component.base import Encoder, Model, Symmetry, World
from mezz.component.registry import BrokenComponent, UnknownKind
from mezz.diag.diagnostic import Diagnostic, Severity, in_order
from mezz.spec.extends import assemble
from mezz.spec.form import faults
from mezz.spec.load import load, non_default, resolved
from mezz.spec.model import Evaluate, Fit, Spec
from mezz.spec.node import Mapping
from mezz.spec.shipped import shipped_specs
from mezz.spec.source import read

if TYPE_CHECKING:
    from mezz.component.base import Component

GOOD = """\
mezz: 1
name: small-one
world: {kind: grid, train: 100, range: [0.0, 1.0]}
symmetry: {kind: turns, on: M}
encoder: {kind: plain, fields: [M]}
teacher:
  model: {kind: dense, hidden: [8, 8]}
  fit: {steps: 20, lr: 1e-3}
student:
  model: {kind: dense}
"""


class Columns(BaseModel):
    """A block inside a component."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    open: str = "open"
    close: str = "close"


class Grid(World):
    """A world with a value of every form."""

    kind: Literal["grid"] = "grid"
    train: int = Field(100, ge=1, le=1000, multiple_of=10)
    range: tuple[float, float] = (0.0, 1.0)
    path: Path | None = None
    files: tuple[Path, ...] = ()
    shuffle: bool = False
    label: str = Field("x", min_length=1, max_length=4)
    columns: Columns = Columns()

    @field_validator("range")
    @classmethod
    def _in_order(cls, value: tuple[float, float]) -> tuple[float, float]:
        if value[0] > value[1]:
            raise ValueError("The smaller one comes first")
        return value

    @model_validator(mode="after")
    def _together(self) -> Grid:
        if self.shuffle and self.path:
            raise ValueError("shuffle and path exclude each other")
        return self


class Turns(Symmetry):
    """A symmetry with one key of its own."""

    kind: Literal["turns"] = "turns"
    turns: Literal[2, 3, 5] = 5


class Plain(Encoder):
    """An encoder whose fields have no default."""

    kind: Literal["plain"] = "plain"
    fields: tuple[str, ...]


class Dense(Model):
    """A model with hidden widths."""

    kind: Literal["dense"] = "dense"
    hidden: tuple[int, ...] = (4,)


CATALOGUE: dict[str, dict[str, type[Component]]] = {
    "worlds": {"grid": Grid},
    "symmetries": {"turns": Turns},
    "encoders": {"plain": Plain},
    "models": {"dense": Dense},
}
for _classes in CATALOGUE.values():
    for _class in _classes.values():
        # These have no bodies to compute with, and loading needs none.
        _class.__abstractmethods__ = frozenset()


@pytest.fixture(autouse=True)
def catalogue(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer the components above in place of those that ship."""
    if "shipped" in request.node.name:
        return

    def component(group: str, kind: str) -> type[Component]:
        if kind == "broken":
            raise BrokenComponent("plugin.grid needs cosmos", "plugin-distribution")
        if kind not in CATALOGUE[group]:
            raise UnknownKind(kind)
        return CATALOGUE[group][kind]

    monkeypatch.setattr(loading, "load_component", component)
    monkeypatch.setattr(loading, "kinds", lambda group: tuple(CATALOGUE[group]))


def tree_of(text: str) -> Mapping:
    tree, _ = read(text, "f")
    assert tree is not None
    return tree


def with_(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def found(text: str) -> list[tuple[str, int, int]]:
    """Return code, line and column of every fault, and check that a fault leaves no spec."""
    spec, faults = load(tree_of(text))
    assert (spec is None) == bool(faults)
    return [(fault.code.id, *fault.position[1:3]) for fault in in_order(faults)]


def one(text: str) -> Diagnostic:
    _, (fault,) = load(tree_of(text))
    return fault


def test_a_spec_is_loaded_with_its_components_and_its_defaults() -> None:
    spec, faults = load(tree_of(GOOD))
    assert faults == []
    assert spec is not None
    assert spec.world == Grid(train=100, range=(0.0, 1.0))
    assert spec.teacher.model == Dense(hidden=(8, 8))
    assert spec.student.model == Dense()
    assert spec.student.encoder is None
    assert spec.teacher.fit == Fit(steps=20, lr=1e-3)
    assert spec.evaluate == Evaluate()


def test_the_student_may_have_an_encoder_of_its_own() -> None:
    spec, faults = load(tree_of(GOOD + "  encoder: {kind: plain, fields: [e]}\n"))
    assert faults == []
    assert spec is not None
    assert spec.student.encoder == Plain(fields=("e",))
    assert found(GOOD + "  encoder: null\n") == []


@pytest.mark.parametrize(
    ("old", "new", "code", "column", "words"),
    [
        ("train: 100", "train: 1e2", "MZ103", 28, "decimal number `1e2`|write 100"),
        ("train: 100", "train: 2.5", "MZ103", 28, "a whole number"),
        ("train: 100", 'train: "100"', "MZ103", 28, "write 100 without quotes"),
        ("train: 100", "train: 1_00", "MZ103", 28, "the text `1_00`|write 100"),
        ("train: 100", "train: true", "MZ103", 28, "not `true`"),
        ("train: 100", "train: [1]", "MZ103", 28, "not a list"),
        ("train: 100", "train: {a: 1}", "MZ103", 28, "not a block"),
        ("train: 100", "train: ", "MZ103", 21, "not nothing"),
        ("train: 100", "train: 0", "MZ104", 28, "at least 1, not `0`"),
        ("train: 100", "train: 2000", "MZ104", 28, "at most 1,000"),
        ("train: 100", "train: 15", "MZ104", 28, "a multiple of 10"),
        ("train: 100", "trian: 100", "MZ102", 21, "`world` has no key `trian`|`train`"),
        ("train: 100", "train_rows: 100", "MZ102", 21, "did you mean `train`"),
        ("train: 100", "zzz: 100", "MZ102", 21, "its keys: kind, seed, train"),
        ("train: 100", "shuffle: yes", "MZ103", 30, "write true"),
        ("train: 100", "label: 12", "MZ103", 28, 'put it in quotes: "12"'),
        ("train: 100", "label: ''", "MZ106", 28, "at least 1 character, and has 0"),
        ("train: 100", "label: abcde", "MZ106", 28, "at most 4 characters, and has 5"),
        ("train: 100", "columns: {opn: x}", "MZ102", 31, "`world.columns` has no key|`open`"),
        ("train: 100", "columns: 3", "MZ103", 30, "must be a block, not the number `3`"),
        ("[0.0, 1.0]", "[0.0]", "MZ106", 40, "has 1 of its entries"),
        ("[0.0, 1.0]", "[0, 1, 2]", "MZ106", 40, "at most 2 entries, and has 3"),
        ("[0.0, 1.0]", "[0, x]", "MZ103", 44, "`world.range.1` must be a number"),
        ("[0.0, 1.0]", "0.5", "MZ103", 40, "put it in brackets: [0.5]"),
        ("[0.0, 1.0]", "[1, 0]", "MZ108", 40, "`world.range`: the smaller one comes first"),
        ("kind: grid", "kind: grd", "MZ201", 15, "no world `grd`|did you mean `grid`"),
        ("kind: grid", "kind: 3", "MZ103", 15, "`world.kind` must be text"),
        ("{kind: grid,", "{", "MZ101", 1, "`world` lacks the key `kind`|grid"),
        ("{kind: turns, on: M}", "turns", "MZ103", 11, r"write \{kind: turns\}"),
        ("{kind: turns, on: M}", "[turns]", "MZ103", 11, "not a list"),
        ("{kind: turns, on: M}", "", "MZ103", 1, "not nothing"),
        ("on: M}", "}", "MZ101", 1, "`symmetry` lacks the key `on`"),
        ("on: M}", "on: M, turns: 4}", "MZ105", 39, "`2`, `3` or `5`, not the number `4`"),
        (", fields: [M]", "", "MZ101", 1, "`encoder` lacks the key `fields`"),
        ("steps: 20", "steps: 20, bacth: 3", "MZ102", 20, "did you mean `batch`"),
        ("steps: 20", "schedule: cosin", "MZ105", 19, "`cosine` or `constant`|mean `cosine`"),
        ("1e-3", "2", "MZ104", 24, "at most 1, not `2`"),
        ("1e-3", "0.0", "MZ104", 24, "greater than 0"),
        ("1e-3", "fast", "MZ103", 24, "must be a number, not the text `fast`"),
        ("mezz: 1", "mezz: 2", "MZ105", 7, "must be `1`, not the number `2`"),
        ("mezz: 1", "mezz: '1'", "MZ105", 7, "write 1 without quotes"),
        ("mezz: 1\n", "", "MZ101", 1, "the spec lacks the key `mezz`"),
        ("small-one", "Small One", "MZ107", 7, "write small-one"),
        ("small-one", "a" * 65, "MZ106", 7, "at most 64 characters, and has 65"),
        ("student:\n  model: {kind: dense}\n", "student: {}\n", "MZ101", 1, "lacks the key `model`"),
        ("student:\n  model: {kind: dense}\n", "student:\n", "MZ103", 1, "not nothing"),
        ("student:\n  model: {kind: dense}\n", "", "MZ101", 1, "the spec lacks the key `student`"),
    ],
)
def test_a_fault_of_form_is_said_at_its_token(
    old: str, new: str, code: str, column: int, words: str
) -> None:
    fault = one(with_(old, new))
    assert (fault.code.id, fault.position[2]) == (code, column)
    said = " ".join((fault.message, *fault.help))
    assert "\n" not in said
    for word in words.split("|"):
        assert word.replace("\\", "") in said


def test_all_faults_of_all_blocks_are_found_in_one_pass() -> None:
    text = """\
mezz: 1
name: Small
world: {kind: grid, train: 0, path: 3}
symmetry: {kind: turn}
encoder: {kind: plain, fields: M}
teacher:
  modle: {kind: dense}
  fit: {steps: 1e3, lr: x}
  sees: nothing
student:
  model: {kind: dense, hidden: [x, 8, 2.0]}
  folds: 2
evaluate: {views: 0, seeds: [1, -1], arms: teacher}
criteria: {make: a < b, break: [1]}
colour: red
"""
    assert found(text) == [
        ("MZ107", 2, 7),
        ("MZ104", 3, 28),
        ("MZ103", 3, 37),
        ("MZ201", 4, 18),
        ("MZ103", 5, 32),
        ("MZ102", 7, 3),
        ("MZ103", 8, 16),
        ("MZ103", 8, 25),
        ("MZ105", 9, 9),
        ("MZ103", 11, 33),
        ("MZ103", 11, 39),
        ("MZ102", 12, 3),
        ("MZ104", 13, 19),
        ("MZ104", 13, 33),
        ("MZ103", 13, 44),
        ("MZ103", 14, 18),
        ("MZ103", 14, 33),
        ("MZ102", 15, 1),
    ]


@pytest.mark.parametrize(
    ("line", "help_"),
    [
        ("evaluate: {views: exat}", "did you mean `exact`?"),
        ("evaluate: {views: '4'}", "write 4 without quotes"),
        ("evaluate: {seeds: 3.0}", "write 3"),
        ("evaluate: {fit: {}}", "its keys: views, plan, blocks, seeds, confidence, arms"),
        ("teacher_: {}", "did you mean `teacher`?"),
        ("steps: 3", None),
    ],
)
def test_help_is_given_where_the_meaning_is_plain(line: str, help_: str | None) -> None:
    fault = one(GOOD + line)
    assert fault.help[:1] == ((help_,) if help_ else fault.help[:1])


def test_a_key_in_the_wrong_block_is_told_where_it_belongs() -> None:
    assert one(with_("student:\n", "  steps: 3\nstudent:\n")).help == (
        "it belongs to `teacher.fit`",
    )
    assert one(GOOD + "  criteria: {}\n").help == (
        "`criteria` belongs to the top level: mind the indentation",
    )


def test_a_misspelt_key_is_not_missing_as_well() -> None:
    assert found(with_("teacher:\n", "techer:\n")) == [("MZ102", 6, 1)]
    assert found(with_("  model: {kind: dense}\n", "  mdoel: {kind: dense}\n")) == [("MZ102", 10, 3)]


def test_what_the_reader_has_reported_is_not_reported_again() -> None:
    for old, new in (
        ("train: 100", "train: .nan"),
        ("kind: grid", "kind: *x"),
        ("{kind: grid, train: 100, range: [0.0, 1.0]}", "*x"),
        ("kind: grid", "<<: 1"),
        ("mezz: 1", "<<: 1"),
        ("fields: [M]", "fields: [*x]"),
    ):
        tree, said = read(with_(old, new), "f")
        assert len(said) == 1
        assert tree is not None
        assert load(tree) == (None, [])


def test_a_fault_of_a_whole_component_is_said_at_its_block() -> None:
    fault = one(with_("train: 100", "shuffle: true, path: a.csv"))
    assert (fault.code.id, fault.position[1:3]) == ("MZ108", (3, 8))
    assert fault.message == "`world`: shuffle and path exclude each other"


def test_a_component_that_cannot_be_imported_is_a_warning() -> None:
    spec, (fault,) = load(tree_of(with_("kind: grid", "kind: broken")))
    assert spec is None
    assert (fault.code.id, fault.severity) == ("MZ301", Severity.WARNING)
    assert fault.position[1:3] == (3, 15)
    assert "needs cosmos" in fault.message
    assert fault.help == ('python -m pip install "plugin-distribution"',)


def test_paths_are_led_from_the_folder_of_the_file_that_wrote_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("specs/small").mkdir(parents=True)
    Path("specs/base.yml").write_text(
        with_("train: 100", "path: data/./a.csv, files: [b, ./c]"), encoding="utf-8"
    )
    top = Path("specs/small/top.yml")
    top.write_text("extends: ../base.yml\nworld: {files: [d]}\n", encoding="utf-8")
    tree, _, _ = assemble(top, root=Path())
    assert tree is not None
    spec, faults = load(tree)
    assert faults == []
    assert spec is not None
    world = spec.world
    assert isinstance(world, Grid)
    assert world.path == Path("specs/data/a.csv")
    assert world.files == (Path("specs/small/d"),)
    tree, _, _ = assemble(top, ["world.path=/far/x.csv"], Path())
    assert tree is not None
    spec, _ = load(tree)
    assert spec is not None
    assert resolved(spec)["world"]["path"] == "/far/x.csv"


@pytest.mark.parametrize("path", ["/far/x.csv", "../x.csv", "a/../../x.csv"])
def test_a_path_may_not_leave_the_folder_of_its_file(path: str) -> None:
    assert found(with_("train: 100", f"path: {path}")) == [("MZ109", 3, 27)]
    assert found(with_("train: 100", f"files: [a, {path}]")) == [("MZ109", 3, 32)]


def test_the_resolved_spec_is_a_spec_and_means_the_same() -> None:
    text = GOOD + "evaluate: {seeds: [1, 2], views: 3}\ncriteria: {make: [a < b]}\n"
    spec, _ = load(tree_of(text))
    assert spec is not None
    plain = resolved(spec)
    assert plain["world"]["columns"] == {"open": "open", "close": "close"}
    assert plain["criteria"] == {"make": ["a < b"], "break": []}
    again, faults = load(tree_of(str(plain).replace("None", "null").replace("False", "false")))
    assert faults == []
    assert again == spec


def test_only_what_differs_from_the_defaults_enters_a_key() -> None:
    spec, _ = load(tree_of(with_("train: 100", "train: 100, columns: {open: o}")))
    assert spec is not None
    assert non_default(spec.world) == {"kind": "grid", "columns": {"open": "o"}}
    assert non_default(spec.teacher) == {
        "model": {"kind": "dense", "hidden": [8, 8]},
        "fit": {"steps": 20, "lr": 0.001},
    }
    assert non_default(spec.evaluate) == {}
    assert non_default(spec.student) == {"model": {"kind": "dense"}}


def test_how_a_value_is_written_leaves_no_trace_in_a_key() -> None:
    first, _ = load(tree_of(with_("[0.0, 1.0]", "[0.25, 1]")))
    second, _ = load(tree_of(with_("[0.0, 1.0]", "[25e-2, 1.0]").replace(" 100", " 0x64")))
    assert first is not None
    assert second is not None
    assert non_default(first) == non_default(second)


def test_every_shipped_spec_loads() -> None:
    for path in shipped_specs().values():
        tree, _, said = assemble(path)
        assert tree is not None
        spec, faults = load(tree)
        assert (said, faults) == ([], [])
        assert isinstance(spec, Spec)


@pytest.mark.parametrize("type_", get_args(core_schema.ErrorType))
def test_every_error_that_pydantic_knows_has_words(type_: Any) -> None:
    context: dict[str, Any] = dict.fromkeys(
        ["gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "actual_length"], 3
    )
    context |= dict.fromkeys(
        ["expected", "error", "pattern", "class_name", "field_type", "encoding", "tag"], "x"
    )
    context |= {"discriminator": "d", "expected_tags": "x", "method_name": "m", "attribute": "a"}
    context |= {"expected_version": 4, "max_digits": 3, "decimal_places": 3, "whole_digits": 3}
    context |= {"class": "C", "tz_expected": 1, "tz_actual": 2, "expected_schemes": "x"}
    context |= {"expected_plural": "s", "encoding_error": "x", "parsing_error": "x"}
    raised = ValidationError.from_exception_data(
        "Fit", [{"type": type_, "loc": ("steps",), "input": 3, "ctx": context}]
    )
    tree = tree_of("steps: 3\n")
    (fault,) = faults(raised, Fit, tree, ())
    assert fault.code.id.startswith("MZ1")
    assert fault.message
    assert "\n" not in fault.message
    assert fault.primary is not None


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


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*Spec.model_fields, "x"]), BLOCKS, max_size=8))
def test_any_tree_is_loaded_or_refused_with_shipped_components(block: dict[str, Any]) -> None:
    import json

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
