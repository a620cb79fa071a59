from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]

SPEC = """\
mezz: 1
name: gated
task: measure
world: {kind: table, outputs: ["no", "yes"]}
symmetry: {kind: named, type: group, order: 2, name: mirror}
teacher: {predictions: answers.csv}
criteria:
  make:
    - teacher.gap <= 0.1
"""


@pytest.fixture
def spec(folder: Path) -> str:
    """Write answers whose gap is 0.02 at every one of 80 examples, and a spec of them."""
    said = [(n, v, 0.4 + 0.2 * v) for n in range(80) for v in (0, 1)]
    rows = "\n".join(f"{n},{v},{p},{1 - p}" for n, v, p in said)
    (folder / "answers.csv").write_text(f"example,view,no,yes\n{rows}\n", encoding="utf-8")
    (folder / "spec.yml").write_text(SPEC, encoding="utf-8")
    return "spec.yml"


def test_a_make_is_let_through(mezz: Mezz, spec: str) -> None:
    made = mezz("gate", spec)
    assert made.status == 0
    assert made.out.startswith("MAKE")
    assert "MZ504" not in made.err


def test_a_break_exits_1_and_names_the_line_that_was_missed(mezz: Mezz, spec: str) -> None:
    Path(spec).write_text(Path(spec).read_text("utf-8").replace("<= 0.1", "<= 0.01"), "utf-8")
    answer = mezz("gate", spec, "--format", "github")
    assert answer.status == 1
    (line,) = (one for one in answer.out.splitlines() if one.startswith("::error"))
    assert "file=spec.yml,line=9,col=7" in line
    assert "title=MZ504::`teacher.gap <= 0.01`: failed; 0.02 against 0.01" in line


def test_an_inconclusive_verdict_exits_4(mezz: Mezz, spec: str) -> None:
    text = Path(spec).read_text("utf-8").replace("teacher.gap <= 0.1", "teacher.gap >= 1e-14")
    Path(spec).write_text(text, "utf-8")
    answer = mezz("gate", spec, "--json")
    assert answer.status == 4
    assert answer.codes == ["MZ504"]
    assert "floor below margin" in answer.envelope["diagnostics"][0]["message"]


def test_a_run_that_is_there_is_judged_by_what_it_left(mezz: Mezz, spec: str) -> None:
    bad = "criteria.make.0=teacher.gap <= 0.01"
    assert mezz("run", spec, "--out", "run", "--set", bad).status == 0
    Path("answers.csv").unlink()
    answer = mezz("gate", "run")
    assert answer.status == 1
    assert "`teacher.gap <= 0.01`: failed" in answer.err
    assert "run/spec.yml" not in answer.err


def test_a_line_of_a_run_is_marked_in_the_spec_it_keeps(mezz: Mezz, spec: str) -> None:
    Path(spec).write_text(Path(spec).read_text("utf-8").replace("<= 0.1", "<= 0.01"), "utf-8")
    assert mezz("run", spec, "--out", "run").status == 0
    assert "run/spec.yml:9:7" in mezz("gate", "run").err


@pytest.mark.slow
def test_a_break_that_is_no_criterion_of_its_own_is_said_by_the_verdict(
    mezz: Mezz, tiny: str
) -> None:
    answer = mezz("gate", tiny, "--json", "--threads", "1")
    word = answer.envelope["data"]["verdict"]["word"]
    assert answer.status == {"MAKE": 0, "BREAK": 1, "INCONCLUSIVE": 4}[word]
    assert (answer.codes == []) == (word == "MAKE")


def test_other_faults_exit_as_they_do_elsewhere(mezz: Mezz, spec: str) -> None:
    Path("empty").mkdir()
    assert mezz("gate", "empty", "--json").codes == ["MZ503"]
    assert mezz("gate", spec, "--set", "world.kind=tabel").status == 2
    Path("answers.csv").unlink()
    assert mezz("gate", spec).status == 5
