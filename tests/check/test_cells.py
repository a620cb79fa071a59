"""The faults of cells: each once, with the cells that have it and the values that bring it about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mezz.api import validate

if TYPE_CHECKING:
    from pathlib import Path

    from mezz.api import Checked

BASE = """\
mezz: 1
name: base
world: {kind: kepler, train: 2000, unlabelled: 3000, validation: 500, test: 1000}
symmetry: {kind: angle_turns, on: M, turns: 5}
encoder: {kind: columns, fields: [e, M]}
teacher:
  model: {kind: mlp, hidden: [64, 64]}
student:
  model: {kind: mlp, hidden: [128, 128]}
"""
TEACHER = "teacher:\n  model: {kind: mlp, hidden: [64, 64]}\n"


def checked(folder: Path, sweep: str) -> Checked:
    path = folder / "s.yml"
    base = BASE if "teacher: {" not in sweep else BASE.replace(TEACHER, "")
    path.write_text(base + sweep, encoding="utf-8")
    return validate(path, root=folder)


def test_every_cell_is_checked_as_the_spec_that_it_is(tmp_path: Path) -> None:
    found = checked(tmp_path, "sweep: {grid: {world.train: [500, 700]}}\n")
    assert found.ok
    sizes = [one.spec.world.sizes()["train"] for one in found.cells if one.spec]
    assert sizes == [500, 700]
    assert all(one.spec is not None and one.spec.sweep is None for one in found.cells)


def test_a_fault_of_some_cells_names_them_and_marks_the_value_they_share(tmp_path: Path) -> None:
    sweep = "sweep:\n  grid:\n    world.train: [100, 700]\n    student.fit.steps: [10, 20]\n"
    (*faults,) = checked(tmp_path, sweep).diagnostics
    assert {one.code.id for one in faults} == {"MZ216"}
    for fault in faults:
        assert fault.help[-1] == "in cells `train-100-steps-10`, `train-100-steps-20`"
        assert [label.span.line for label in fault.secondary] == [12]


def test_a_fault_of_all_cells_is_that_of_the_spec(tmp_path: Path) -> None:
    sweep = "teacher: {model: {kind: mlp}, K: 9}\nsweep: {grid: {world.train: [500, 700]}}\n"
    (fault,) = checked(tmp_path, sweep).diagnostics
    assert fault.primary is not None
    assert (fault.code.id, fault.primary.span.line) == ("MZ206", 8)
    assert not any("cell" in line for line in fault.help)


def test_what_only_the_file_gets_wrong_and_every_cell_mends_is_no_fault(tmp_path: Path) -> None:
    sweep = "teacher: {model: {kind: mlp}, K: 9}\nsweep: {grid: {teacher.K: [3, 4]}}\n"
    found = checked(tmp_path, sweep)
    assert found.diagnostics == ()
    assert len(found.cells) == 2


def test_settings_act_on_the_file_before_its_cells_do(tmp_path: Path) -> None:
    path = tmp_path / "s.yml"
    path.write_text(BASE + "sweep: {grid: {world.train: [500, 700]}}\n", encoding="utf-8")
    sets = ["world.test=300", "sweep.grid={student.fit.steps: [10]}"]
    found = validate(path, root=tmp_path, sets=sets)
    assert found.ok
    assert [one.cell.name for one in found.cells if one.cell] == [
        "train-500-steps-10", "train-700-steps-10",
    ]  # fmt: skip
    assert {one.spec.world.sizes()["test"] for one in found.cells if one.spec} == {300}


def test_the_settings_of_a_cell_give_its_very_spec(tmp_path: Path) -> None:
    found = checked(tmp_path, "sweep: {grid: {world.train: [500], teacher.K: [3, exact]}}\n")
    for cell in found.cells:
        alone = validate(tmp_path / "s.yml", root=tmp_path, sets=cell.sets)
        assert alone.ok
        assert alone.cells == ()
        assert alone.spec == cell.spec


def test_two_hundred_cells_are_checked_in_a_moment(tmp_path: Path) -> None:
    found = checked(tmp_path, f"sweep: {{grid: {{student.fit.steps: {list(range(1, 201))}}}}}\n")
    assert len(found.cells) == 200
    assert found.ok
