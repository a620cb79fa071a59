from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

import mezz
from mezz.spec import shipped

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["specs", "schemas", "templates"]
KINDS: tuple[Kind, ...] = ("specs", "schemas", "templates")


def layout(top: Path, *folders: str, project: str | None = None) -> Path:
    """Lay out an installation under `top` and return its package folder."""
    package = top / "mezz"
    package.mkdir(parents=True)
    for name in folders:
        (top / name).mkdir(parents=True)
    if project is not None:
        (top / "pyproject.toml").write_text(f'[project]\nname = "{project}"\n', encoding="utf-8")
    return package


@pytest.mark.parametrize("kind", KINDS)
def test_a_wheel_keeps_shipped_files_inside_the_package(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = layout(tmp_path, kind, f"mezz/shipped/{kind}", project="mezz")
    monkeypatch.setattr(shipped, "PACKAGE", package)
    assert shipped.folder(kind) == package / "shipped" / kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_checkout_keeps_them_at_its_top(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "PACKAGE", layout(tmp_path, kind, project="mezz"))
    assert shipped.folder(kind) == tmp_path / kind


@pytest.mark.parametrize("project", [None, "another"])
def test_a_folder_that_only_lies_beside_an_installation_is_not_ours(
    project: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "PACKAGE", layout(tmp_path, "specs", project=project))
    with pytest.raises(FileNotFoundError, match="install mezz again"):
        shipped.folder("specs")


def test_specs_are_named_by_their_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = layout(tmp_path, "mezz/shipped/specs/small")
    monkeypatch.setattr(shipped, "PACKAGE", package)
    specs = package / "shipped" / "specs"
    for name in ("kepler.yml", "small/kepler.yml", "ab.yml", "notes.md"):
        (specs / name).write_text("", encoding="utf-8")
    assert shipped.shipped_specs() == {
        "ab": specs / "ab.yml",
        "kepler": specs / "kepler.yml",
        "small/kepler": specs / "small" / "kepler.yml",
    }


def test_the_package_under_test_is_the_one_that_is_searched() -> None:
    assert mezz.__file__ is not None
    assert str(shipped.PACKAGE) in mezz.__file__
