from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mezz.cli.settings import Settings, width

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]

BAD = ("--set", "symmetry.on=X")


class Terminal:
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("option", "environment", "wanted"),
    [
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours_follow_the_option_then_the_environment_then_the_terminal(
    monkeypatch: pytest.MonkeyPatch, option: str, environment: dict[str, str], wanted: bool
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings(colour=option)  # type: ignore[arg-type]
    assert settings.colours(Terminal()) is wanted  # type: ignore[arg-type]


def test_what_is_no_terminal_gets_no_colours(mezz: Mezz, tiny: str) -> None:
    assert "\x1b[" not in mezz("validate", tiny, *BAD).err
    assert "\x1b[" in mezz("validate", tiny, *BAD, "--color", "always").err


def test_words_go_to_stderr_and_data_to_stdout(mezz: Mezz, tiny: str) -> None:
    sound = mezz("validate", tiny)
    assert (sound.out, sound.err) == ("", "tiny.yml: valid\n")
    shown = mezz("show", tiny)
    assert shown.err == ""
    assert shown.out.startswith("mezz: 1\n")


def test_diagnostics_for_programs_go_to_stdout(mezz: Mezz, tiny: str) -> None:
    as_json = mezz("validate", tiny, *BAD, "--format", "json")
    assert '"code": "MZ203"' in as_json.out
    assert as_json.err == ""
    as_github = mezz("validate", tiny, *BAD, "--format", "github")
    assert as_github.out.startswith("::error ")
    assert as_github.err == ""


def test_concise_diagnostics_take_a_line_each(mezz: Mezz, tiny: str) -> None:
    concise = mezz("validate", tiny, *BAD, "--format", "concise").err.splitlines()
    assert [line.partition(": ")[2].partition(":")[0] for line in concise] == ["error[MZ203]"]


def test_text_in_square_brackets_is_not_markup(mezz: Mezz, tiny: str) -> None:
    refused = mezz("validate", tiny, "--set", "world.kind=[bold]", "--color", "never")
    assert "[bold]" in refused.err


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [({"COLUMNS": "72"}, 72), ({"COLUMNS": "9999"}, 120), ({"COLUMNS": "5"}, 40)],
)
def test_the_width_stays_within_reason(environment: dict[str, str], wanted: int) -> None:
    assert width(environment) == wanted


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `$MEZZ` is the command."""
    command = f"{sys.executable} -m mezz"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=folder,
        env={**os.environ, "MEZZ": command, "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", ["schema", "explain MZ204 --json", "--help", "run --help"])
def test_a_reader_that_goes_away_is_no_reason_to_complain(tmp_path: Path, arguments: str) -> None:
    ended = shell(f"$MEZZ {arguments} | exec true", tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_terminal_that_knows_no_utf8_still_gets_the_text(tmp_path: Path) -> None:
    environment = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    (tmp_path / "spec.yml").write_text("name: caf\u00e9\n", encoding="utf-8")
    ended = shell("$MEZZ validate spec.yml", tmp_path, **environment)
    assert ended.returncode == 2
    assert "name: caf\\xe9" in ended.stderr
