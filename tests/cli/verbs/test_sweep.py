"""What the verbs say of a sweep."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]

SWEEP = "sweep: {grid: {student.fit.steps: [10, 20]}}\n"


@pytest.fixture
def spec(tiny: str) -> str:
    """Write the smallest sweep and return its path."""
    path = Path(tiny)
    path.write_text(path.read_text(encoding="utf-8") + SWEEP, encoding="utf-8")
    return tiny


def test_plan_shows_cells_and_what_they_share(mezz: Mezz, spec: str) -> None:
    found = mezz("plan", spec)
    assert found.status == 0
    head, first, second, _, total = found.out.splitlines()
    assert head.split() == ["cell", "student.fit.steps", "run", "stages", "cached", "shared", "own"]
    assert first.split()[:2] == ["steps-10", "10"]
    *_, stages, cached, shared, own = second.split()
    assert int(cached) == 0
    assert int(shared) > int(own) > 0
    assert int(stages) == int(shared) + int(own)
    assert f"{shared} are shared and computed once" in total


@pytest.mark.slow
def test_run_tells_every_verdict_and_report_makes_the_page_again(mezz: Mezz, spec: str) -> None:
    ran = mezz("run", spec, "--threads", "1")
    assert ran.status == 0
    assert re.search(r"^steps-10 +10 +(MAKE|BREAK|INCONCLUSIVE) ", ran.out, re.MULTILINE)
    assert "cell 2 of 2: steps-20" in ran.err
    (page,) = Path("runs").glob("tiny/*/report.html")
    assert f"report: {page}" in ran.out
    before = page.read_bytes()
    page.unlink()
    again = mezz("report")
    assert (again.status, again.out) == (0, f"{page}\n")
    assert page.read_bytes() == before
    listed = mezz("runs", "ls").out.splitlines()
    assert len(listed) == 3

    gated = mezz("run", spec, "--gate", "--json")
    words = [one["verdict"]["word"] for one in gated.envelope["data"]["cells"]]
    assert gated.status == (1 if "BREAK" in words else 4 if "INCONCLUSIVE" in words else 0)
    assert [one["resumed"] for one in gated.envelope["data"]["cells"]] == [True, True]


def test_a_plan_file_is_for_one_plan(mezz: Mezz, spec: str) -> None:
    for arguments in (("plan", spec, "--out", "p.json"), ("run", spec, "--plan", "p.json")):
        found = mezz(*arguments)
        assert found.status == 2
        assert "a sweep has one a cell" in found.err


def test_a_sweep_is_reported_by_itself(mezz: Mezz) -> None:
    for name in ("one", "two"):
        Path(name).mkdir()
        Path(name, "sweep.json").write_text("{}", encoding="utf-8")
    assert "which has a page to itself" in mezz("report", "one", "two").err
    assert "its list of cells cannot be read" in mezz("report", "one").err


def test_show_gives_a_sweep_back(mezz: Mezz, spec: str) -> None:
    shown = mezz("show", spec)
    assert shown.status == 0
    Path("again.yml").write_text(shown.out, encoding="utf-8")
    first, second = (mezz("plan", one).out for one in (spec, "again.yml"))
    assert first == second
