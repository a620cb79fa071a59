"""The ledger of verdicts on test rows: each once, in the order in which they came."""

from __future__ import annotations

import errno
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mezz.cache.failure import CacheUnwritable
from mezz.cache.looks import Look, Looks
from mezz.cache.stock import collect, entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.cache.store import Cache
    from mezz.plan.stage import Keyed

ROWS, OTHER = "ab" * 32, "cd" * 32


def look(judge: str, word: str = "BREAK") -> Look:
    return Look(judge, name=f"spec-{judge}", run=f"run-{judge}", word=word)


@pytest.fixture
def looks(tmp_path: Path) -> Looks:
    return Looks(tmp_path / "looks")


def test_a_verdict_counts_those_that_came_before_it(looks: Looks) -> None:
    first, second, third = look("a"), look("b", "MAKE"), look("c", "INCONCLUSIVE")
    assert looks.note(ROWS, first) == ()
    assert looks.note(ROWS, second) == (first,)
    assert looks.note(ROWS, third) == (first, second)
    assert looks.known(ROWS) == (first, second, third)


def test_the_same_verdict_again_is_no_look_and_keeps_its_place(looks: Looks) -> None:
    for judge in "abc":
        looks.note(ROWS, look(judge))
    renamed = Look("b", name="other", run="other", word="BREAK")
    assert looks.note(ROWS, renamed) == (look("a"),)
    assert looks.note(ROWS, look("a")) == ()
    assert looks.known(ROWS) == (look("a"), look("b"), look("c"))


def test_other_test_rows_have_a_ledger_of_their_own(looks: Looks) -> None:
    looks.note(ROWS, look("a"))
    assert looks.note(OTHER, look("b")) == ()
    assert looks.known("ef" * 32) == ()


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe",
        b"{",
        b"[]",
        b'{"judge": "x", "name": "n", "run": "r"}',
        b'{"judge": "x", "name": "n", "run": "r", "word": "MAYBE"}',
        b'{"judge": 1, "name": "n", "run": "r", "word": "MAKE"}',
    ],
)
def test_a_line_that_cannot_be_read_hides_no_other(looks: Looks, line: bytes) -> None:
    looks.note(ROWS, look("a"))
    (path,) = looks.folder.glob("*.jsonl")
    path.write_bytes(path.read_bytes() + line + b"\n")
    assert looks.note(ROWS, look("b")) == (look("a"),)
    assert looks.known(ROWS) == (look("a"), look("b"))


def test_a_line_that_was_cut_short_is_closed_before_the_next(looks: Looks) -> None:
    looks.note(ROWS, look("a"))
    looks.note(ROWS, look("b"))
    (path,) = looks.folder.glob("*.jsonl")
    path.write_bytes(path.read_bytes()[:-20])
    assert looks.note(ROWS, look("b")) == (look("a"),)
    assert looks.note(ROWS, look("c")) == (look("a"), look("b"))


def test_verdicts_that_come_together_are_all_entered_and_ordered(looks: Looks) -> None:
    counts: list[int] = []

    def note(judge: str) -> None:
        counts.append(len(looks.note(ROWS, look(judge))))

    threads = [threading.Thread(target=note, args=(str(at),)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(8))
    assert len(looks.known(ROWS)) == 8


def test_tidying_the_cache_leaves_the_ledger_alone(
    cache: Cache, make: Callable[..., Keyed], publish: Callable[..., Path]
) -> None:
    stage = make()
    publish(stage)
    cache.look(ROWS, look("a"))
    assert [gone.key for gone in collect(cache, older_than=0.0)] == [stage.key]
    cache.prepare()
    assert entries(cache) == []
    assert cache.look(ROWS, look("b")) == (look("a"),)


def test_a_ledger_that_cannot_be_written_is_said(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, *_: object, **__: object) -> object:
        raise OSError(errno.ENOSPC, "no space left", str(self))

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(CacheUnwritable) as error:
        cache.look(ROWS, look("a"))
    assert error.value.full
