"""The command line in a folder of its own, called as a shell calls it but in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from mezz.cli.app import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TINY = """\
mezz: 1
name: tiny
world: {kind: kepler, train: 60, unlabelled: 60, validation: 20, test: 60}
symmetry: {kind: angle_turns, on: M, turns: 3}
encoder: {kind: columns, fields: [e, M]}
teacher:
  model: {kind: mlp, hidden: [6]}
  fit: {steps: 10, batch: 16}
student:
  model: {kind: mlp, hidden: [8]}
  fit: {steps: 10, batch: 16}
evaluate: {seeds: 1}
criteria:
  make: [student.gap <= 0.5 * teacher.gap, student.error <= 1000 * teacher.error]
"""


@dataclass(frozen=True)
class Answer:
    """What one command left behind."""

    status: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def codes(self) -> list[str]:
        return [one["code"] for one in self.envelope["diagnostics"]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with a cache of its own and none of the user's settings."""
    for name in ("JSON", "FORMAT", "COLOR", "ROOT", "DEBUG"):
        monkeypatch.delenv(f"MEZZ_{name}", raising=False)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MEZZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def mezz(folder: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Return a function that runs `mezz ARGUMENTS...` in that folder."""

    def call(*arguments: str) -> Answer:
        capfd.readouterr()
        status = run(arguments)
        out, err = capfd.readouterr()
        return Answer(int(status), out, err)

    return call


@pytest.fixture(scope="session")
def tiny_text() -> str:
    """Return the smallest experiment that says something; a run takes a fraction of a second."""
    return TINY


@pytest.fixture
def tiny(folder: Path, tiny_text: str) -> str:
    """Write the smallest experiment and return its path."""
    (folder / "tiny.yml").write_text(tiny_text, encoding="utf-8")
    return "tiny.yml"
