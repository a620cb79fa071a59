"""Several processes and one cache: each artifact is made once, whole, and seen by all."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mezz.cache.store import Cache

if TYPE_CHECKING:
    from pathlib import Path

RUNNER = """
import os, sys, time
from hashlib import sha256
from pathlib import Path
from mezz.cache.store import Cache
from mezz.plan.stage import Keyed, Stage

root, number, mode = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
cache = Cache(root / "cache")
cache.prepare()

def make(name):
    with cache.draft() as draft:
        for part in range(3):
            (draft / f"{part}.bin").write_bytes(name.encode() * 5000)
        time.sleep(0.01)
        key = sha256(name.encode()).hexdigest()
        stage = Keyed(Stage(name, "fit", {}, (), (), (), ()), key, {"name": name})
        with open(root / "made", "a") as log:
            log.write(name + "\\n")
        cache.publish(draft, stage, seconds=1.0, spec_name="kepler")

def claimed(name, key):
    if not cache.has(key):
        with cache.claim(key):
            if not cache.has(key):
                make(name)

def in_any_order(names):
    waiting = list(names)
    while waiting:
        for name in list(waiting):
            key = sha256(name.encode()).hexdigest()
            if cache.has(key):
                waiting.remove(name)
            elif (claim := cache.try_claim(key)) is not None:
                with claim:
                    if not cache.has(key):
                        make(name)
        time.sleep(0.002)

names = [f"stage{n}" for n in range(8)]
(root / f"ready{number}").touch()
while not (root / "go").exists():
    time.sleep(0.001)
if mode == "try":
    in_any_order(names[number:] + names[:number])
for name in names:
    key = sha256(name.encode()).hexdigest()
    if mode == "wait":
        claimed(name, key)
    elif mode == "race":
        make(name)
    artifact = cache.open(key)
    assert (artifact.folder / "2.bin").read_bytes() == name.encode() * 5000
print("done")
"""


def race(folder: Path, processes: int, mode: str) -> list[str]:
    """Let processes run for the same eight stages; return the stages made, in order of time."""
    runners = [
        subprocess.Popen(
            [sys.executable, "-c", RUNNER, str(folder), str(number), mode],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for number in range(processes)
    ]
    while not all((folder / f"ready{number}").exists() for number in range(processes)):
        assert all(runner.poll() is None for runner in runners)
    (folder / "go").touch()
    said = [runner.communicate(timeout=60)[0] for runner in runners]
    assert said == ["done\n"] * processes
    return (folder / "made").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("processes", [2, pytest.param(4, marks=pytest.mark.slow)])
@pytest.mark.parametrize("mode", ["wait", "try"])
def test_with_claims_every_stage_is_made_once(tmp_path: Path, processes: int, mode: str) -> None:
    made = race(tmp_path, processes, mode)
    assert sorted(made) == [f"stage{n}" for n in range(8)]


@pytest.mark.parametrize("processes", [2, pytest.param(4, marks=pytest.mark.slow)])
def test_without_claims_the_losers_take_the_winners_artifact(
    tmp_path: Path, processes: int
) -> None:
    made = race(tmp_path, processes, "race")
    assert sorted(made) == sorted(f"stage{n}" for n in range(8) for _ in range(processes))
    cache = Cache(tmp_path / "cache")
    artifacts = list((cache.root / "v1" / "artifacts").glob("*/*"))
    assert len(artifacts) == 8
    assert all(cache.verify(folder.name) == [] for folder in artifacts)
    assert list((cache.root / "v1" / "tmp").iterdir()) == []
    assert cache.previous("stage7", "kepler") == {"name": "stage7"}
