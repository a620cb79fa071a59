from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

from mezz import api

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]


@pytest.fixture(scope="module")
def finished(tiny_text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the smallest experiment once for this module and give its folder."""
    top = tmp_path_factory.mktemp("finished")
    (top / "tiny.yml").write_text(tiny_text, encoding="utf-8")
    planned = api.plan(api.validate(top / "tiny.yml", root=top), cache=top / "cache")
    done = api.run(planned, out=top / "run", cache=top / "cache", threads=1)
    assert done.verdict is not None
    return done.folder


@pytest.fixture
def runs(folder: Path, finished: Path) -> dict[str, Path]:
    """Put a complete run and a stopped one below runs/."""
    places = {name: Path("runs") / "tiny" / name for name in ("whole", "stopped")}
    for place in places.values():
        shutil.copytree(finished, place)
    for name in ("verdict.json", "metrics.json"):
        (places["stopped"] / name).unlink()
    return places


def test_runs_are_listed_with_their_verdicts(mezz: Mezz, runs: dict[str, Path]) -> None:
    listed = mezz("runs", "ls")
    head, *lines = listed.out.splitlines()
    assert (listed.status, head.split()) == (0, ["name", "id", "verdict", "date", "size"])
    assert sorted(line.split()[2] for line in lines) == ["INCONCLUSIVE", "none"]
    data = {one["path"]: one for one in mezz("runs", "ls", "--json").envelope["data"]}
    assert data[str(runs["whole"])]["verdict"] == "INCONCLUSIVE"
    assert data[str(runs["stopped"])]["verdict"] is None
    assert {one["name"] for one in data.values()} == {"tiny"}
    assert all(one["size"] > 1000 for one in data.values())


def test_a_damaged_run_is_listed_by_its_folder(mezz: Mezz, runs: dict[str, Path]) -> None:
    for name in ("plan.json", "verdict.json"):
        (runs["whole"] / name).write_text("{", encoding="utf-8")
    data = {one["path"]: one for one in mezz("runs", "ls", "--json").envelope["data"]}
    damaged = data[str(runs["whole"])]
    assert (damaged["name"], damaged["id"], damaged["verdict"]) == ("tiny", "whole", None)


def test_no_runs_are_said(mezz: Mezz) -> None:
    listed = mezz("runs", "ls")
    assert (listed.status, listed.out, listed.err) == (0, "", "there is no run below runs/\n")


@pytest.mark.parametrize("named", ["whole", "runs/tiny/whole"])
def test_a_run_is_removed_by_its_id_or_folder(
    mezz: Mezz, runs: dict[str, Path], named: str
) -> None:
    gone = mezz("runs", "rm", named, "--yes")
    assert (gone.status, gone.err) == (0, "removed runs/tiny/whole\n")
    assert not runs["whole"].exists()
    assert runs["stopped"].exists()


def test_what_no_run_has_left_stays(mezz: Mezz, runs: dict[str, Path]) -> None:
    (runs["whole"] / "notes.txt").write_text("mine", encoding="utf-8")
    assert mezz("runs", "rm", "whole", "--yes").status == 0
    assert [path.name for path in runs["whole"].iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("answer", [True, False])
def test_somebody_at_a_terminal_is_asked(
    mezz: Mezz, runs: dict[str, Path], monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    asked: list[str] = []

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return answer

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(typer, "confirm", confirm)
    assert mezz("runs", "rm", "whole").status == 0
    assert asked == ["Remove runs/tiny/whole?"]
    assert runs["whole"].exists() is not answer


def test_without_a_terminal_nothing_is_removed_unasked(mezz: Mezz, runs: dict[str, Path]) -> None:
    refused = mezz("runs", "rm", "whole", "--json")
    assert (refused.status, refused.codes) == (2, ["MZ500"])
    assert runs["whole"].exists()


def test_an_id_that_two_runs_have_is_refused(mezz: Mezz, runs: dict[str, Path]) -> None:
    (first, second) = mezz("runs", "ls", "--json").envelope["data"]
    assert first["id"] == second["id"]
    refused = mezz("runs", "rm", first["id"], "--yes", "--json")
    assert (refused.status, refused.codes) == (2, ["MZ503"])
    assert "names 2 runs" in refused.envelope["diagnostics"][0]["message"]
    assert all(path.exists() for path in runs.values())


def test_what_is_no_run_is_not_removed(mezz: Mezz, runs: dict[str, Path]) -> None:
    Path("mine").mkdir()
    refused = mezz("runs", "rm", "mine", "whole", "nowhere", "--yes", "--json")
    assert (refused.status, refused.codes) == (2, ["MZ503", "MZ503"])
    assert Path("mine").exists()
    assert runs["whole"].exists()


@pytest.mark.parametrize("arguments", [("rm",), ("ls", "whole"), ("mv",)])
def test_a_line_that_means_nothing_is_refused(mezz: Mezz, arguments: tuple[str, ...]) -> None:
    assert mezz("runs", *arguments, "--json").codes == ["MZ500"]


def test_a_run_that_cannot_be_removed_is_said(
    mezz: Mezz, runs: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "unlink", refuse)
    refused = mezz("runs", "rm", "whole", "--yes", "--json")
    assert (refused.status, refused.codes) == (5, ["MZ309"])
