from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

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
