"""The rules of the house, held by a machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz.component.registry import BASES, entries, kinds, load, package
from mezz.diag.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.component.registry import Group

TOP = Path(__file__).parents[1]
PACKAGE = TOP / "mezz"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((TOP / "tests").rglob("*.py"))

MOST_LINES = 400
MOST_STATEMENTS = 40
VAGUE = {"util", "utils", "common", "helper", "helpers", "misc", "stuff", "tools"}
HEAVY = {
    "numpy", "torch", "scipy", "matplotlib", "zarr", "jsonschema", "transformers", "datasets",
    "pandas", "xarray", "lerobot", "sklearn", "arch",
}  # fmt: skip
FRONT = ("diag", "spec", "check", "plan", "cli", "component")
CATALOGUE = tuple(BASES)
AT_THE_TOP = {
    ".ci", ".gitignore", "LICENSE", "README.md", "docs", "mezz", "pyproject.toml", "schemas",
    "specs", "templates", "tests",
}  # fmt: skip


def name_of(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


def folder_of(group: Group) -> Path:
    return TOP.joinpath(*package(group).split("."))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def statements(function: ast.AST) -> int:
    """Count the statements in a function's body, those of nested blocks included."""
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def imported_at_the_top(tree: ast.Module) -> Iterator[str]:
    """Yield the top packages a module imports when it is loaded, type checking aside."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.ClassDef):
            waiting += [
                child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)
            ]


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=name_of)
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_function_is_long(path: Path) -> None:
    long = {
        node.name: statements(node)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and statements(node) > MOST_STATEMENTS
    }
    assert long == {}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree_of(path))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_name_is_vague(path: Path) -> None:
    words = {
        word for part in path.relative_to(PACKAGE).with_suffix("").parts for word in part.split("_")
    }
    assert not words & VAGUE


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.relative_to(PACKAGE).parts[0] in (*FRONT, *CATALOGUE)]
    + [PACKAGE / "api.py"],
    ids=name_of,
)
def test_the_front_and_the_catalogue_import_nothing_heavy_at_the_top(path: Path) -> None:
    assert not HEAVY & set(imported_at_the_top(tree_of(path)))


def test_the_check_of_imports_would_notice() -> None:
    wrong = "if True:\n    import numpy\ntry:\n    from torch.nn import Linear\nexcept E:\n    pass"
    assert set(imported_at_the_top(ast.parse(wrong))) == {"numpy", "torch"}
    right = "if TYPE_CHECKING:\n    import numpy\ndef f():\n    import torch"
    assert set(imported_at_the_top(ast.parse(right))) == set()


def test_the_count_of_statements_would_notice() -> None:
    body = "\n".join(f"    if x == {i}:\n        y = {i}" for i in range(MOST_STATEMENTS // 2 + 1))
    function = ast.parse(f"def f(x):\n{body}").body[0]
    assert statements(function) == MOST_STATEMENTS + 2


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_is_left_for_later(path: Path) -> None:
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_runs_text_or_unpickles(path: Path) -> None:
    called = {
        node.func.id
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"eval", "exec", "compile", "__import__"}
    assert not {"pickle", "marshal", "shelve", "dill", "joblib"} & set(
        imported_at_the_top(tree_of(path))
    )


def test_the_top_of_the_repository_stays_small() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=TOP, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    assert {line.partition("/")[0] for line in listed.stdout.splitlines()} <= AT_THE_TOP


@pytest.mark.parametrize("group", BASES)
def test_a_component_is_named_after_its_file(group: Group) -> None:
    for kind, entry in entries(group).items():
        if entry.distribution is not None:
            continue
        path = folder_of(group) / f"{entry.module.rpartition('.')[2]}.py"
        several = "KINDS" in path.read_text(encoding="utf-8")
        assert path.stem == kind or several
        cls = load(group, kind)
        assert cls.model_fields["kind"].default == kind


def test_every_file_of_the_catalogue_defines_a_kind() -> None:
    for group in BASES:
        modules = {entry.module for entry in entries(group).values()}
        files = {f"{package(group)}.{path.stem}" for path in folder_of(group).glob("[!_]*.py")}
        assert files
        assert files <= modules
        assert len(kinds(group)) >= len(files)


def test_codes_are_numbered_by_class_and_every_page_helps() -> None:
    assert list(CODES) == [code.id for code in CODES.values()]
    for code in CODES.values():
        assert re.fullmatch(r"MZ[0-5]\d\d", code.id)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.name)
        assert len(code.page.split()) >= 15, code.id
        assert code.page.endswith("\n")


def test_tests_lie_where_the_code_lies() -> None:
    layers = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name[0] not in "_."}
    folders = {path.name for path in (TOP / "tests").iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders <= layers | {"benchmarks", "diagnostics", "calibration"}


def test_the_layers_hold() -> None:
    linted = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout
