"""What unfinished stages keep, to go on from: one file a key, noticed when it is damaged."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mezz.cache.whole import flush

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DIGEST = 32
_STATE = "state"


@dataclass(frozen=True, slots=True)
class Partials:
    """A folder `<key>/` a key below `folder`, with the digest of the state before the state.

    Whoever reads or writes here holds the claim on the key.
    """

    folder: Path
    drafts: Path

    def read(self, key: str) -> bytes | None:
        """Return what was last written, or None where nothing was or it is damaged."""
        try:
            whole = (self.folder / key / _STATE).read_bytes()
        except OSError:
            return None
        digest, data = whole[:_DIGEST], whole[_DIGEST:]
        return data if hashlib.sha256(data).digest() == digest else None

    def write(self, key: str, data: bytes) -> None:
        """Replace what was written before, whole or not at all."""
        draft = self.drafts / secrets.token_hex(8)
        path = self.folder / key / _STATE
        try:
            draft.write_bytes(hashlib.sha256(data).digest() + data)
            flush(draft)
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def remove(self, key: str) -> None:
        """Remove what was written, if anything was."""
        (self.folder / key / _STATE).unlink(missing_ok=True)
        if (self.folder / key).is_dir():
            (self.folder / key).rmdir()

    def idle(self) -> Iterator[tuple[str, int, float]]:
        """Yield each key that has a state, with its bytes and the seconds since it was written.

        A folder that a killed writer left empty counts as well. What another run removes meanwhile,
        for it has finished the stage, is left out.
        """
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            for place in (path / _STATE, path):
                try:
                    found = place.stat()
                except OSError:
                    continue
                size = found.st_size if place.name == _STATE else 0
                yield path.name, size, time.time() - found.st_mtime
                break
