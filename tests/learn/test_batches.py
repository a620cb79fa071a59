from __future__ import annotations

import numpy as np

from mezz.learn.batches import Batches
from mezz.learn.fit import Source
from mezz.learn.randomness import Stream


def _source(rows: int, views: int, fixed: bool) -> Source:
    bank = np.zeros((views, rows, 1), dtype=np.float32)
    target = np.zeros((rows, 1), dtype=np.float32)
    return Source(bank, target, "squared", np.arange(rows) % views if fixed else None)


def test_every_epoch_holds_every_row_once_in_another_order() -> None:
    batches = Batches(_source(50, 3, fixed=False), 20, Stream(0, "fit"))
    rows = np.concatenate([batches.at(step)[1] for step in range(10)]).reshape(4, 50)
    for epoch in rows:
        assert sorted(epoch.tolist()) == list(range(50))
    assert len({tuple(epoch) for epoch in rows.tolist()}) == 4


def test_a_batch_may_be_larger_than_the_epoch() -> None:
    rows = Batches(_source(3, 1, fixed=False), 8, Stream(0, "fit")).at(0)[1]
    assert np.bincount(rows).tolist() in ([3, 3, 2], [3, 2, 3], [2, 3, 3])


def test_the_order_of_asking_leaves_no_trace() -> None:
    source = _source(50, 3, fixed=False)
    forwards = Batches(source, 20, Stream(0, "fit"))
    steps = [forwards.at(step) for step in range(9)]
    for step in (8, 2, 5):
        assert np.array_equal(Batches(source, 20, Stream(0, "fit")).at(step), steps[step])


def test_the_batch_only_cuts_the_sequence() -> None:
    source = _source(50, 3, fixed=False)
    narrow, wide = (Batches(source, size, Stream(0, "fit")) for size in (10, 30))
    assert np.array_equal(np.concatenate([narrow.at(s) for s in range(3)], axis=1), wide.at(0))


def test_fixed_views_go_with_their_rows() -> None:
    batches = Batches(_source(50, 3, fixed=True), 20, Stream(0, "fit"))
    views, rows = batches.at(7)
    assert np.array_equal(views, rows % 3)


def test_fresh_views_are_even_and_change_from_epoch_to_epoch() -> None:
    batches = Batches(_source(50, 3, fixed=False), 50, Stream(0, "fit"))
    seen = np.empty((120, 50), dtype=np.int64)
    for step in range(120):
        views, rows = batches.at(step)
        seen[step, rows] = views
    counts = np.bincount(seen.ravel(), minlength=3)
    assert np.abs(counts - 2000).max() < 150
    # Equal views of a row in successive epochs: a third of all.
    assert abs((seen[1:] == seen[:-1]).mean() - 1 / 3) < 0.03
