"""A process that is killed, limited or forbidden to write leaves the cache whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from mezz.cache.store import DAY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mezz.cache.store import Cache
    from mezz.plan.stage import Keyed

    MakeKeyed = Callable[..., Keyed]
    Publish = Callable[..., Path]


def left_over(cache: Cache) -> list[str]:
    """Return what lies among the drafts."""
    return sorted(path.name for path in (cache.root / "v1" / "tmp").iterdir())


def visible(cache: Cache) -> list[str]:
    """Return the names of all artifacts' files."""
    artifacts = cache.root / "v1" / "artifacts"
    return sorted(path.name for path in artifacts.rglob("*") if path.is_file())


LIMITED = """
import resource, signal, sys
from pathlib import Path
from mezz.cache.failure import CacheUnwritable
from mezz.cache.store import Cache
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
cache = Cache(Path(sys.argv[1]))
cache.prepare()
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    with cache.draft() as draft:
        (draft / "data.bin").write_bytes(bytes(2000))
except CacheUnwritable as error:
    print(error.full, error.reason, list((cache.root / "v1" / "tmp").iterdir()))
"""

UNPRIVILEGED = """
import os, sys
from pathlib import Path
from mezz.cache.failure import CacheUnwritable
from mezz.cache.store import Cache
cache = Cache(Path(sys.argv[1]))
if os.getuid() == 0:
    os.setuid(65534)
for attempt in (cache.prepare, lambda: cache.claim("a"), lambda: cache.draft().__enter__()):
    try:
        attempt()
    except CacheUnwritable as error:
        print(error.full, error.path.is_relative_to(cache.root))
"""


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_size_limit_of_the_system_is_full(tmp_path: Path) -> None:
    done = run(LIMITED, tmp_path / "cache")
    assert (done.stdout, done.stderr) == ("True File too large []\n", "")


def test_a_folder_that_may_not_be_written_is_not_full(tmp_path: Path) -> None:
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    root = tmp_path / "cache"
    root.mkdir()
    root.chmod(0o555)
    done = run(UNPRIVILEGED, root)
    assert (done.stdout, done.stderr) == ("False True\n" * 3, "")


KILLED = """
import os, signal, sys
from pathlib import Path
from mezz.cache import manifest, store
from mezz.plan.stage import Keyed, Stage

cache = store.Cache(Path(sys.argv[1]))
cache.prepare()
key, moment = sys.argv[2], sys.argv[3]

def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

if moment == "sealing":
    manifest.digest_of = die
elif moment == "manifest":
    manifest._digest = die
elif moment == "renaming":
    Path.rename = die
elif moment == "noting":
    store.Index.note = die
with cache.claim(key), cache.draft() as draft:
    (draft / "data.bin").write_bytes(b"half")
    if moment == "writing":
        die()
    stage = Stage("fit/teacher/0", "fit", {}, (), (), (), ())
    cache.publish(draft, Keyed(stage, key, {}), seconds=1.0, spec_name="kepler")
"""


@pytest.mark.parametrize("moment", ["writing", "sealing", "manifest", "renaming"])
def test_a_killed_run_leaves_nothing_to_see_and_the_next_one_goes_on(
    cache: Cache, make: MakeKeyed, publish: Publish, moment: str
) -> None:
    stage = make()
    assert run(KILLED, cache.root, stage.key, moment).returncode == -signal.SIGKILL
    assert visible(cache) == []
    assert not cache.has(stage.key)
    claim = cache.try_claim(stage.key)
    assert claim is not None
    with claim:
        publish(stage, b"whole")
    assert (cache.open(stage.key).folder / "data.bin").read_bytes() == b"whole"
    long_ago = time.time() - DAY - 60
    assert len(left_over(cache)) == 2
    for path in (cache.root / "v1" / "tmp").iterdir():
        os.utime(path, (long_ago, long_ago))
    cache.prepare()
    assert left_over(cache) == []


def test_a_run_killed_after_the_rename_leaves_a_whole_artifact(
    cache: Cache, make: MakeKeyed
) -> None:
    stage = make()
    assert run(KILLED, cache.root, stage.key, "noting").returncode == -signal.SIGKILL
    assert cache.verify(stage.key) == []
    assert (cache.open(stage.key).folder / "data.bin").read_bytes() == b"half"
