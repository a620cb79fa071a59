"""The second verdict on the same test rows knows of the first; the first never of the second."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from mezz import api
from mezz.record.model import LookRecord, LooksRecord
from mezz.run.session import GOAL, TEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.run.conftest import Ran

    Run = Callable[..., Ran]


@pytest.fixture
def cache(tmp_path: Path, ran: Ran) -> Path:
    """Return a cache in which everything was made and nothing was judged."""
    copy = tmp_path / "cache"
    shutil.copytree(ran.cache.root, copy)
    shutil.rmtree(copy / "v1" / "looks")
    return copy


def looks(ran: Ran) -> LooksRecord:
    found = ran.folder.read(LooksRecord)
    assert found is not None
    return found


def as_look(ran: Ran) -> LookRecord:
    verdict = ran.finished.verdict
    assert verdict is not None
    return LookRecord(name=verdict.name, run=verdict.run, word=verdict.word)


def file(ran: Ran) -> bytes:
    return (ran.finished.folder / "looks.json").read_bytes()


def test_a_verdict_counts_the_others_on_its_rows_that_came_before_it(
    tmp_path: Path, run_in: Run, tiny: str, cache: Path
) -> None:
    first = run_in(tmp_path / "first", cache=cache)
    other = run_in(tmp_path / "other", tiny.replace("0.5 *", "0.6 *"), cache=cache)
    third = run_in(tmp_path / "third", tiny.replace("0.5 *", "0.7 *"), cache=cache)
    again = run_in(tmp_path / "again", cache=cache)

    assert looks(first).earlier == ()
    assert looks(first).alpha_halved == looks(first).alpha == pytest.approx(0.025)
    assert looks(first).rows == first.planned.keyed[TEST].key
    assert looks(other).earlier == (as_look(first),)
    assert looks(other).alpha_halved == pytest.approx(0.0125)
    assert looks(third).earlier == (as_look(first), as_look(other))
    assert looks(third).alpha_halved == pytest.approx(0.00625)
    assert file(again) == file(first)
    for name in ("metrics.json", "verdict.json"):
        assert (again.finished.folder / name).read_bytes() == (
            first.finished.folder / name
        ).read_bytes()

    page = api.report(other.finished.folder).read_text(encoding="utf-8")
    assert "one verdict was reached on them before this one, for <code>tiny</code>" in page


def test_a_spec_that_gives_the_same_verdict_by_another_name_is_no_look(
    tmp_path: Path, run_in: Run, tiny: str, cache: Path
) -> None:
    first = run_in(tmp_path / "first", cache=cache)
    renamed = run_in(tmp_path / "renamed", tiny.replace("name: tiny", "name: small"), cache=cache)
    assert renamed.planned.keyed[GOAL].key == first.planned.keyed[GOAL].key
    assert renamed.planned.run_id != first.planned.run_id
    assert looks(renamed).earlier == ()


@pytest.mark.slow
def test_a_verdict_on_other_rows_is_no_look(
    tmp_path: Path, run_in: Run, tiny: str, cache: Path
) -> None:
    run_in(tmp_path / "first", cache=cache)
    other = run_in(tmp_path / "other", tiny.replace("test: 100", "test: 90"), cache=cache)
    assert looks(other).earlier == ()


def test_a_fresh_cache_counts_anew(tmp_path: Path, run_in: Run, tiny: str, cache: Path) -> None:
    run_in(tmp_path / "first", cache=cache)
    shutil.rmtree(cache / "v1" / "looks")
    other = run_in(tmp_path / "other", tiny.replace("0.5 *", "0.6 *"), cache=cache)
    assert looks(other).earlier == ()


def test_a_line_is_met_at_the_levels_above_its_own(ran: Ran) -> None:
    alpha = looks(ran).alpha
    for line in ran.metrics.criteria:
        assert line.p_met is not None
        assert (line.p_met < alpha) == (line.outcome == "met")
        assert line.contrast.upper is not None
        assert (line.p_met < alpha) == (line.contrast.upper < 0)
