from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz.diag.diagnostic import in_order
from mezz.diag.span import Span
from mezz.spec.extends import assemble
from mezz.spec.node import at, key_span, to_plain
from mezz.spec.shipped import folder

if TYPE_CHECKING:
    from mezz.diag.diagnostic import Diagnostic


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, so that paths are shown as a user writes them."""
    root = tmp_path / "root"
    root.mkdir()
    monkeypatch.chdir(root)
    return root


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def places(faults: list[Diagnostic]) -> list[tuple[str, str, int, int]]:
    return [(fault.code.id, *fault.position[:3]) for fault in in_order(faults)]


def test_a_file_alone_is_its_own_tree() -> None:
    tree, sources, faults = assemble(write("a.yml", "a: 1\n"))
    assert faults == []
    assert tree is not None
    assert to_plain(tree) == {"a": 1}
    assert sources == {"a.yml": "a: 1\n"}


def test_a_chain_of_files_merges_from_its_far_end() -> None:
    write("base.yml", "a: 1\nb: {c: 1, d: 1}\n")
    write("mid.yml", "extends: base.yml\nb: {d: 2}\n")
    path = write("small/top.yml", "extends: ../mid.yml\nb: {e: 3}\n")
    tree, sources, faults = assemble(path)
    assert faults == []
    assert tree is not None
    assert to_plain(tree) == {"a": 1, "b": {"c": 1, "d": 2, "e": 3}}
    assert list(sources) == ["small/top.yml", "mid.yml", "base.yml"]
    assert at(tree, ("b", "d")).span == Span("mid.yml", 2, 8, 2, 9)
    assert at(tree, ("a",)).span == Span("base.yml", 1, 4, 1, 5)
    assert key_span(tree, ("b", "e")) == Span("small/top.yml", 2, 5, 2, 6)


def test_settings_come_last_and_in_order() -> None:
    write("base.yml", "a: {kind: x, n: 1}\n")
    path = write("top.yml", "extends: base.yml\n")
    tree, sources, faults = assemble(path, ["a.kind=y", "a.m=2", "a.m=3"])
    assert faults == []
    assert tree is not None
    assert to_plain(tree) == {"a": {"kind": "y", "m": 3}}
    assert sources["--set a.m=3"] == "a.m=3"


def test_faults_of_every_file_and_setting_are_found_in_one_pass() -> None:
    write("base.yml", "a: .nan\n")
    path = write("top.yml", "extends: base.yml\nb: 1\nb: 2\n")
    tree, _, faults = assemble(path, ["c=*x", "d"])
    assert tree is not None
    assert places(faults) == [
        ("MZ013", "--set c=*x", 1, 3),
        ("MZ020", "--set d", 1, 1),
        ("MZ017", "base.yml", 1, 4),
        ("MZ010", "top.yml", 3, 1),
    ]


def test_a_base_that_is_missing_is_reported_where_it_is_named() -> None:
    tree, _, faults = assemble(write("top.yml", "extends: none.yml\n"))
    assert tree is None
    assert places(faults) == [("MZ001", "top.yml", 1, 10)]
    assert "`none.yml`" in faults[0].message


def test_a_spec_that_is_missing_is_a_fault_of_the_whole_command() -> None:
    tree, sources, faults = assemble(Path("none.yml"), ["a=1"])
    assert tree is None
    assert sources == {"--set a=1": "a=1"}
    assert places(faults) == [("MZ001", "", 0, 0)]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("extends: [a.yml]\n", 1),
        ("extends:\n", 1),
        ("extends: 3\n", 1),
        ("extends: /etc/hosts\n", 10),
        ("extends: ../../out.yml\n", 10),
        ("extends: ../sub/../../out.yml\n", 10),
        ("extends: link.yml\n", 10),
    ],
)
def test_a_base_that_may_not_be_used_is_refused(text: str, column: int) -> None:
    write("../out.yml", "a: 1\n")
    path = write("sub/top.yml", text)
    Path("sub/link.yml").symlink_to(Path("../out.yml").resolve())
    tree, _, faults = assemble(path)
    assert tree is None
    assert places(faults) == [("MZ018", "sub/top.yml", 1, column)]


def test_the_root_says_how_far_extends_may_climb() -> None:
    write("../out.yml", "a: 1\n")
    path = write("top.yml", "extends: ../out.yml\n")
    assert places(assemble(path)[2]) == [("MZ018", "top.yml", 1, 10)]
    tree, _, faults = assemble(path, root=Path(".."))
    assert faults == []
    assert tree is not None
    assert to_plain(tree) == {"a": 1}


def test_a_file_outside_the_root_may_extend_its_neighbours() -> None:
    write("../far/base.yml", "a: 1\n")
    path = write("../far/top.yml", "extends: base.yml\n")
    tree, _, faults = assemble(path)
    assert faults == []
    assert tree is not None


def test_a_circle_shows_every_step_of_it() -> None:
    write("a.yml", "extends: b.yml\n")
    write("b.yml", "x: 1\nextends: c.yml\n")
    write("c.yml", "extends: b.yml\n")
    tree, _, (fault,) = assemble(Path("a.yml"))
    assert tree is None
    assert places([fault]) == [("MZ019", "c.yml", 1, 10)]
    assert [(label.span.source, label.span.line) for label in fault.secondary] == [("b.yml", 2)]


def test_a_file_that_extends_itself_is_a_circle() -> None:
    _, _, faults = assemble(write("a.yml", "extends: ./a.yml\n"))
    assert places(faults) == [("MZ019", "a.yml", 1, 10)]


def test_a_chain_has_eight_steps_at_most() -> None:
    for step in range(9):
        write(f"{step}.yml", f"extends: {step + 1}.yml\n")
    write("9.yml", "a: 1\n")
    assert places(assemble(Path("1.yml"))[2]) == []
    assert places(assemble(Path("0.yml"))[2]) == [("MZ018", "8.yml", 1, 10)]


def test_a_value_of_extends_that_the_reader_has_reported_is_not_reported_again() -> None:
    _, _, faults = assemble(write("a.yml", "extends: *x\n"))
    assert places(faults) == [("MZ013", "a.yml", 1, 10)]


def test_a_shipped_spec_may_climb_inside_its_own_folder() -> None:
    small = sorted((folder("specs") / "small").glob("*.yml"))
    for path in small:
        tree, _, faults = assemble(path)
        assert faults == []
        assert tree is not None
