"""What a cache holds: every artifact with its size and last use, and what may go."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.cache import manifest as manifests
from mezz.cache.failure import Damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.cache.store import Cache

UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Entry:
    """One artifact: `size` in bytes, `idle` seconds since a run last made or used it.

    Of an artifact whose manifest cannot be read, `stage` and `verb` are empty. Of what a stage that
    never ended could go on from, `stage` is `UNFINISHED`.
    """

    key: str
    stage: str
    verb: str
    size: int
    idle: float


def entries(cache: Cache) -> list[Entry]:
    """Return every artifact, the one used last first."""
    return sorted(_entries(cache), key=lambda entry: (entry.idle, entry.key))


def collect(cache: Cache, older_than: float, keep: frozenset[str] = frozenset()) -> list[Entry]:
    """Remove what no run has used for `older_than` seconds, and return it.

    What stages that never ended could go on from goes as well, once it is that old.
    What a run is at, and the keys in `keep`, stay. A run that reads an artifact uses it first, and
    so may lose only what it had not used for that long.

    Raises:
        CacheUnwritable: something cannot be removed.
    """
    gone = []
    for entry in entries(cache):
        if entry.idle < older_than or entry.key in keep:
            continue
        claim = cache.try_claim(entry.key)
        if claim is not None:
            with claim:
                cache.remove(entry.key)
            gone.append(entry)
    for key, size, idle in cache.partials():
        if idle >= older_than and key not in keep and cache.drop_partial(key):
            gone.append(Entry(key, UNFINISHED, "", size, idle))
    return gone


def _entries(cache: Cache) -> Iterator[Entry]:
    now = time.time()
    for key in cache.stored():
        folder = cache.folder(key)
        try:
            manifest = manifests.read(folder, key)
            used = (folder / manifests.NAME).stat().st_mtime
            yield Entry(key, manifest.stage, manifest.verb, manifest.size, now - used)
        except Damaged:
            files = [path.stat() for path in folder.rglob("*") if path.is_file()]
            used = max((file.st_mtime for file in files), default=0.0)
            yield Entry(key, "", "", sum(file.st_size for file in files), now - used)
        except FileNotFoundError:
            continue  # removed by somebody else in between
