from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz import api
from mezz.cache.manifest import NAME
from mezz.cache.store import Cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]


@pytest.fixture(scope="module")
def ran(tiny_text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the smallest experiment once for this module; return the folder of its cache and runs."""
    top = tmp_path_factory.mktemp("ran")
    (top / "tiny.yml").write_text(tiny_text, encoding="utf-8")
    planned = api.plan(api.validate(top / "tiny.yml", root=top), cache=top / "cache")
    assert api.run(planned, out=top / "runs" / "tiny" / "a", cache=top / "cache", threads=1).verdict
    return top


@pytest.fixture
def cache(folder: Path, ran: Path) -> Cache:
    """Return a copy of that cache, in the working folder."""
    shutil.copytree(ran / "cache", folder / "cache")
    return Cache(folder / "cache")


def test_everything_is_listed_with_its_size_and_age(mezz: Mezz, cache: Cache) -> None:
    listed = mezz("cache", "ls")
    head, *lines = listed.out.splitlines()
    assert (listed.status, head.split()) == (0, ["key", "verb", "size", "used", "stage"])
    assert [line.split()[0] for line in lines] != []
    assert {line.split()[0] for line in lines} == {key[:12] for key in cache.stored()}
    assert listed.err.startswith(f"{len(lines)} artifacts, ")
    data = mezz("cache", "ls", "--json").envelope["data"]
    assert sum(one["size"] for one in data["artifacts"]) > 0
    assert {one["verb"] for one in data["artifacts"]} >= {"sample", "fit", "judge"}


def test_an_empty_cache_is_listed_too(mezz: Mezz) -> None:
    listed = mezz("cache", "ls")
    assert (listed.status, listed.out) == (0, "")
    assert listed.err.startswith("0 artifacts, 0 B, in ")


def test_a_sound_cache_is_verified(mezz: Mezz, cache: Cache) -> None:
    verified = mezz("cache", "verify")
    assert (verified.status, verified.out) == (0, "")
    assert verified.err.rstrip().endswith("all as written")


def test_damage_is_named_and_exits_3(mezz: Mezz, cache: Cache) -> None:
    first, second, *_ = cache.stored()
    (cache.folder(first) / NAME).write_text("{}", encoding="utf-8")
    (victim, *_) = (
        path
        for path in sorted(cache.folder(second).rglob("*"))
        if path.is_file() and path.name != NAME
    )
    victim.write_bytes(b"x" + victim.read_bytes()[1:])
    verified = mezz("cache", "verify", "--json")
    assert (verified.status, verified.codes) == (3, ["MZ404", "MZ404"])
    said = " ".join(one["message"] for one in verified.envelope["diagnostics"])
    assert f"{first[:12]} (damaged): manifest.json is not a manifest" in said
    assert f"{victim.name} was changed after it was written" in said
    damaged = {one["key"] for one in verified.envelope["data"]["damaged"]}
    assert damaged == {first, second}


def test_what_was_not_used_for_long_is_removed(mezz: Mezz, cache: Cache) -> None:
    old, *young = cache.stored()
    then = time.time() - 40 * 24 * 3600
    os.utime(cache.folder(old) / NAME, (then, then))
    gone = mezz("cache", "gc", "--json").envelope["data"]["removed"]
    assert [one["key"] for one in gone] == [old]
    assert cache.stored() == young
    assert mezz("cache", "gc", "--older-than", "0").err.startswith(f"removed {len(young)} art")
    assert cache.stored() == []


def test_what_runs_are_made_of_can_be_kept(mezz: Mezz, cache: Cache, ran: Path) -> None:
    shutil.copytree(ran / "runs", "runs")
    before = cache.stored()
    assert mezz("cache", "gc", "--older-than", "0", "--keep-runs").err.startswith("removed 0 art")
    assert cache.stored() == before


def test_a_cache_that_cannot_be_written_is_said(
    mezz: Mezz, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = cache.root / "v1" / "locks"
    shutil.rmtree(locks)
    locks.parent.mkdir(exist_ok=True)

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    refused = mezz("cache", "gc", "--older-than", "0", "--json")
    assert (refused.status, refused.codes) == (5, ["MZ308"])
