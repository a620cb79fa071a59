from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz.component.registry import BASES, kinds
from mezz.diag.codes import CODES
from mezz.docgen import pages as module
from mezz.docgen.__main__ import main
from mezz.spec.model import Spec

if TYPE_CHECKING:
    from collections.abc import Mapping

TOP = Path(__file__).parents[2]
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    """Return every generated file, made once."""
    return module.pages()


def test_what_is_committed_is_what_the_code_says(pages: Mapping[str, str]) -> None:
    stale = [
        name
        for name, text in pages.items()
        if not (TOP / name).is_file() or (TOP / name).read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run `python -m mezz.docgen`"


def test_nothing_else_lies_among_the_generated_files(pages: Mapping[str, str]) -> None:
    there = {
        path.relative_to(TOP).as_posix()
        for folder in module.OWNED
        for path in (TOP / folder).rglob("*")
        if path.is_file()
    }
    assert there == pages.keys()


def test_every_component_and_every_code_has_a_page(pages: Mapping[str, str]) -> None:
    wanted = {f"docs/reference/{group}/{kind}.md" for group in BASES for kind in kinds(group)}
    wanted |= {f"docs/reference/errors/{code}.md" for code in CODES}
    assert wanted <= pages.keys()


def test_links_between_pages_lead_somewhere(pages: Mapping[str, str]) -> None:
    for name, text in pages.items():
        for link in _LINK.findall(text) if name.endswith(".md") else ():
            target = (TOP / name).parent / link
            assert target.resolve().relative_to(TOP).as_posix() in pages, (name, link)


def test_tables_have_as_many_cells_as_their_heads(pages: Mapping[str, str]) -> None:
    for name, text in pages.items():
        for table in re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE):
            widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.strip().splitlines()}
            assert len(widths) == 1, (name, table)


def test_the_reference_of_the_spec_names_every_key_of_every_block(
    pages: Mapping[str, str],
) -> None:
    reference = pages["docs/reference/spec.md"]
    for field, info in Spec.model_fields.items():
        assert f"| `{info.alias or field}` |" in reference
    for block in ("Teacher", "Student", "Fit", "Evaluate", "Criteria", "Limits"):
        assert f"\n## {block}\n" in reference


def test_the_reference_of_the_command_line_holds_every_verb(pages: Mapping[str, str]) -> None:
    from mezz.cli.app import VERBS

    sections = re.findall(r"^## mezz (\w+)$", pages["docs/reference/cli.md"], re.MULTILINE)
    assert tuple(sections) == VERBS


@pytest.fixture
def checkout(tmp_path: Path, pages: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder that looks like a checkout whose generated files are fresh."""
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr("mezz.docgen.__main__.pages", lambda: dict(pages))
    assert main([], tmp_path) == 0
    return tmp_path


def test_a_fresh_checkout_passes_the_check(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"], checkout) == 0
    assert capsys.readouterr().out == ""


def test_stale_missing_and_left_over_files_are_listed_and_mended(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "schemas/plan.schema.json").write_text("{}", encoding="utf-8")
    (checkout / "docs/reference/cli.md").unlink()
    (checkout / "docs/reference/worlds/gone.md").touch()
    assert main(["--check"], checkout) == 1
    assert capsys.readouterr().out.splitlines() == [
        "docs/reference/cli.md",
        "docs/reference/worlds/gone.md",
        "schemas/plan.schema.json",
    ]
    assert main([], checkout) == 0
    assert "2 written, 1 removed" in capsys.readouterr().err
    assert main(["--check"], checkout) == 0


@pytest.mark.parametrize("arguments", [["--force"], ["--check", "now"]])
def test_other_arguments_are_a_usage_error(arguments: list[str], checkout: Path) -> None:
    assert main(arguments, checkout) == 2


def test_nothing_is_written_outside_a_checkout(tmp_path: Path) -> None:
    assert main([], tmp_path) == 2
    assert list(tmp_path.iterdir()) == []
