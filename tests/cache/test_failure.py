"""Which errors of the system speak of the cache."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from mezz.cache.failure import BLOCKED, REFUSED, CacheUnwritable, writing

ROOT = Path("/cache")


def error(number: int, *paths: str) -> OSError:
    first, second = (*paths, None, None)[:2]
    return OSError(number, os.strerror(number), first, None, second)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("paths", [(), ("/cache/v1/tmp/a",), ("/elsewhere", "/cache/v1/a")])
def test_no_space_is_said_to_be_full(number: int, paths: tuple[str, ...]) -> None:
    with (
        pytest.raises(CacheUnwritable, match="the cache cannot be written") as caught,
        writing(ROOT),
    ):
        raise error(number, *paths)
    assert caught.value.full
    assert caught.value.reason == os.strerror(number)
    assert caught.value.path == Path(paths[-1] if paths else "/cache")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_refusal_below_the_cache_is_not_full(number: int) -> None:
    with pytest.raises(CacheUnwritable) as caught, writing(ROOT):
        raise error(number, "/cache/v1/tmp")
    assert not caught.value.full


@pytest.mark.parametrize(
    ("number", "paths"),
    [
        (errno.EACCES, ("/data/table.csv",)),
        (errno.ENOSPC, ("/elsewhere/file",)),
        (errno.EACCES, ()),
        (errno.ENOENT, ("/cache/v1/tmp",)),
        (errno.ENOTDIR, ("/cache/v1/tmp",)),
    ],
)
def test_other_errors_pass_as_they_are(number: int, paths: tuple[str, ...]) -> None:
    with pytest.raises(OSError, match=os.strerror(number)) as caught, writing(ROOT):
        raise error(number, *paths)
    assert caught.value.errno == number


def test_a_file_in_the_way_is_a_refusal_where_folders_are_made() -> None:
    with pytest.raises(CacheUnwritable), writing(ROOT, REFUSED | BLOCKED):
        raise error(errno.ENOTDIR, "/cache/v1")
