"""An offline run of Weights & Biases, from the command line, in a process of its own."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.run.conftest import Ran

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("wandb") is None, reason="wandb is not installed"),
]


@pytest.fixture(scope="module")
def told(ran: Ran, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """Return the folder of a run that is told to W&B, and what the command printed.

    The environment asks for an online run, and names a server and a proxy for all that is elsewhere:
    the spec has its way, and nobody calls.
    """
    folder = tmp_path_factory.mktemp("wandb")
    text = (ran.finished.folder / "spec.yml").read_text() + "log: [{kind: wandb, project: tides}]\n"
    (folder / "tiny.yml").write_text(text)
    home = folder / "home"
    home.mkdir()
    server = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{server.getsockname()[1]}"
    asked = {
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), address),
        "HOME": str(home),
        "MEZZ_CACHE": str(ran.cache.root),
        "WANDB_MODE": "online",
        "WANDB_API_KEY": "0" * 40,
        "WANDB_BASE_URL": address,
    }
    ended = subprocess.run(
        [sys.executable, "-m", "mezz", "run", "tiny.yml", "--out", "run", "--no-report"],
        cwd=folder, env={**os.environ, **asked}, capture_output=True, text=True, check=True,
        timeout=120,
    )  # fmt: skip
    with server:
        assert select.select([server], [], [], 0) == ([], [], [])
    return folder, ended.stdout, ended.stderr


def test_an_offline_run_appears_below_the_folder_of_the_run(told: tuple[Path, str, str]) -> None:
    (found,) = (told[0] / "run" / "log" / "wandb" / "wandb").glob("offline-run-*")
    (record,) = found.glob("run-*.wandb")
    written = record.read_bytes()
    for words in (b"tides", b"metrics/student/gap", b"fit/student/0/train", b"headline/text"):
        assert words in written


def test_nothing_of_the_machine_is_kept(told: tuple[Path, str, str]) -> None:
    private = [socket.gethostname().encode() + b"\n", os.fsencode(told[0]), b"0" * 40]
    for path in (told[0] / "run" / "log").rglob("*"):
        assert path.exists(), f"{path} leads nowhere"
        if path.is_file():
            assert not [one for one in private if one in path.read_bytes()], path


def test_nothing_is_written_elsewhere(told: tuple[Path, str, str]) -> None:
    assert [path.name for path in (told[0] / "home").rglob("*") if path.is_file()] == []
    assert sorted(path.name for path in told[0].iterdir()) == ["home", "run", "tiny.yml"]


def test_wandb_is_silent(told: tuple[Path, str, str]) -> None:
    _, out, err = told
    assert out.startswith(("MAKE", "BREAK", "INCONCLUSIVE"))
    assert "wandb" not in out + err
    assert "warning" not in err
