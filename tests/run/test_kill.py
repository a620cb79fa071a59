"""A run that is stopped at any moment loses nothing, and two runs on one cache are both right."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.cache.store import Cache

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.run.conftest import Ran

pytestmark = pytest.mark.slow

KILLS = 50
SIGNALS = ((signal.SIGINT, 130), (signal.SIGTERM, 143))


def start(folder: Path, cache: Path) -> subprocess.Popen[bytes]:
    """Start the tiny spec, which lies in `folder`, as a user would."""
    command = [sys.executable, "-m", "mezz", "run", "tiny.yml", "--no-report"]
    command += ["--cache", str(cache), "--out", "run", "--threads", "1"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> int:
    """Wait for the end of a process and return its status."""
    process.communicate()
    return process.returncode


def metrics(folder: Path) -> bytes:
    return (folder / "run" / "metrics.json").read_bytes()


def said_in_log(folder: Path, kind: str) -> list[str]:
    """Return the stages of the complete lines of one kind in the run's log."""
    path = folder / "run" / "events.jsonl"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    events = [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]
    return [event["stage"] for event in events if event["kind"] == kind]


def check_all_that_is_visible(folder: Path) -> None:
    """Fail where an artifact or a record can be seen that was not written to its end."""
    cache = Cache(folder / "cache")
    for path in (folder / "cache" / "v1" / "artifacts").glob("*/*"):
        assert cache.verify(path.name) == []
    for path in (folder / "run").glob("*.json"):
        if not path.name.startswith("."):
            json.loads(path.read_text(encoding="utf-8"))


def stop_once_begun(process: subprocess.Popen[bytes], folder: Path, sent: signal.Signals) -> str:
    """Send a signal once a stage is done; return what the process said."""
    while not said_in_log(folder, "stage-done") and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(sent)
    return process.communicate()[1].decode()


@pytest.fixture
def place(tmp_path: Path, tiny: str) -> Path:
    """Return a folder with the tiny spec in it."""
    (tmp_path / "tiny.yml").write_text(tiny, encoding="utf-8")
    return tmp_path


@pytest.fixture
def expected(ran: Ran) -> bytes:
    """Return the metrics of a run that nothing disturbed."""
    return (ran.finished.folder / "metrics.json").read_bytes()


def test_fifty_kills_change_no_bit(place: Path, expected: bytes) -> None:
    began = time.monotonic()
    assert finish(start(place, place / "whole")) == 0
    moments = np.random.default_rng(11).uniform(0, time.monotonic() - began, KILLS)
    shutil.rmtree(place / "run")
    killed = 0
    for moment in moments:
        process = start(place, place / "cache")
        time.sleep(moment)
        process.kill()
        process.communicate()
        check_all_that_is_visible(place)
        killed += process.returncode == -signal.SIGKILL
        if process.returncode == 0:
            assert metrics(place) == expected
            shutil.rmtree(place / "cache")
            shutil.rmtree(place / "run")
    last = start(place, place / "cache")
    _, said = last.communicate()
    assert last.returncode == 0, said
    assert metrics(place) == expected
    assert killed > KILLS // 2


@pytest.mark.parametrize(("sent", "status"), SIGNALS)
def test_a_signal_ends_a_run_quietly_and_the_same_command_goes_on(
    place: Path, expected: bytes, sent: signal.Signals, status: int
) -> None:
    process = start(place, place / "cache")
    said = stop_once_begun(process, place, sent)
    assert process.returncode == status
    assert said.splitlines()[-1] == (
        "Stopped. What was finished is kept: the same command goes on from there."
    )
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    check_all_that_is_visible(place)
    assert not (place / "run" / "verdict.json").exists()
    done = said_in_log(place, "stage-done")
    assert finish(start(place, place / "cache")) == 0
    assert metrics(place) == expected
    everything = said_in_log(place, "stage-done")
    assert set(done) & set(everything[len(done) :]) == set()


def test_two_runs_on_one_cache_are_both_right_and_share_the_work(
    place: Path, expected: bytes
) -> None:
    other = place / "other"
    other.mkdir()
    shutil.copy(place / "tiny.yml", other)
    both = [start(place, place / "cache"), start(other, place / "cache")]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert metrics(place) == metrics(other) == expected
    done = said_in_log(place, "stage-done") + said_in_log(other, "stage-done")
    assert len(done) == len(set(done)), "a stage was computed by both"


def test_twelve_damaged_entries_are_made_again_and_said(place: Path, expected: bytes) -> None:
    assert finish(start(place, place / "cache")) == 0
    stages = {stage["id"]: stage["key"] for stage in plan(place)["stages"]}
    # Each of them is read only because what is made from it is damaged as well.
    victims = [
        "judge",
        *(one for one in stages if one.startswith("measure/")),
        *(one for one in stages if one.startswith("predict/")),
    ][:12]
    assert len(victims) == 12
    cache, rng = Cache(place / "cache"), np.random.default_rng(3)
    for number, stage in enumerate(victims):
        damage(cache.folder(stages[stage]), number, rng)
        assert cache.damage(stages[stage]) != []
    shutil.rmtree(place / "run")
    again = start(place, place / "cache")
    said = again.communicate()[1].decode()
    assert again.returncode == 0
    assert sorted(said_in_log(place, "stage-damaged")) == sorted(victims)
    for stage in victims:
        assert f"{stage} is damaged in the cache and runs again" in said
        assert cache.damage(stages[stage]) == []
    assert metrics(place) == expected


def plan(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "run" / "plan.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def damage(folder: Path, kind: int, rng: np.random.Generator) -> None:
    """Harm an artifact in one of six ways: a file or the manifest, cut, flipped or deleted."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    of_manifest = kind % 2 == 0
    victims = [path for path in files if (path.name == "manifest.json") is of_manifest]
    victim = victims[int(rng.integers(len(victims)))]
    content = np.frombuffer(victim.read_bytes(), np.uint8)
    if kind % 3 == 0:
        victim.unlink()
    elif kind % 3 == 1:
        victim.write_bytes(content[: len(content) // 2].tobytes())
    else:
        victim.write_bytes(flipped(content, rng).tobytes())


def flipped(content: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the bytes with one bit of one byte turned over."""
    harmed = content.copy()
    harmed[int(rng.integers(len(harmed)))] ^= np.uint8(1 << int(rng.integers(8)))
    return harmed
