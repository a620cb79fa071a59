"""The documents keep their word: every spec in them is checked, every link leads somewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from mezz.api import validate
from mezz.diag.diagnostic import Severity
from mezz.diag.render import render
from mezz.docgen import experiment
from mezz.spec.node import to_plain
from mezz.spec.source import read

TOP = Path(__file__).parents[1]
PAGES = [TOP / "README.md", *sorted((TOP / "docs").rglob("*.md"))]
BY_HAND = [page for page in PAGES if "reference" not in page.parts]

_YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPECT = re.compile(r"# expect: (MZ\d{3})\n")
_NAME = re.compile(r"^name: (\S+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """One block of YAML in a page; the pages of errors are tested where the errors are."""

    page: Path
    number: int
    text: str

    @property
    def expected(self) -> str | None:
        found = _EXPECT.match(self.text)
        return found[1] if found else None

    @property
    def whole(self) -> bool:
        return re.search(r"^(mezz|extends):", self.text, re.MULTILINE) is not None

    def __str__(self) -> str:
        return f"{self.page.relative_to(TOP)}:{self.number}"


PIECES = [
    Piece(page, number, found[1])
    for page in PAGES
    if "errors" not in page.parts
    for number, found in enumerate(_YAML.finditer(page.read_text(encoding="utf-8")), 1)
]
WHOLE = [piece for piece in PIECES if piece.whole]
FRAGMENTS = [piece for piece in PIECES if not piece.whole]
SPECS = sorted((TOP / "specs").rglob("*.yml"))


def codes(path: Path, *severities: Severity) -> set[str]:
    return {one.code.id for one in validate(path).diagnostics if one.severity in severities}


@pytest.mark.parametrize("piece", WHOLE, ids=str)
def test_every_spec_in_the_documents_is_sound_or_refused_as_it_says(
    piece: Piece, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for other in WHOLE:
        name = _NAME.search(other.text)
        if other.page == piece.page and name:
            Path(f"{name[1]}.yml").write_text(other.text, encoding="utf-8")
    Path("piece.yml").write_text(piece.text, encoding="utf-8")
    errors = codes(Path("piece.yml"), Severity.ERROR)
    if piece.expected:
        assert piece.expected in errors
    else:
        assert codes(Path("piece.yml"), *Severity) == set()


@pytest.mark.parametrize("piece", FRAGMENTS, ids=str)
def test_every_piece_of_a_spec_in_the_documents_keeps_to_the_schema(piece: Piece) -> None:
    tree, faults = read(piece.text, str(piece))
    assert faults == []
    assert tree is not None
    extended = {"extends": "base.yml", **to_plain(tree)}
    validator = Draft202012Validator(experiment.schema())
    assert [error.message for error in validator.iter_errors(extended)] == []


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.relative_to(TOP / "specs").as_posix())
def test_every_shipped_spec_is_sound_or_refused_as_it_says(path: Path) -> None:
    expected = _EXPECT.match(path.read_text(encoding="utf-8"))
    assert codes(path, Severity.ERROR) == ({expected[1]} if expected else set())


def test_there_are_specs_and_pieces_to_check() -> None:
    assert len(SPECS) >= 8
    assert len(WHOLE) >= 6
    assert len(FRAGMENTS) >= 8
    assert {piece.expected for piece in WHOLE} > {None, "MZ205"}


@pytest.mark.parametrize("page", BY_HAND, ids=lambda page: page.relative_to(TOP).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    prose = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for link in _LINK.findall(prose):
        if "://" not in link:
            assert (page.parent / link).exists(), link


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [TOP / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        text = page.read_text(encoding="utf-8")
        waiting += [page.parent / link for link in _LINK.findall(text) if "://" not in link]
    assert {page.resolve() for page in PAGES} <= reached


def test_the_tutorial_shows_a_symmetry_as_it_is() -> None:
    shown = re.search(r"^```python\n(.*?)^```$", tutorial(), re.MULTILINE | re.DOTALL)
    assert shown
    source = TOP / "mezz" / "symmetries" / "angle_turns.py"
    assert shown[1] == source.read_text(encoding="utf-8")


def tutorial() -> str:
    return (TOP / "docs" / "tutorial.md").read_text(encoding="utf-8")


def test_the_readme_shows_an_error_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    spec, *_ = _YAML.findall(readme)
    wrong = re.sub(r"^encoder: .*$", "encoder: {kind: periodic, fields: [e, M]}", spec, flags=re.M)
    Path("my-experiment.yml").write_text(wrong, encoding="utf-8")
    checked = validate(Path("my-experiment.yml"))
    said = render("full", checked.diagnostics, checked.sources, width=100)
    assert f"```\n{said}\n```" in readme


def test_what_the_readme_says_to_type_is_what_ci_types() -> None:
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    script = (TOP / ".ci" / "run").read_text(encoding="utf-8")
    commands = re.findall(r"^```\n(python -m pip install .+)\n```$", readme, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        for half in command.split(" && "):
            assert half in script
    assert "python -m pytest -m slow" in readme
    assert "python -m pytest -m slow" in script
