from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from mezz.cache.manifest import NAME
from mezz.cache.stock import UNFINISHED, collect, entries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mezz.cache.store import Cache
    from mezz.plan.stage import Keyed

    MakeKeyed = Callable[..., Keyed]
    Publish = Callable[..., Path]

HOUR = 3600.0


def age(folder: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(folder / NAME, (then, then))


def test_every_artifact_is_listed_the_one_used_last_first(
    cache: Cache, make: MakeKeyed, publish: Publish
) -> None:
    first, second = make("fit/teacher/0"), make("sample/train", verb="sample")
    age(publish(first, b"a" * 100), 5 * HOUR)
    publish(second, b"b" * 30)
    listed = entries(cache)
    assert [entry.key for entry in listed] == [second.key, first.key]
    assert [(one.stage, one.verb, one.size) for one in listed] == [
        ("sample/train", "sample", 30),
        ("fit/teacher/0", "fit", 100),
    ]
    assert 5 * HOUR <= listed[1].idle < 6 * HOUR


def test_an_artifact_is_used_when_a_run_finds_it(
    cache: Cache, make: MakeKeyed, publish: Publish
) -> None:
    stage = make()
    age(publish(stage), 5 * HOUR)
    cache.used(stage, "kepler")
    assert entries(cache)[0].idle < HOUR
    assert cache.verify(stage.key) == []


def test_what_cannot_be_read_is_listed_without_a_stage(
    cache: Cache, make: MakeKeyed, publish: Publish
) -> None:
    folder = publish(make(), b"a" * 100)
    (folder / NAME).write_text("{}", encoding="utf-8")
    (entry,) = entries(cache)
    assert (entry.stage, entry.verb, entry.size) == ("", "", 102)


def test_only_what_is_old_and_free_is_removed(
    cache: Cache, make: MakeKeyed, publish: Publish
) -> None:
    stages = {name: make(name) for name in ("old", "young", "held", "kept")}
    for name, stage in stages.items():
        age(publish(stage), (1 if name == "young" else 3) * HOUR)
    with cache.claim(stages["held"].key):
        gone = collect(cache, 2 * HOUR, frozenset({stages["kept"].key}))
    assert [entry.stage for entry in gone] == ["old"]
    assert sorted(entry.stage for entry in entries(cache)) == ["held", "kept", "young"]
    assert list((cache.root / "v1" / "tmp").iterdir()) == []


def test_what_never_ended_goes_with_the_rest_once_it_is_old(cache: Cache) -> None:
    for key in ("old", "young", "held", "kept"):
        cache.keep_partial(key, b"state")
        then = time.time() - (1 if key == "young" else 3) * HOUR
        os.utime(cache.root / "v1" / "partial" / key / "state", (then, then))
    (cache.root / "v1" / "partial" / "empty").mkdir()
    with cache.claim("held"):
        gone = collect(cache, 2 * HOUR, frozenset({"kept"}))
    assert [(one.key, one.stage, one.size) for one in gone] == [("old", UNFINISHED, 37)]
    assert [key for key, _, _ in cache.partials()] == ["empty", "held", "kept", "young"]
    assert {one.key for one in collect(cache, 0)} == {"empty", "held", "kept", "young"}
    assert cache.partials() == []


def test_a_cache_that_is_not_there_holds_nothing(cache: Cache) -> None:
    assert entries(type(cache)(cache.root / "nowhere")) == []
    assert not (cache.root / "nowhere").exists()
