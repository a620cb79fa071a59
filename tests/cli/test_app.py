from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz import __version__
from mezz.cli.app import VERBS
from mezz.cli.settings import hoist

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]


@pytest.mark.parametrize(
    ("line", "ours", "rest"),
    [
        ("validate a.yml --json", ["--json"], ["validate", "a.yml"]),
        ("--json validate a.yml", ["--json"], ["validate", "a.yml"]),
        ("run --cache c a.yml --color=never", ["--cache", "c", "--color=never"], ["run", "a.yml"]),
        ("run --set a=--json", [], ["run", "--set", "a=--json"]),
        ("validate -- --json", [], ["validate", "--", "--json"]),
        ("run --out --format", ["--format", ""], ["run", "--out"]),
    ],
)
def test_global_options_may_stand_anywhere(line: str, ours: list[str], rest: list[str]) -> None:
    found = hoist(line.split())
    assert (list(found.ours), list(found.rest)) == (ours, rest)


def test_a_global_option_before_and_after_the_verb_means_the_same(mezz: Mezz, tiny: str) -> None:
    assert mezz("--json", "validate", tiny) == mezz("validate", tiny, "--json")


def test_a_global_option_without_a_value_is_said(mezz: Mezz) -> None:
    refused = mezz("list", "worlds", "--format")
    assert refused.status == 2
    assert "option `--format` lacks a value" in refused.err


def test_the_environment_sets_global_options(
    mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEZZ_JSON", "1")
    assert mezz("validate", tiny).envelope["ok"] is True
    assert mezz("nonsense").codes == ["MZ500"]
    monkeypatch.delenv("MEZZ_JSON")
    monkeypatch.setenv("MEZZ_FORMAT", "concise")
    assert mezz("validate", "nowhere.yml").err.startswith("error[MZ001]: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["validat"], "Did you mean 'validate'?"),
        (["validate"], "Missing argument 'SPEC'"),
        (["list", "colours"], "'colours' is not one of"),
        (["run", "--threads", "0"], "--threads"),
        (["plan", "a.yml", "--outt", "x"], "--out"),
        (["run", "--plan", "p.json"], "no spec is named"),
        (["--format", "html", "list", "worlds"], "'html' is not one of"),
    ],
)
def test_a_usage_error_is_a_diagnostic(mezz: Mezz, arguments: list[str], words: str) -> None:
    refused = mezz(*arguments)
    assert (refused.status, refused.out) == (2, "")
    assert refused.err.startswith("error[MZ500]: ")
    assert words in refused.err
    envelope = mezz(*arguments, "--json").envelope
    assert (envelope["ok"], envelope["schema"]) == (False, "mezz.cli/1")
    assert words in envelope["diagnostics"][0]["message"]


def test_no_verb_is_a_usage_error_that_shows_the_help(mezz: Mezz) -> None:
    nothing = mezz()
    assert (nothing.status, nothing.out) == (2, "")
    assert "Usage: mezz" in nothing.err
    assert mezz("--json").codes == ["MZ500"]


def test_the_version_goes_to_stdout(mezz: Mezz) -> None:
    shown = mezz("--version")
    assert (shown.status, shown.out, shown.err) == (0, f"mezz {__version__}\n", "")


def test_the_help_lists_every_verb_and_every_exit_status(mezz: Mezz) -> None:
    shown = mezz("--help")
    assert (shown.status, shown.err) == (0, "")
    listed = re.findall(r"^  (\w+)  +\w", shown.out.partition("Commands:")[2], re.MULTILINE)
    assert tuple(listed[: len(VERBS)]) == VERBS
    said = " ".join(shown.out.split())
    for status in ("0 done", "1 BREAK", "4 INCONCLUSIVE", "5 something", "70 a bug", "130/143"):
        assert status in said


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_verb_has_examples_that_name_it(mezz: Mezz, verb: str) -> None:
    shown = mezz(verb, "--help")
    assert (shown.status, shown.err) == (0, "")
    examples = shown.out.partition("Examples:\n")[2].strip().splitlines()
    assert examples
    assert all(line.strip().startswith(f"mezz {verb}") for line in examples)


@pytest.mark.parametrize("verb", VERBS)
def test_the_examples_of_every_verb_name_only_options_that_it_has(mezz: Mezz, verb: str) -> None:
    shown, everywhere = mezz(verb, "--help").out, mezz("--help").out
    options, _, examples = shown.partition("Examples:\n")
    used = set(re.findall(r"--[a-z-]+", examples))
    assert used <= set(re.findall(r"--[a-z-]+", options + everywhere))


def test_every_file_of_verbs_is_a_verb() -> None:
    files = (Path(__file__).parents[2] / "mezz" / "cli" / "verbs").glob("[!_]*.py")
    assert {file.stem for file in files} == set(VERBS)


def test_python_m_mezz_is_the_command() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "mezz", "--version"], capture_output=True, text=True, check=True
    )
    assert shown.stdout == f"mezz {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "tiny.yml"],
        ["plan", "tiny.yml"],
        ["list", "worlds"],
        ["explain", "MZ204"],
        ["schema", "verdict"],
        ["show", "tiny.yml"],
        ["init", "new"],
        ["report"],
        ["run", "nowhere.yml"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_every_verb_answers_with_one_envelope(mezz: Mezz, tiny: str, arguments: list[str]) -> None:
    assert tiny == "tiny.yml"
    answer = mezz(*arguments, "--json")
    envelope = json.loads(answer.out)
    assert list(envelope) == ["schema", "command", "ok", "data", "diagnostics"]
    assert (envelope["schema"], envelope["command"]) == ("mezz.cli/1", arguments[0])
    assert envelope["ok"] is (answer.status == 0)
    assert answer.err == ""
