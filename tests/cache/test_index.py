"""The index remembers what a stage of a spec was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mezz.cache.index import Index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mezz.plan.stage import Keyed

    MakeKeyed = Callable[..., Keyed]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    (tmp_path / "tmp").mkdir()
    return Index(tmp_path / "index", tmp_path / "tmp")


def test_the_last_ingredients_are_remembered_in_their_order(index: Index, make: MakeKeyed) -> None:
    index.note(make(b=1, a=2), "kepler")
    stage = make(b=1, a=3)
    index.note(stage, "kepler")
    found = index.previous("fit/teacher/0", "kepler")
    assert found == stage.ingredients
    assert list(found) == ["verb", "b", "a"]


def test_specs_and_stages_are_kept_apart(index: Index, make: MakeKeyed) -> None:
    names = ["fit/a", "fit-a", "fit%2Fa", "..", "x" * 300, "x" * 301]
    for number, name in enumerate(names):
        index.note(make(name, n=number), "kepler")
    index.note(make("fit/a", n=-1), "lorenz")
    found = [index.previous(name, "kepler") for name in names]
    assert [one and one["n"] for one in found] == list(range(len(names)))
    assert index.previous("fit/b", "kepler") is None
    assert all(
        path.is_relative_to(index.folder / "kepler") or path.is_relative_to(index.folder / "lorenz")
        for path in index.folder.rglob("*.json")
    )


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"ingredients": 1}'])
def test_a_bad_note_is_none(index: Index, make: MakeKeyed, text: str) -> None:
    index.note(make(), "kepler")
    (path,) = index.folder.rglob("*.json")
    path.write_text(text, encoding="utf-8")
    assert index.previous("fit/teacher/0", "kepler") is None
    index.note(make(), "kepler")
    assert index.previous("fit/teacher/0", "kepler") == make().ingredients


def test_nothing_is_written_where_nothing_changed(index: Index, make: MakeKeyed) -> None:
    index.note(make(), "kepler")
    (path,) = index.folder.rglob("*.json")
    before = path.stat().st_ino
    index.note(make(), "kepler")
    assert path.stat().st_ino == before
