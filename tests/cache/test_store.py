"""One process and the cache: publish, open, notice damage, mend it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from mezz.cache import manifest as manifests
from mezz.cache.failure import CacheUnwritable, Damaged
from mezz.cache.store import DAY, Cache, default_root

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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


def test_what_is_published_can_be_opened(cache: Cache, make: MakeKeyed, publish: Publish) -> None:
    stage = make()
    assert not cache.has(stage.key)
    folder = publish(stage, b"abc")
    assert cache.has(stage.key)
    assert cache.verify(stage.key) == []
    artifact = cache.open(stage.key)
    assert artifact.folder == folder == cache.root / "v1" / "artifacts" / stage.key[:2] / stage.key
    assert (artifact.folder / "data.bin").read_bytes() == b"abc"
    assert artifact.manifest.stage == "fit/teacher/0"
    assert left_over(cache) == []


def test_looking_touches_nothing(tmp_path: Path, make: MakeKeyed) -> None:
    cache = Cache(tmp_path / "none")
    key = make().key
    assert not cache.has(key)
    assert cache.verify(key) == ["manifest.json is missing"]
    assert cache.previous("fit/teacher/0", "kepler") is None
    assert cache.rate("fit") is None
    with pytest.raises(Damaged):
        cache.open(key)
    assert not (tmp_path / "none").exists()


def test_a_cache_can_be_used_without_preparing_it(tmp_path: Path, make: MakeKeyed) -> None:
    cache, stage = Cache(tmp_path / "new"), make()
    cache.used(stage, "kepler")
    with cache.claim(stage.key), cache.draft() as draft:
        (draft / "a").write_bytes(b"1")
        cache.publish(draft, stage, seconds=1.0, spec_name="kepler")
    assert cache.has(stage.key)


def test_a_draft_that_is_not_published_is_removed(cache: Cache) -> None:
    with cache.draft() as draft:
        (draft / "deep").mkdir()
        (draft / "deep" / "a").write_bytes(b"1")
    assert left_over(cache) == []
    assert visible(cache) == []


def test_a_draft_of_a_stage_that_failed_is_removed(cache: Cache) -> None:
    def failing_stage() -> None:
        with cache.draft() as draft:
            (draft / "a").write_bytes(b"1")
            raise RuntimeError("not the cache's fault")

    with pytest.raises(RuntimeError, match="fault"):
        failing_stage()
    assert left_over(cache) == []
    assert visible(cache) == []


def test_the_first_of_two_artifacts_stays(cache: Cache, make: MakeKeyed, publish: Publish) -> None:
    publish(make(), b"first")
    folder = publish(make(), b"second")
    assert (folder / "data.bin").read_bytes() == b"first"
    assert cache.open(make().key).manifest.size == 5
    assert left_over(cache) == []


def test_publishing_replaces_a_damaged_artifact(
    cache: Cache, make: MakeKeyed, publish: Publish
) -> None:
    folder = publish(make(), b"first")
    (folder / "data.bin").write_bytes(b"fIrst")
    publish(make(), b"second")
    assert (folder / "data.bin").read_bytes() == b"second"
    assert cache.verify(make().key) == []
    assert left_over(cache) == []


def _truncate(folder: Path) -> None:
    os.truncate(folder / "data.bin", 399)


def _flip(folder: Path) -> None:
    data = bytearray((folder / "data.bin").read_bytes())
    data[200] ^= 4
    (folder / "data.bin").write_bytes(data)


def _flip_manifest(folder: Path) -> None:
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    (folder / "manifest.json").write_text(text.replace("2.0", "3.0"), encoding="utf-8")


def _delete(folder: Path) -> None:
    (folder / "data.bin").unlink()


def _delete_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _add(folder: Path) -> None:
    (folder / "more.bin").write_bytes(b"1")


@pytest.mark.parametrize(
    ("damage", "seen_by_has", "words"),
    [
        (_truncate, True, "data.bin has 399 bytes and was written with 400"),
        (_flip, False, "data.bin was changed after it was written"),
        (_flip_manifest, True, "manifest.json was changed after it was written"),
        (_delete, True, "data.bin is missing"),
        (_delete_manifest, True, "manifest.json is missing"),
        (_add, False, "more.bin was added"),
    ],
)
def test_damage_is_noticed_and_mended(  # the whole way a run goes
    cache: Cache,
    make: MakeKeyed,
    publish: Publish,
    damage: Callable[[Path], None],
    seen_by_has: bool,
    words: str,
) -> None:
    stage = make()
    damage(publish(stage))
    later = Cache(cache.root)
    assert later.has(stage.key) is not seen_by_has
    assert later.verify(stage.key) == [words]
    with pytest.raises(Damaged, match="is damaged") as caught:
        later.open(stage.key)
    assert caught.value.problems == (words,)
    later.discard(stage.key)
    assert not later.has(stage.key)
    assert visible(later) == []
    assert left_over(later) == []
    publish(stage)
    assert later.open(stage.key).manifest.key == stage.key


def test_a_sound_artifact_is_not_discarded(cache: Cache, make: MakeKeyed, publish: Publish) -> None:
    publish(make())
    cache.discard(make().key)
    assert cache.verify(make().key) == []
    cache.discard("0" * 64)


def test_digests_are_read_once_in_a_process(
    cache: Cache, make: MakeKeyed, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(make())
    read: list[str] = []
    digest_of = manifests.digest_of

    def counted(path: Path) -> str:
        read.append(path.name)
        return digest_of(path)

    monkeypatch.setattr(manifests, "digest_of", counted)
    later = Cache(cache.root)
    later.open(make().key)
    later.open(make().key)
    assert read == ["data.bin"]


def test_what_a_stage_was_made_from_is_remembered_when_made_and_when_found(
    cache: Cache, make: MakeKeyed, publish: Publish
) -> None:
    publish(make(turns=5))
    assert cache.previous("fit/teacher/0", "kepler") == {"verb": "fit", "turns": 5}
    assert cache.previous("fit/teacher/0", "lorenz") is None
    cache.used(make(turns=6), "kepler")
    assert cache.previous("fit/teacher/0", "kepler") == {"verb": "fit", "turns": 6}


def test_rates_come_from_what_was_published(
    cache: Cache, make: MakeKeyed, publish: Publish
) -> None:
    publish(make(), seconds=4.0)
    assert cache.rate("fit") == {
        "seconds_per_stage": 4.0,
        "flops_per_second": 5e8,
        "bytes_per_second": 250.0,
    }


def test_a_claim_is_free_again_after_its_block(cache: Cache, make: MakeKeyed) -> None:
    key = make().key
    with cache.claim(key):
        assert cache.try_claim(key) is None
        other = cache.try_claim(make("other").key)
        assert other is not None
        other.release()
    again = cache.try_claim(key)
    assert again is not None
    again.release()


def test_old_drafts_and_locks_of_dead_runs_are_swept(cache: Cache, make: MakeKeyed) -> None:
    drafts = cache.root / "v1" / "tmp"
    old, young, stray = drafts / "aa", drafts / "bb", drafts / "cc"
    for folder in (old, young):
        folder.mkdir()
        (folder / "data").write_bytes(b"1")
    stray.write_bytes(b"1")
    lock = cache.root / "v1" / "locks" / f"{make().key}.lock"
    lock.touch()
    long_ago = time.time() - DAY - 60
    with cache.draft() as living, cache.claim("held"):
        held = cache.root / "v1" / "locks" / "held.lock"
        for path in (old, stray, lock, held, living, living.with_suffix(".lock")):
            os.utime(path, (long_ago, long_ago))
        cache.prepare()
        assert living.is_dir()
        assert held.exists()
        assert left_over(cache) == sorted(["bb", living.name, f"{living.name}.lock"])
    assert not lock.exists()
    assert left_over(cache) == ["bb"]


def test_a_full_disk_in_a_stage_is_full(cache: Cache) -> None:
    with pytest.raises(CacheUnwritable) as caught, cache.draft():
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.full
    assert left_over(cache) == []


def test_a_disk_that_fills_while_publishing_leaves_nothing_to_see(
    cache: Cache, make: MakeKeyed, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(manifests, "flush", full)
        with pytest.raises(CacheUnwritable) as caught:
            publish(make())
    assert caught.value.full
    assert visible(cache) == []
    assert left_over(cache) == []
    publish(make())
    assert cache.has(make().key)


def test_a_file_in_place_of_the_cache_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for root in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(CacheUnwritable) as caught:
            Cache(root).prepare()
        assert not caught.value.full


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other places")
def test_the_default_place_is_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_root() == tmp_path / "mezz"


def test_the_store_imports_no_heavy_library() -> None:
    code = (
        "import sys, mezz.cache.store;"
        "print(sorted({'numpy', 'torch', 'zarr', 'safetensors', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
