from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from pydantic import ValidationError
from pydantic_core import core_schema

from mezz.diag.diagnostic import in_order
from mezz.spec.form import faults
from mezz.spec.load import load
from mezz.spec.model import Fit
from mezz.spec.source import read

if TYPE_CHECKING:
    from mezz.diag.diagnostic import Diagnostic
    from mezz.spec.node import Mapping

pytestmark = pytest.mark.usefixtures("small_catalogue")


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


def one(text: str) -> Diagnostic:
    _, (fault,) = load(tree_of(text))
    return fault


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
        ("[0.0, 1.0]", "[0.0]", "MZ106", 40, "`world.range` must have more than 1 entry"),
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
        (
            ", fields: [M]",
            "",
            "MZ101",
            1,
            "`encoder` lacks the key `fields`|fields: What it reads.",
        ),
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
        (
            "student:\n  model: {kind: dense}\n",
            "student: {}\n",
            "MZ101",
            1,
            "lacks the key `model`",
        ),
        ("student:\n  model: {kind: dense}\n", "student:\n", "MZ103", 1, "not nothing"),
        ("student:\n  model: {kind: dense}\n", "", "MZ101", 1, "the spec lacks the key `student`"),
    ],
)
def test_a_fault_of_form_is_said_at_its_token(
    good: str, old: str, new: str, code: str, column: int, words: str
) -> None:
    fault = one(with_(good, old, new))
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
        (
            "evaluate: {fit: {}}",
            "its keys: views, plan, blocks, seeds, confidence, label_margin, arms",
        ),
        ("teacher_: {}", "did you mean `teacher`?"),
        ("steps: 3", None),
    ],
)
def test_help_is_given_where_the_meaning_is_plain(good: str, line: str, help_: str | None) -> None:
    fault = one(good + line)
    assert fault.help[:1] == ((help_,) if help_ else fault.help[:1])


def test_a_key_in_the_wrong_block_is_told_where_it_belongs(good: str) -> None:
    assert one(with_(good, "student:\n", "  steps: 3\nstudent:\n")).help == (
        "it belongs to `teacher.fit`",
    )
    assert one(good + "  criteria: {}\n").help == (
        "`criteria` belongs to the top level: mind the indentation",
    )


def test_a_misspelt_key_is_not_missing_as_well(good: str) -> None:
    assert found(with_(good, "teacher:\n", "techer:\n")) == [("MZ102", 6, 1)]
    assert found(with_(good, "  model: {kind: dense}\n", "  mdoel: {kind: dense}\n")) == [
        ("MZ102", 10, 3)
    ]


def test_a_fault_of_a_whole_component_is_said_at_its_block(good: str) -> None:
    fault = one(with_(good, "train: 100", "shuffle: true, path: a.csv"))
    assert (fault.code.id, fault.position[1:3]) == ("MZ108", (3, 8))
    assert fault.message == "`world`: shuffle and path exclude each other"


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
