"""How the cache says that it cannot be written, or that what it holds is not what was written."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
BLOCKED = frozenset({errno.ENOTDIR, errno.EEXIST})
"""A file lies where a folder is to be made."""


class CacheUnwritable(Exception):  # noqa: N818  it names what is the matter
    """The cache cannot be written.

    `path` is the file or folder that could not be, `reason` the system's words. `full` tells a disk
    or quota that ran out from a cache that may not be written at all.
    """

    def __init__(self, path: Path, reason: str, *, full: bool) -> None:
        """Hold where and why."""
        super().__init__(f"the cache cannot be written: {reason}: {path}")
        self.path = path
        self.reason = reason
        self.full = full


class Damaged(Exception):  # noqa: N818
    """An artifact is missing or not what was written; `problems` has a line for each fault."""

    def __init__(self, key: str, problems: Sequence[str]) -> None:
        """Hold the key and every problem."""
        super().__init__(f"artifact {key[:12]} is damaged: {'; '.join(problems)}")
        self.key = key
        self.problems = tuple(problems)


@contextmanager
def writing(root: Path, refusals: frozenset[int] = REFUSED) -> Iterator[None]:
    """Turn the system's refusals to write below `root` into CacheUnwritable.

    A refusal that names another place, such as data that may not be read, is let through. A full
    disk often names no place: what is written here is written to the cache.
    """
    try:
        yield
    except OSError as error:
        named = error.filename2 or error.filename
        path = Path(named) if isinstance(named, str | Path) else None
        inside = path is not None and path.is_relative_to(root)
        full = error.errno in FULL and (inside or path is None)
        if full or (error.errno in refusals and inside):
            reason = error.strerror or str(error)
            raise CacheUnwritable(path or root, reason, full=full) from error
        raise
