"""Runs the Markdown files of this folder, as `README.md` describes it."""

from __future__ import annotations

import codecs
import importlib.util
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mezz.api import validate
from mezz.component import registry
from mezz.diag.codes import CODES
from mezz.diag.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.component.registry import Entry, Group
    from mezz.diag.diagnostic import Diagnostic

HERE = Path(__file__).parent
SPEC = "spec.yml"
FEWEST_WRONG = 60

_FENCE = re.compile(r"^```(yaml|set)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## +(.+)$", re.MULTILINE)
_MARKER = re.compile(r"[ \t]*# ((?:[\^~]MZ\d{3}@\d+ ?)+)$")
_ONE = re.compile(r"([\^~])(MZ\d{3})@(\d+)")
_TOP = re.compile(r"^(?=[\w.-]+:)", re.MULTILINE)


class Found(NamedTuple):
    """One diagnostic, as a marker speaks of it."""

    source: str
    line: int
    column: int
    code: str
    mark: str


@dataclass(frozen=True)
class Block:
    """One fenced block: its words behind the language, and its text, markers included."""

    language: str
    words: tuple[str, ...]
    text: str

    def value(self, name: str) -> str:
        return next((w.partition("=")[2] for w in self.words if w.startswith(f"{name}=")), "")


@dataclass(frozen=True)
class Case:
    """One spec to validate, the files beside it, and what `--set` changes in it."""

    name: str
    block: Block
    text: str
    beside: tuple[Block, ...]
    sets: tuple[str, ...]


def marked(text: str, source: str) -> tuple[str, list[Found]]:
    """Take the markers out of a text."""
    lines, found = [], []
    for number, line in enumerate(text.splitlines(), 1):
        marker = _MARKER.search(line)
        for mark, code, column in _ONE.findall(marker[1]) if marker else ():
            found.append(Found(source, number, int(column), code, mark))
        lines.append(line[: marker.start()] if marker else line)
    return "\n".join(lines) + "\n", found


def expected(case: Case) -> list[Found]:
    """Collect the markers of a case, of the files beside it and of its settings."""
    found = marked(case.text, SPEC)[1]
    for block in case.beside:
        found += marked(block.text, block.value("file"))[1]
    for line in case.sets:
        setting = marked(line, "")[0].strip()
        found += marked(line, f"--set {setting}")[1]
    placeless = case.block.value("expect")
    if placeless:
        found.append(Found("", 0, 0, placeless, "^"))
    return sorted(found)


def blocks_in(text: str) -> list[Block]:
    return [Block(fence[1], tuple(fence[2].split()), fence[3]) for fence in _FENCE.finditer(text)]


def completed(block: Block) -> str:
    """Give a block the top-level keys of its base that it does not give itself."""
    if "whole" in block.words:
        return block.text
    own = _chunks(block.text)
    without = block.value("without").split(",")
    base = _chunks(BASES[block.value("from") or "kepler"])
    kept = {key: own.pop(key, text) for key, text in base.items() if key not in without}
    return "".join((*kept.values(), *own.values()))


def _chunks(text: str) -> dict[str, str]:
    return {chunk.partition(":")[0]: chunk for chunk in _TOP.split(text) if chunk.strip()}


def cases_of(path: Path) -> Iterator[Case]:
    """Yield the cases of one file, in its order."""
    _, *pieces = _SECTION.split(path.read_text(encoding="utf-8"))
    for title, body in zip(pieces[::2], pieces[1::2], strict=True):
        blocks = blocks_in(body)
        beside = tuple(block for block in blocks if block.value("file"))
        sets = tuple(line for b in blocks if b.language == "set" for line in b.text.splitlines())
        specs = [b for b in blocks if b.language == "yaml" and b not in beside]
        for number, block in enumerate(specs, 1):
            name = f"{path.stem}: {title}" + (f" ({number})" if number > 1 else "")
            yield Case(name, block, completed(block), beside, sets)


README = HERE / "README.md"
BASES = {
    block.value("base"): block.text
    for block in blocks_in(README.read_text(encoding="utf-8"))
    if block.value("base")
}
FILES = [path for path in sorted(HERE.glob("*.md")) if path != README]
CASES = [case for path in FILES for case in cases_of(path)]


@pytest.fixture
def _plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the components of `plugin.py` as entry points would, and one that is broken."""
    name = "mezz_test_plugin"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "plugin.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    own = registry.entries

    def entries(group: Group) -> dict[str, Entry]:
        kind = {"worlds": "pond", "symmetries": "ripple"}.get(group, "net")
        lost = registry.Entry(group, "lost", "mezz_module_that_is_not_installed", "lost")
        return {**own(group), kind: registry.Entry(group, kind, name, "pond"), "lost": lost}

    monkeypatch.setattr(registry, "entries", entries)


def write(case: Case) -> None:
    """Write the files of a case into the working folder."""
    for block in (*case.beside, case.block):
        own = block is case.block
        text = marked(case.text if own else block.text, "")[0] * int(block.value("times") or 1)
        content = text.encode()
        if "escaped" in block.words:
            content = codecs.escape_decode(text.encode())[0]
        if "missing" not in block.words:
            Path(SPEC if own else block.value("file")).write_bytes(content)


def found_in(diagnostic: Diagnostic) -> Found:
    mark = "~" if diagnostic.severity is Severity.WARNING else "^"
    if diagnostic.primary is None:
        return Found("", 0, 0, diagnostic.code.id, mark)
    span = diagnostic.primary.span
    return Found(span.source, span.line, span.column, diagnostic.code.id, mark)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_spec_has_exactly_the_marked_faults(
    case: Case,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if "plugin" in case.block.words:
        request.getfixturevalue("_plugin")
    monkeypatch.chdir(tmp_path)
    write(case)
    sets = [marked(line, "")[0].strip() for line in case.sets]
    allow = [code for code in case.block.value("allow").split(",") if code]
    diagnostics = validate(Path(SPEC), sets=sets, allow=allow).diagnostics
    told = "\n".join(f"{found_in(one)} {one.message}" for one in diagnostics)
    assert sorted(map(found_in, diagnostics)) == expected(case), told
    assert all(one.message and "\n" not in one.message for one in diagnostics)


def test_every_code_of_the_front_end_is_shown_somewhere() -> None:
    shown = {found.code for case in CASES for found in expected(case)}
    assert shown == {code for code in CODES if code[2] in "012"}


def test_there_are_many_wrong_specs_and_some_that_are_nearly_wrong() -> None:
    wrong = sum(bool(expected(case)) for case in CASES)
    assert wrong >= FEWEST_WRONG
    assert len(CASES) - wrong >= FEWEST_WRONG // 4


@pytest.mark.parametrize("base", BASES)
def test_the_bases_are_right(
    base: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request.getfixturevalue("_plugin")
    monkeypatch.chdir(tmp_path)
    Path(SPEC).write_text(BASES[base])
    assert validate(Path(SPEC)).diagnostics == ()


def test_no_two_cases_share_a_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
