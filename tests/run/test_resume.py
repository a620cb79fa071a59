"""A run that is killed in the middle of its training goes on from a checkpoint, to the same bits."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.cache.failure import CacheUnwritable
from mezz.cache.store import Cache
from mezz.diag.codes.running import DISK_FULL
from mezz.learn.checkpoint import Keeper
from mezz.run.stages import fit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.run.conftest import Ran

pytestmark = pytest.mark.slow

STEPS = 8000
KILLS = 8
MOST_SECONDS = 240

LONG = f"""\
mezz: 1
name: long
world: {{kind: kepler, train: 200, unlabelled: 300, validation: 60, test: 100}}
symmetry: {{kind: angle_turns, on: M, turns: 5}}
encoder: {{kind: columns, fields: [e, M]}}
teacher:
  model: {{kind: mlp, hidden: [16]}}
  fit: {{steps: {STEPS}, batch: 32}}
student:
  model: {{kind: mlp, hidden: [24]}}
  fit: {{steps: {STEPS}, batch: 32, stop: none}}
evaluate: {{seeds: 1, arms: [trivial, teacher, teacher_K, student]}}
criteria:
  make: [student.gap <= 0.5 * teacher.gap, student.error <= 1.1 * teacher.error]
"""

# As `mezz`, with a checkpoint ten times a second instead of every half minute. Which step a stack of
# fits goes on from, and how many it takes to the end, is written down beside the run.
HURRIED = """\
import functools, json, sys
from pathlib import Path
from mezz.__main__ import main
from mezz.learn.checkpoint import Keeper
from mezz.learn.stack import Stack
from mezz.run.stages import fit

def note(**said):
    with Path("steps.jsonl").open("a") as log:
        log.write(json.dumps(said) + "\\n")

def resume(stack, states, before=Stack.resume):
    before(stack, states)
    note(resumed=stack._start)

def run(stack, *arguments, before=Stack.run):
    taken = []
    step, stack._step = stack._step, lambda number: (taken.append(number), step(number))
    found = before(stack, *arguments)
    note(first=taken[0], taken=len(taken))
    return found

Stack.resume, Stack.run = resume, run
fit.Keeper = functools.partial(Keeper, every=0.1)
main()
"""


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Start the long spec, which lies in `folder`, with hurried checkpoints."""
    arguments = ["run", "long.yml", "--no-report", "--cache", "cache", "--out", "run"]
    command = [sys.executable, "-c", HURRIED, *arguments, "--threads", "1"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> None:
    """Wait for a run that nobody stops."""
    said = process.communicate()[1].decode()
    assert process.returncode == 0, said


def states(folder: Path) -> dict[Path, int]:
    """Return the checkpoints, each with the time of its writing in nanoseconds."""
    found = {}
    for path in (folder / "cache" / "v1" / "partial").glob("*/state"):
        try:
            found[path] = path.stat().st_mtime_ns
        except FileNotFoundError:  # the fit has just ended
            continue
    return found


def kill_after_a_checkpoint(process: subprocess.Popen[bytes], folder: Path, delay: float) -> bool:
    """Kill a run some time after it has written a checkpoint; say whether it was still running."""
    before, until = states(folder), time.monotonic() + MOST_SECONDS
    while process.poll() is None and time.monotonic() < until:
        if any(before.get(path) != written for path, written in states(folder).items()):
            time.sleep(delay)
            break
        time.sleep(0.005)
    process.kill()
    process.communicate()
    return process.returncode != 0


def noted(folder: Path, kind: str) -> list[dict[str, int]]:
    """Return what the attempts wrote down of one kind."""
    path = folder / "steps.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [one for one in map(json.loads, lines) if kind in one]


def learned(folder: Path) -> dict[str, tuple[bytes, ...]]:
    """Return the weights and the curve of every fit, as bytes."""
    plan = json.loads((folder / "run" / "plan.json").read_text(encoding="utf-8"))
    cache = Cache(folder / "cache")
    return {
        stage["id"]: tuple(
            (cache.open(stage["key"]).folder / name).read_bytes()
            for name in ("model.safetensors", "config.json", "curve.json")
        )
        for stage in plan["stages"]
        if stage["verb"] == "fit"
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run that nobody stopped."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "long.yml").write_text(LONG, encoding="utf-8")
    finish(start(folder))
    assert noted(folder, "resumed") == []
    assert {one["taken"] for one in noted(folder, "taken")} == {STEPS}
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with the long spec in it."""
    (tmp_path / "long.yml").write_text(LONG, encoding="utf-8")
    return tmp_path


def check_same(folder: Path, whole: Path) -> None:
    """Fail unless weights, curves and metrics are those of the run that nobody stopped."""
    assert learned(folder) == learned(whole)
    metrics = [(one / "run" / "metrics.json").read_bytes() for one in (folder, whole)]
    assert metrics[0] == metrics[1]
    assert states(folder) == {}


def test_kills_between_checkpoints_change_no_bit(place: Path, whole: Path) -> None:
    delays = np.random.default_rng(5).uniform(0, 0.15, KILLS)
    killed = sum(kill_after_a_checkpoint(start(place), place, delay) for delay in delays)
    assert killed == KILLS, "a fit was over before it could be killed"
    finish(start(place))
    check_same(place, whole)
    resumed = [one["resumed"] for one in noted(place, "resumed")]
    assert len(resumed) >= KILLS - 2, "a run began its fit anew"
    assert all(0 < step < STEPS for step in resumed)
    # The run that came to the end of a fit took only the steps that were left of it.
    ended = noted(place, "taken")
    assert any(one["taken"] < STEPS for one in ended)
    assert all(one["taken"] == STEPS - one["first"] + 1 for one in ended)


def test_a_torn_checkpoint_is_no_checkpoint(place: Path, whole: Path) -> None:
    assert kill_after_a_checkpoint(start(place), place, 0.0)
    for path in states(place):
        path.write_bytes(path.read_bytes()[:-100])
    finish(start(place))
    check_same(place, whole)
    assert noted(place, "resumed") == []


def test_a_run_that_waits_for_one_that_is_killed_goes_on_from_its_checkpoint(
    place: Path, whole: Path
) -> None:
    first = start(place)
    second = place / "second"
    second.mkdir()
    (second / "long.yml").write_text(LONG, encoding="utf-8")
    (second / "cache").symlink_to(place / "cache")
    while not states(place):
        assert first.poll() is None
        time.sleep(0.005)
    other = start(second)
    assert kill_after_a_checkpoint(first, place, 1.0)
    finish(other)
    check_same(second, whole)
    assert all(0 < one["resumed"] < STEPS for one in noted(second, "resumed")[:1])
    assert noted(second, "resumed")


def test_a_disk_that_fills_up_at_a_checkpoint_is_said_and_the_next_run_goes_on(
    tmp_path: Path, run_in: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []
    keep = Cache.keep_partial

    def full_at_the_third(cache: Cache, key: str, data: bytes) -> None:
        if len(kept) == 2:
            raise CacheUnwritable(cache.root, "No space left on device", full=True)
        kept.append(len(data))
        keep(cache, key, data)

    def hurried(**given: Any) -> Keeper:
        return Keeper(**given, every=0.1)

    monkeypatch.setattr(fit, "Keeper", hurried)
    monkeypatch.setattr(Cache, "keep_partial", full_at_the_third)
    stopped = run_in(tmp_path / "one", LONG).finished
    assert stopped.verdict is None
    assert [one.code for one in stopped.diagnostics] == [DISK_FULL]
    monkeypatch.setattr(Cache, "keep_partial", keep)
    loaded: list[bool] = []

    def partial(cache: Cache, key: str, read: Any = Cache.partial) -> bytes | None:
        found: bytes | None = read(cache, key)
        loaded.append(found is not None)
        return found

    monkeypatch.setattr(Cache, "partial", partial)
    assert run_in(tmp_path / "one", LONG).finished.verdict is not None
    assert any(loaded)
