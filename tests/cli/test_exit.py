from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from mezz import api
from mezz.cli.exit import Exit, guarded, of_diagnostics, of_verdict
from mezz.component.failure import BadData
from mezz.component.registry import BrokenComponent
from mezz.diag.codes import CODES
from mezz.diag.codes.planning import PRECONDITIONS, SPEC_FAULTS, STALE_PLAN, WARNINGS
from mezz.diag.diagnostic import Diagnostic, Severity
from mezz.worlds.kepler import Kepler

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]


def test_a_command_that_did_what_was_asked_exits_0(mezz: Mezz, tiny: str) -> None:
    assert mezz("validate", tiny).status == 0


def test_a_run_that_completes_exits_0_whatever_its_verdict(mezz: Mezz, tiny: str) -> None:
    done = mezz("run", tiny, "--json", "--no-report")
    assert done.status == 0
    assert done.envelope["data"]["verdict"]["word"] != "MAKE"


def test_a_gate_on_a_break_exits_1(mezz: Mezz, tiny: str) -> None:
    broken = mezz("run", tiny, "--set", "criteria.break=[student.error >= 0.0001]", "--gate")
    assert (broken.status, broken.out.split()[0]) == (1, "BREAK")


@pytest.mark.slow
def test_a_gate_on_an_inconclusive_verdict_exits_4(mezz: Mezz, tiny: str) -> None:
    undecided = mezz("run", tiny, "--gate", "--no-report")
    assert (undecided.status, undecided.out.split()[0]) == (4, "INCONCLUSIVE")


def test_a_command_line_that_is_wrong_exits_2(mezz: Mezz) -> None:
    assert mezz("validate").status == 2
    assert mezz("nonsense").status == 2


def test_a_spec_that_is_wrong_exits_2(mezz: Mezz, tiny: str) -> None:
    assert mezz("run", tiny, "--set", "symmetry.on=X").status == 2


def test_a_budget_that_is_exceeded_exits_2(mezz: Mezz, tiny: str) -> None:
    over = mezz("plan", tiny, "--set", "limits.passes=1", "--json")
    assert (over.status, over.codes) == (2, ["MZ306"])


def test_a_stage_that_fails_exits_3(mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def sample(*_: object) -> NoReturn:
        raise BadData("row 7 holds no number")

    monkeypatch.setattr(Kepler, "sample", sample)
    failed = mezz("run", tiny, "--json")
    assert (failed.status, failed.codes) == (3, ["MZ402"])
    assert "row 7" in failed.envelope["diagnostics"][0]["message"]


def test_a_cache_that_cannot_be_written_exits_5(mezz: Mezz, tiny: str) -> None:
    Path("file").write_text("in the way", encoding="utf-8")
    refused = mezz("run", tiny, "--cache", "file", "--json")
    assert (refused.status, refused.codes) == (5, ["MZ308"])


def test_an_output_that_cannot_be_written_exits_5(mezz: Mezz, tiny: str) -> None:
    Path("file").write_text("in the way", encoding="utf-8")
    assert mezz("plan", tiny, "--out", "file/plan.json").status == 5
    assert mezz("run", tiny, "--out", "file/run").status == 5


def test_an_extra_that_is_missing_is_a_warning_to_validate_and_exits_5_elsewhere(
    mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> NoReturn:
        raise BrokenComponent("mezz.worlds.kepler needs orbits", "mezz[orbits]")

    monkeypatch.setattr("mezz.spec.load.load_component", broken)
    checked = mezz("validate", tiny, "--json")
    assert (checked.status, set(checked.codes)) == (0, {"MZ301"})
    for verb in ("plan", "run"):
        stopped = mezz(verb, tiny, "--json")
        assert (stopped.status, set(stopped.codes)) == (5, {"MZ301"})


def test_a_device_that_nothing_trains_on_exits_5(mezz: Mezz, tiny: str) -> None:
    refused = mezz("run", tiny, "--device", "cuda", "--json")
    assert (refused.status, refused.codes) == (5, ["MZ310"])


def test_a_stale_plan_exits_6(mezz: Mezz, tiny: str) -> None:
    assert mezz("plan", tiny, "--out", "plan.json").status == 0
    stale = mezz("run", tiny, "--plan", "plan.json", "--set", "world.seed=1", "--json")
    assert (stale.status, stale.codes) == (6, ["MZ307"])


@pytest.mark.slow
def test_a_plan_that_still_holds_is_run(mezz: Mezz, tiny: str) -> None:
    mezz("plan", tiny, "--out", "plan.json")
    assert mezz("run", tiny, "--plan", "plan.json", "--no-report").status == 0


@pytest.mark.parametrize("text", ["{}", "not json", '{"schema": "mezz.plan/2"}'])
def test_a_file_that_holds_no_plan_is_a_stale_plan(mezz: Mezz, tiny: str, text: str) -> None:
    Path("plan.json").write_text(text, encoding="utf-8")
    assert mezz("run", tiny, "--plan", "plan.json").status == 6
    assert mezz("run", tiny, "--plan", "nowhere.json").status == 6


def fail(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("something nobody foresaw\nand a second line")


def test_a_bug_exits_70_with_one_line_and_a_file(
    mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(api, "validate", fail)
    bug = mezz("validate", tiny, "--format", "concise")
    assert bug.status == 70
    assert "error[MZ570]: RuntimeError: something nobody foresaw\n" in bug.err
    assert "Traceback" not in bug.err
    (story,) = tmp_path.glob("mezz-bug-*.txt")
    assert "in fail" in story.read_text(encoding="utf-8")


def test_a_bug_shows_its_traceback_to_who_asks(
    mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("MEZZ_DEBUG", "1")
    monkeypatch.setattr(api, "validate", fail)
    bug = mezz("validate", tiny)
    assert "Traceback (most recent call last)" in bug.err
    assert not list(tmp_path.glob("mezz-bug-*.txt"))


def test_a_bug_is_an_envelope_too(
    mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(api, "validate", fail)
    bug = mezz("--json", "validate", tiny)
    assert (bug.envelope["ok"], bug.codes) == (False, ["MZ570"])


def test_ctrl_c_exits_130_and_says_that_nothing_is_lost(
    mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "validate", interrupted)
    stopped = mezz("validate", tiny)
    assert stopped.status == 130
    assert "the same command goes on from there" in stopped.err


def test_sigterm_exits_143(mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def terminated(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(api, "validate", terminated)
    assert mezz("validate", tiny).status == 143


def test_the_handler_of_sigterm_is_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert guarded(lambda: 0, lambda _: None) == 0
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    "code", [code for code in CODES.values() if code not in WARNINGS], ids=lambda code: code.id
)
def test_every_code_has_a_status(code: object) -> None:
    wanted = {"MZ0": 2, "MZ1": 2, "MZ2": 2, "MZ4": 3, "MZ5": 2}
    special = {one.id: 5 for one in PRECONDITIONS} | {one.id: 2 for one in SPEC_FAULTS}
    special |= {STALE_PLAN.id: 6, "MZ570": 70}
    found = next(one for one in CODES.values() if one == code)
    expected = special.get(found.id) or wanted[found.id[:3]]
    assert of_diagnostics([Diagnostic(found, "a fact")]) == expected


def test_every_planning_code_says_whose_fault_it_is() -> None:
    planning = {code for code in CODES.values() if code.id.startswith("MZ3")}
    assert planning == SPEC_FAULTS | PRECONDITIONS | WARNINGS | {STALE_PLAN}
    assert not SPEC_FAULTS & PRECONDITIONS


def test_warnings_do_not_decide_a_status() -> None:
    warning = Diagnostic(CODES["MZ301"], "a fact", severity=Severity.WARNING)
    assert of_diagnostics([warning]) == Exit.DONE


@pytest.mark.parametrize(("word", "status"), [("MAKE", 0), ("BREAK", 1), ("INCONCLUSIVE", 4)])
def test_a_gate_reads_the_word(word: str, status: int) -> None:
    assert of_verdict(word) == status  # type: ignore[arg-type]
