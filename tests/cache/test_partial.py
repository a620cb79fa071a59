from __future__ import annotations

import errno
import os
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from mezz.cache.failure import CacheUnwritable
from mezz.cache.store import MONTH, Cache

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mezz.plan.stage import Keyed

    MakeKeyed = Callable[..., Keyed]
    Publish = Callable[..., Path]


def states(cache: Cache) -> list[str]:
    """Return the keys that have a state on the disk."""
    return sorted(path.name for path in (cache.root / "v1" / "partial").iterdir())


def age(cache: Cache, key: str, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(cache.root / "v1" / "partial" / key / "state", (then, then))


def test_the_last_state_is_what_comes_back(cache: Cache) -> None:
    assert cache.partial("ab") is None
    cache.keep_partial("ab", b"first")
    cache.keep_partial("ab", b"second")
    assert cache.partial("ab") == b"second"
    assert Cache(cache.root).partial("ab") == b"second"
    assert list((cache.root / "v1" / "tmp").iterdir()) == []


@pytest.mark.parametrize("harmed", [b"", b"short", bytes(40)])
def test_a_damaged_state_is_none(cache: Cache, harmed: bytes) -> None:
    cache.keep_partial("ab", b"state" * 10)
    (cache.root / "v1" / "partial" / "ab" / "state").write_bytes(harmed)
    assert cache.partial("ab") is None


def test_what_is_published_has_no_state_any_more(
    cache: Cache, make: MakeKeyed, publish: Publish
) -> None:
    stage = make()
    cache.keep_partial(stage.key, b"state")
    publish(stage)
    assert states(cache) == []


def test_states_of_old_are_swept_and_those_in_use_are_not(cache: Cache) -> None:
    for key in ("old", "held", "young"):
        cache.keep_partial(key, b"state")
        age(cache, key, (1 if key == "young" else 2) * MONTH - 60)
    with cache.claim("held"):
        Cache(cache.root).prepare()
    assert states(cache) == ["held", "young"]


def test_a_state_that_another_run_removes_meanwhile_stops_nobody(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("gone", "old"):
        cache.keep_partial(key, b"state")
        age(cache, key, 2 * MONTH)
    home = cache.root / "v1" / "partial"
    listed = list(home.iterdir())
    shutil.rmtree(home / "gone")
    monkeypatch.setattr(type(home), "iterdir", lambda path: iter(listed if path == home else []))
    Cache(cache.root).prepare()
    monkeypatch.undo()
    assert states(cache) == []


def test_the_state_of_a_finished_stage_is_swept_at_once(
    cache: Cache, make: MakeKeyed, publish: Publish
) -> None:
    finished, unfinished = make("fit/teacher/0"), make("fit/teacher/1")
    publish(finished)
    for stage in (finished, unfinished):
        cache.keep_partial(stage.key, b"state")
    Cache(cache.root).prepare()
    assert states(cache) == [unfinished.key]


def test_the_state_of_one_key_is_not_that_of_another(cache: Cache) -> None:
    cache.keep_partial("ab", b"state")
    assert cache.partial("abc") is None
    assert cache.partials()[0][:2] == ("ab", 32 + len(b"state"))


def test_a_full_disk_leaves_the_state_before_and_is_said(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.keep_partial("ab", b"first")

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("mezz.cache.partial.flush", full)
    with pytest.raises(CacheUnwritable) as said:
        cache.keep_partial("ab", b"second")
    assert said.value.full
    assert cache.partial("ab") == b"first"
    assert list((cache.root / "v1" / "tmp").iterdir()) == []


def test_a_failed_write_leaves_the_state_before(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.keep_partial("ab", b"first")

    def fail(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("mezz.cache.partial.flush", fail)
    with pytest.raises(ZeroDivisionError):
        cache.keep_partial("ab", b"second")
    assert cache.partial("ab") == b"first"
    assert list((cache.root / "v1" / "tmp").iterdir()) == []
