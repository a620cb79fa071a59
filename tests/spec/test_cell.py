"""A sweep becomes cells: their names, their values, and where these were written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mezz.spec.cell import expand
from mezz.spec.node import at, find, to_plain
from mezz.spec.source import read

if TYPE_CHECKING:
    from mezz.spec.cell import Cell
    from mezz.spec.node import Mapping

BASE = """\
world: {kind: kepler, train: 100}
teacher: {fit: {steps: 10}, model: {hidden: [8]}}
student: {fit: {steps: 10}}
criteria: {make: [student.gap <= 1, student.error <= 2]}
"""


def tree_of(text: str) -> Mapping:
    tree, faults = read(BASE + text, "s.yml")
    assert faults == []
    assert tree is not None
    return tree


def cells_of(text: str) -> tuple[Cell, ...]:
    cells, faults = expand(tree_of(text))
    assert faults == []
    return cells


def names(text: str) -> list[str]:
    return [cell.name for cell in cells_of(text)]


def test_a_grid_is_every_combination_the_last_list_running_fastest() -> None:
    cells = cells_of("sweep: {grid: {student.fit.steps: [10, 20], world.train: [1, 2]}}")
    plain = [to_plain(cell.tree) for cell in cells]
    found = [(one["student"]["fit"]["steps"], one["world"]["train"]) for one in plain]
    assert found == [(10, 1), (10, 2), (20, 1), (20, 2)]
    assert [cell.name for cell in cells] == [
        "steps-10-train-1", "steps-10-train-2", "steps-20-train-1", "steps-20-train-2",
    ]  # fmt: skip


def test_lists_side_by_side_make_a_cell_a_place() -> None:
    cells = cells_of("sweep: {zip: {student.fit.steps: [10, 20], world.train: [1, 2]}}")
    plain = [to_plain(cell.tree) for cell in cells]
    found = [(one["student"]["fit"]["steps"], one["world"]["train"]) for one in plain]
    assert found == [(10, 1), (20, 2)]


def test_cells_written_out_have_their_own_names_or_are_named_by_their_values() -> None:
    text = "sweep: {list: [{name: small, set: {world.train: 5}}, {set: {student.fit.lr: 3e-3}}]}"
    assert names(text) == ["small", "lr-3e-3"]


def test_a_cell_says_all_that_the_file_says_and_no_sweep() -> None:
    (cell, *_) = cells_of("sweep: {grid: {world.train: [7, 8]}}")
    before = to_plain(tree_of(""))
    before["world"]["train"] = 7
    assert to_plain(cell.tree) == before


def test_values_keep_the_place_where_the_sweep_wrote_them() -> None:
    (cell, *_) = cells_of("sweep:\n  grid: {world.train: [7, 8]}\n")
    span = at(cell.tree, ("world", "train")).span
    assert (span.source, span.line, span.column) == ("s.yml", 6, 24)
    assert cell.wrote(at(cell.tree, ("world", "train")))
    assert not cell.wrote(at(cell.tree, ("world", "kind")))


def test_a_cell_as_settings_is_the_same_cell() -> None:
    from mezz.spec import setting

    tree = tree_of(
        "sweep: {list: [{set: {world: {kind: pond, depth: 2}, criteria.make.1: a <= 3}}]}"
    )
    (cell,), _ = expand(tree)
    for value in cell.values:
        tree, faults = setting.apply(tree, value.setting)
        assert faults == []
    tree, _ = setting.apply(tree, "sweep=null")
    plain = to_plain(tree)
    assert plain.pop("sweep") is None
    assert plain == to_plain(cell.tree)


@pytest.mark.parametrize(
    ("sweep", "expected"),
    [
        ("{student.fit.steps: [1], teacher.fit.steps: [2]}", "student-fit-steps-1-teacher-fit-steps-2"),
        ("{criteria.make.0: [student.gap <= 0.5]}", "make-0-student.gap-0.5"),
        ("{world.shift: [-1]}", "shift-minus-1"),
        ("{teacher.model.hidden: [[64, 32]]}", "hidden-64-32"),
        ("{world: [{kind: pond, depth: 2}]}", "world-pond-2"),
    ],
)  # fmt: skip
def test_a_name_is_made_of_the_ends_of_paths_and_the_values(sweep: str, expected: str) -> None:
    assert names(f"sweep: {{grid: {sweep}}}") == [expected]


def test_names_differ_even_where_the_words_do_not() -> None:
    text = f"sweep: {{grid: {{title: [a b, a-b, {'x' * 90}, {'x' * 91}]}}}}"
    found = names(text)
    assert found[:2] == ["title-a-b", "title-a-b-2"]
    assert len(set(found)) == 4
    assert max(map(len, found)) == 64


def test_two_hundred_cells_are_the_most() -> None:
    many = json.dumps(list(range(200)))
    assert len(cells_of(f"sweep: {{grid: {{world.train: {many}}}}}")) == 200
    too_many = json.dumps(list(range(201)))
    for way in (f"grid: {{world.train: {too_many}}}", f"zip: {{world.train: {too_many}}}"):
        cells, (fault,) = expand(tree_of(f"sweep: {{{way}}}"))
        assert (cells, fault.code.id) == ((), "MZ267")
    listed = json.dumps([{"set": {"world.train": number}} for number in range(201)])
    _, (fault,) = expand(tree_of(f"sweep: {{list: {listed}}}"))
    assert fault.code.id == "MZ267"


def test_a_huge_grid_is_counted_and_not_built() -> None:
    axes = ", ".join(f"world.a{n}: {list(range(40))}" for n in range(12))
    _, (fault,) = expand(tree_of(f"sweep: {{grid: {{{axes}}}}}"))
    assert "16,777,216,000,000,000,000 cells" in fault.message


def test_a_spec_without_a_sweep_has_no_cells() -> None:
    assert expand(tree_of("")) == ((), [])
    assert expand(tree_of("sweep: null")) == ((), [])


def test_another_kind_replaces_the_block_as_a_setting_would() -> None:
    (cell,) = cells_of("sweep: {grid: {world: [{kind: pond}]}}")
    assert find(cell.tree, ("world", "train")) is None
