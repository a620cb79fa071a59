from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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


def test_a_report_is_made_again_from_what_a_run_left(mezz: Mezz, finished: Path) -> None:
    shutil.copytree(finished, "run")
    made = mezz("report", "run")
    assert (made.status, made.out) == (0, "run/report.html\n")
    assert Path("run/report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_without_a_name_the_newest_run_is_meant(mezz: Mezz, finished: Path) -> None:
    for age, name in enumerate(("new", "old")):
        shutil.copytree(finished, f"runs/tiny/{name}")
        os.utime(f"runs/tiny/{name}/verdict.json", (1e9 - age, 1e9 - age))
    assert mezz("report").out == "runs/tiny/new/report.html\n"


def test_a_report_goes_where_it_is_asked_to(mezz: Mezz, finished: Path) -> None:
    made = mezz("report", str(finished), "--out", "page.html", "--json")
    assert made.envelope["data"] == {"runs": [str(finished)], "report": "page.html"}
    assert Path("page.html").is_file()


def test_a_folder_without_a_run_is_said(mezz: Mezz, finished: Path) -> None:
    Path("empty").mkdir()
    Path("file").touch()
    refused = mezz("report", "empty", "file", str(finished), "--json")
    assert (refused.status, refused.codes) == (2, ["MZ503", "MZ503"])
    assert not Path("comparison.html").exists()


def test_a_run_that_was_stopped_has_a_page_too(mezz: Mezz, finished: Path) -> None:
    shutil.copytree(finished, "stopped")
    for name in ("verdict.json", "metrics.json", "report.html"):
        Path("stopped", name).unlink(missing_ok=True)
    made = mezz("report", "stopped")
    assert (made.status, made.out) == (0, "stopped/report.html\n")
    assert made.err == "stopped is incomplete: no verdict\n"
    assert Path("stopped/report.html").is_file()


def test_no_run_at_all_is_said(mezz: Mezz) -> None:
    assert mezz("report", "--json").codes == ["MZ503"]


@pytest.mark.parametrize("out", ["comparison.html", "both.html"])
def test_several_runs_share_one_page(mezz: Mezz, finished: Path, out: str) -> None:
    asked = () if out == "comparison.html" else ("--out", out)
    made = mezz("report", str(finished), str(finished), *asked)
    assert (made.status, made.out) == (0, f"{out}\n")
    assert "2 runs side by side" in Path(out).read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_exits_5(mezz: Mezz, finished: Path) -> None:
    Path("file").write_text("in the way", encoding="utf-8")
    refused = mezz("report", str(finished), "--out", "file/page.html", "--json")
    assert (refused.status, refused.codes) == (5, ["MZ309"])
