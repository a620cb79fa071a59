"""The cache: content key to artifact, so that nothing is computed twice.

```
<root>/v1/artifacts/<key[:2]>/<key>/   files of the artifact, manifest.json
<root>/v1/tmp/                         drafts, swept when their writer is gone
<root>/v1/locks/<key>.lock             claims
<root>/v1/partial/<key>/               what a long stage that has not ended can go on from
<root>/v1/index/  <root>/v1/rates/     what stages were made from and how fast they ran
<root>/v1/looks/<key>.jsonl            the verdicts that were reached on the test rows of a key
```

An artifact appears at once and whole: it is written as a draft, brought to the disk, sealed by its
manifest and renamed into place. The way to a result is

```python
if not cache.has(key):
    with cache.claim(key):
        if not cache.has(key):  # another run may have made it while this one waited
            with cache.draft() as folder:
                ...  # fill the folder
                cache.publish(folder, keyed, seconds=seconds, spec_name=name)
artifact = cache.open(key)
```

A run that holds a claim takes further ones by `try_claim` only; two runs that wait for each other's
would wait for ever.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

from mezz.cache import manifest as manifests
from mezz.cache.claim import Claim
from mezz.cache.failure import BLOCKED, REFUSED, CacheUnwritable, Damaged, writing
from mezz.cache.index import Index
from mezz.cache.looks import Looks
from mezz.cache.partial import Partials
from mezz.cache.rates import Rates
from mezz.cache.whole import flush, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mezz.cache.looks import Look
    from mezz.cache.manifest import Manifest
    from mezz.plan.stage import Keyed

LAYOUT = "v1"
DAY = 24 * 3600.0
MONTH = 30 * DAY
TAG = """\
Signature: 8a477f597d28d172789f06886806bc55
# This folder is mezz's cache. Whatever is deleted here is computed again, but for v1/looks: it counts
# the verdicts that were reached on the same test rows.
# About cache directory tags: https://bford.info/cachedir/
"""


def default_root() -> Path:
    """Return the user's cache folder for mezz."""
    return user_cache_path("mezz", appauthor=False)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A verified artifact: the folder to read from, and what is known about it."""

    folder: Path
    manifest: Manifest


class Cache:
    """Artifacts below one folder. Making the object touches nothing; reading never writes."""

    def __init__(self, root: Path) -> None:
        """Use the cache at `root`, which need not exist yet."""
        self.root = root.absolute()
        home = self.root / LAYOUT
        self._artifacts = home / "artifacts"
        self._drafts = home / "tmp"
        self._locks = home / "locks"
        self._index = Index(home / "index", self._drafts)
        self._rates = Rates(home / "rates", self._drafts)
        self._looks = Looks(home / "looks")
        self._partials = Partials(home / "partial", self._drafts)
        self._verified: set[str] = set()

    def prepare(self) -> None:
        """Make sure that the cache can be written, and sweep what killed runs left.

        Raises:
            CacheUnwritable: it cannot.
        """
        with writing(self.root, REFUSED | BLOCKED):
            for folder in (self._artifacts, self._drafts, self._locks):
                folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.root / "CACHEDIR.TAG", TAG, self._drafts)
        self._sweep()

    def folder(self, key: str) -> Path:
        """Return where the artifact with that key lies or will lie."""
        return self._artifacts / key[:2] / key

    def has(self, key: str) -> bool:
        """Say whether an artifact is there, by its manifest and the sizes of its files: cheap."""
        try:
            manifest = manifests.read(self.folder(key), key)
        except Damaged:
            return False
        return not manifests.faults(self.folder(key), manifest, deep=False)

    def verify(self, key: str) -> list[str]:
        """Read an artifact in full and return everything that is not as it was written."""
        try:
            manifest = manifests.read(self.folder(key), key)
        except Damaged as damaged:
            return list(damaged.problems)
        return manifests.faults(self.folder(key), manifest, deep=True)

    def damage(self, key: str) -> list[str]:
        """Return what is wrong with an artifact that is there; nothing where none is."""
        return self.verify(key) if self.folder(key).exists() else []

    def open(self, key: str) -> Artifact:
        """Return an artifact to read from, verified when it is first opened here.

        Raises:
            Damaged: it is missing or not as it was written; `discard` it and make it again.
        """
        folder = self.folder(key)
        manifest = manifests.read(folder, key)
        if key not in self._verified:
            if problems := manifests.faults(folder, manifest, deep=True):
                raise Damaged(key, problems)
            self._verified.add(key)
        return Artifact(folder, manifest)

    def claim(self, key: str) -> Claim:
        """Wait until no other run holds the key, and hold it: `with cache.claim(key): ...`.

        Raises:
            CacheUnwritable: a claim is a file, and none can be made.
        """
        with writing(self.root):
            claim = Claim.take(self._lock(key), wait=True)
        assert claim is not None
        return claim

    def try_claim(self, key: str) -> Claim | None:
        """Hold the key if no other run does; None otherwise, at once.

        Raises:
            CacheUnwritable: a claim is a file, and none can be made.
        """
        with writing(self.root):
            return Claim.take(self._lock(key), wait=False)

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """Give an empty folder to fill and `publish`; what is not published is removed.

        Raises:
            CacheUnwritable: the cache refused a write in the block; `full` says that space ran out.
        """
        folder = self._drafts / secrets.token_hex(8)
        with writing(self.root):
            alive = Claim.take(_lock_of(folder), wait=True)
            try:
                folder.mkdir()
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
                if alive is not None:
                    alive.release()
                with suppress(OSError):
                    _lock_of(folder).unlink()

    def publish(self, draft: Path, keyed: Keyed, *, seconds: float, spec_name: str) -> Artifact:
        """Move a filled draft to its place and return it as an artifact.

        Where another run was first, its artifact is returned and the draft is left behind.
        `seconds` is what making it took, `spec_name` the spec it was made for.

        Raises:
            CacheUnwritable: the cache refused a write; nothing half-written can be seen.
            ValueError: the draft is empty or holds a link.
        """
        folder = self.folder(keyed.key)
        with writing(self.root):
            manifest = manifests.seal(draft, keyed, seconds)
            folder.parent.mkdir(parents=True, exist_ok=True)
            if not self._moved(draft, folder, keyed.key):
                manifest = manifests.read(folder, keyed.key)
            flush(folder.parent)
            self._verified.add(keyed.key)
            self._index.note(keyed, spec_name)
            self._rates.note(manifest)
            self._partials.remove(keyed.key)
        return Artifact(folder, manifest)

    def discard(self, key: str) -> None:
        """Take a damaged artifact away, so that it is made again. A sound one stays.

        Call it under a claim on the key. It looks again first: another run may have mended it.

        Raises:
            CacheUnwritable: it cannot be taken away.
        """
        if self.verify(key):
            self.remove(key)

    def remove(self, key: str) -> None:
        """Take an artifact away, at once and whole. Call it under a claim on the key.

        Raises:
            CacheUnwritable: it cannot be taken away.
        """
        self._verified.discard(key)
        with writing(self.root):
            self._drafts.mkdir(parents=True, exist_ok=True)
            grave = self._drafts / secrets.token_hex(8)
            with suppress(FileNotFoundError):
                self.folder(key).rename(grave)
            shutil.rmtree(grave, ignore_errors=True)

    def stored(self) -> list[str]:
        """Return the keys of all artifacts, in order."""
        return sorted(path.name for path in self._artifacts.glob("*/*") if path.is_dir())

    def partial(self, key: str) -> bytes | None:
        """Return what `keep_partial` last kept for an unfinished stage, if it is sound."""
        return self._partials.read(key)

    def keep_partial(self, key: str, data: bytes) -> None:
        """Keep what an unfinished stage can go on from; `publish` removes it.

        Call it under a claim on the key.

        Raises:
            CacheUnwritable: it cannot be written; what was kept before is still there.
        """
        with writing(self.root):
            self._partials.write(key, data)

    def partials(self) -> list[tuple[str, int, float]]:
        """Return each key that has something to go on from, its bytes, and the seconds it is old."""
        return sorted(self._partials.idle())

    def drop_partial(self, key: str) -> bool:
        """Remove what a stage could go on from, unless a run is at it; say whether it is gone.

        Raises:
            CacheUnwritable: it cannot be removed.
        """
        claim = self.try_claim(key)
        if claim is None:
            return False
        with claim, writing(self.root):
            self._partials.remove(key)
        return True

    def previous(self, stage_id: str, spec_name: str) -> dict[str, Any] | None:
        """Return the ingredients with which a stage of a spec last ran or was found, if any."""
        return self._index.previous(stage_id, spec_name)

    def used(self, keyed: Keyed, spec_name: str) -> None:
        """Note that a spec's stage was found here, as publishing notes that it was made.

        Raises:
            CacheUnwritable: the note cannot be written.
        """
        with writing(self.root):
            self._drafts.mkdir(parents=True, exist_ok=True)
            self._index.note(keyed, spec_name)
        with suppress(OSError):  # the time of the last use, for whoever looks for what to remove
            os.utime(self.folder(keyed.key) / manifests.NAME)

    def rate(self, verb: str) -> dict[str, float] | None:
        """Return how fast stages of a verb ran on this machine.

        `seconds_per_stage`, and where known `flops_per_second` and `bytes_per_second` (floating-point
        operations and bytes as the plan counts them); None where no such stage was published here.
        """
        return self._rates.rate(verb)

    def look(self, rows: str, look: Look) -> tuple[Look, ...]:
        """Enter a verdict on the test rows of that key, and return the others that came before it.

        Raises:
            CacheUnwritable: it cannot be entered.
        """
        with writing(self.root):
            return self._looks.note(rows, look)

    def _moved(self, draft: Path, folder: Path, key: str) -> bool:
        """Rename the draft into place; False where a sound artifact is already there."""
        for _ in range(2):
            try:
                draft.rename(folder)
            except OSError as error:
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                    raise
                if not self.verify(key):
                    return False
                self.discard(key)
            else:
                return True
        raise Damaged(key, ["it cannot be replaced"])

    def _lock(self, key: str) -> Path:
        return self._locks / f"{key}.lock"

    def _sweep(self) -> None:
        """Remove what no running process holds: drafts and locks of yesterday, states of old."""
        for key, _, idle in list(self._partials.idle()):
            # A run that was killed right after it published leaves the state of what is finished.
            if idle > MONTH or self.has(key):
                with suppress(OSError, CacheUnwritable):
                    self.drop_partial(key)
        for path in (*self._drafts.iterdir(), *self._locks.iterdir()):
            with suppress(OSError):
                if time.time() - path.lstat().st_mtime > DAY:
                    _remove_unheld(path)


def _lock_of(draft: Path) -> Path:
    return draft.with_suffix(".lock")


def _remove_unheld(path: Path) -> None:
    claim = Claim.take(_lock_of(path), wait=False)
    if claim is not None:
        with claim:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            _lock_of(path).unlink(missing_ok=True)
