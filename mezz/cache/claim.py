"""A claim on a key: while one run holds it, no other run computes the same stage.

Claims are locks of the operating system on a file. They end with the process that holds them,
however it ends, so none is ever stale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class Claim:
    """Held from the moment `take` returns it until the `with` block it opens is left."""

    def __init__(self, lock: FileLock) -> None:
        """Hold a lock that is already taken."""
        self._lock = lock

    @classmethod
    def take(cls, path: Path, *, wait: bool) -> Claim | None:
        """Lock the file at `path`; without `wait`, return None where another holds it.

        The lock belongs to no thread in particular: one may take it and another give it back.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(blocking=wait)
        except Timeout:
            return None
        return cls(lock)

    def release(self) -> None:
        """Let others have it."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
