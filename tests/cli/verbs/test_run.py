from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz.cli.verbs.run import DEFAULT
from mezz.spec.shipped import shipped_specs

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]


def test_a_run_ends_with_its_verdict_its_criteria_and_its_report(mezz: Mezz, tiny: str) -> None:
    done = mezz("run", tiny, "--threads", "1")
    assert done.status == 0
    verdict = json.loads(next(Path("runs/tiny").glob("*/verdict.json")).read_text(encoding="utf-8"))
    lines = [line.strip() for line in done.out.splitlines()]
    assert lines[0].startswith(verdict["word"])
    assert verdict["headline"].split()[:4] == lines[2].split()[:4]
    assert any("student.gap <= 0.5 * teacher.gap" in line for line in lines)
    report = Path(lines[-1].removeprefix("report: "))
    assert report.is_file()
    assert report.parts[:2] == ("runs", "tiny")
    assert "stages to run, 0 in the cache" in done.err


def test_a_complete_run_is_not_computed_again(mezz: Mezz, tiny: str) -> None:
    first = mezz("run", tiny, "--json").envelope["data"]
    again = mezz("run", tiny, "--json").envelope["data"]
    assert (first["resumed"], again["resumed"]) == (False, True)
    assert again["verdict"] == first["verdict"]
    assert "nothing was computed again" in mezz("run", tiny).err


@pytest.mark.slow
def test_a_run_whose_numbers_were_changed_is_still_told(mezz: Mezz, tiny: str) -> None:
    first = mezz("run", tiny, "--out", "here")
    Path("here/metrics.json").write_text("{}", encoding="utf-8")
    again = mezz("run", tiny, "--out", "here")
    assert again.status == 0
    assert again.out.splitlines()[0] == first.out.splitlines()[0]
    assert "student.gap <= 0.5" in first.out
    assert "student.gap <= 0.5" not in again.out.partition("report:")[2]


@pytest.mark.slow
def test_no_report_is_written_where_none_is_wanted(mezz: Mezz, tiny: str) -> None:
    done = mezz("run", tiny, "--no-report", "--out", "here")
    assert done.out.splitlines()[-1] == "run: here"
    assert not Path("here/report.html").exists()
    assert Path("here/verdict.json").is_file()


def test_no_spec_means_the_shipped_one_and_says_so(
    mezz: Mezz, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mezz import api

    asked: list[Path] = []
    validate = api.validate

    def remembered(path: Path, **options: object) -> api.Checked:
        asked.append(path)
        return validate(path, sets=["symmetry.on=X"])

    monkeypatch.setattr(api, "validate", remembered)
    refused = mezz("run")
    assert refused.status == 2
    assert asked == [shipped_specs()[DEFAULT]]
    assert refused.err.startswith(f"no spec named: running the shipped `{DEFAULT}`\n")


@pytest.mark.slow
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_goes_on_from_there(
    mezz: Mezz, tiny: str, sent: signal.Signals, status: int
) -> None:
    sets = ("--set", "student.fit.steps=6000", "--set", "student.fit.batch=8")
    command = [sys.executable, "-m", "mezz", "run", tiny, *sets, "--threads", "1", "--json"]
    process = subprocess.Popen(command, env=os.environ, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not list(Path("cache").rglob("manifest.json")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(sent)
    _, words = process.communicate(timeout=60)
    assert process.returncode == status
    assert "the same command goes on from there" in words
    planned = mezz("plan", tiny, *sets, "--json").envelope["data"]
    states = [stage["state"] for stage in planned["stages"]]
    assert states.count("cached") > 0
    assert mezz("run", tiny, *sets, "--json").status == 0
