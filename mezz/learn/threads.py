"""Independent pieces of work on threads, each computing on one core.

Libraries of matrix products split a large product among threads, and then the order of its sums,
and so its last bits, depends on how many there are. Here every product runs on one thread and the
threads take different pieces of work, so that their number leaves no trace.
"""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Result = TypeVar("Result")

_lock = threading.Lock()
_depth = 0
_before = 1


@contextmanager
def _one_core_each() -> Iterator[None]:
    """Hold torch's own threads at one; overlapping holds end with the last one."""
    global _depth, _before  # noqa: PLW0603 - torch's setting is the process's, and so is its owner
    with _lock:
        if _depth == 0:
            _before = torch.get_num_threads()
            torch.set_num_threads(1)
        _depth += 1
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if _depth == 0:
                torch.set_num_threads(_before)


def spread(
    work: Callable[[int, threading.Event], Result], count: int, threads: int | None = None
) -> list[Result]:
    """Do `count` pieces of work on threads.

    Args:
        work: called with 0 to `count` - 1 and with an event that is set when the rest is given
            up, which long work should heed.
        count: how many pieces.
        threads: how many threads; by default as many as torch would use.

    Returns:
        The results, in order.

    Raises:
        Exception: what a piece of work raised, once running work has ended.
    """
    given_up = threading.Event()
    if threads is None:
        threads = torch.get_num_threads()
    # A new thread takes over torch's setting only in its first parallel operation; the matrix
    # products before that would still be split.
    pool = ThreadPoolExecutor(
        max(1, min(threads, count)), initializer=torch.set_num_threads, initargs=(1,)
    )
    with _one_core_each(), pool:
        futures = [pool.submit(work, number, given_up) for number in range(count)]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
            # Either all are done, or one of those that are raises here.
            return [future.result() for future in futures if future.done()]
        except BaseException:
            given_up.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
