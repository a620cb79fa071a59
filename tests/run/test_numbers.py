"""Every number of a run, computed again by loops from the predictions that it left."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.cache.artifact import read_arrays
from mezz.component.examples import Examples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.run.conftest import Ran


def outputs(ran: Ran, fit: str, seed: int, views: str = "orbit") -> NDArray[np.float64]:
    return read_arrays(ran.artifact(f"predict/{fit}/{seed}/{views}"))["outputs"]


def truth(ran: Ran) -> NDArray[np.float64]:
    test = Examples.of(read_arrays(ran.artifact("sample/test")))
    return np.asarray(test.target, np.float64)


@pytest.mark.parametrize("arm", ["teacher", "student", "student_augmented"])
def test_gap_is_the_variance_over_the_enumerated_orbit(ran: Ran, arm: str) -> None:
    total = 0.0
    for seed in (0, 1):
        views = outputs(ran, arm, seed)
        count, n, width = views.shape
        for i in range(n):
            mean = [math.fsum(views[:, i, c]) / count for c in range(width)]
            total += (
                math.fsum(
                    (views[k, i, c] - mean[c]) ** 2 for k in range(count) for c in range(width)
                )
                / count
            )
    assert ran.value(arm, "gap") == pytest.approx(total / (2 * n), rel=1e-12)


def test_error_is_the_mean_over_views_seeds_and_examples(ran: Ran) -> None:
    target = truth(ran)
    squares = [np.square(outputs(ran, "teacher", seed) - target).sum(axis=2) for seed in (0, 1)]
    assert ran.value("teacher", "error") == pytest.approx(np.mean(squares), rel=1e-12)


def test_the_mean_of_the_orbit_loses_exactly_the_gap(ran: Ran) -> None:
    teacher, mean = ran.value("teacher", "error"), ran.value("teacher_K", "error")
    assert teacher - mean == pytest.approx(ran.value("teacher", "gap"), rel=1e-10)
    assert ran.value("teacher_K", "gap") == 0.0


def test_the_law_over_K_holds_at_both_ends(ran: Ran) -> None:  # noqa: N802
    curve = ran.metrics.curve
    assert [point.k for point in curve] == [1, 2, 3, 4, 5]
    assert curve[0].law == pytest.approx(ran.value("teacher", "error"), rel=1e-12)
    assert curve[-1].law == pytest.approx(curve[-1].measured.value, rel=1e-10)
    assert curve[-1].law == pytest.approx(ran.value("teacher_K", "error"), rel=1e-10)


def test_skill_compares_with_the_mean_of_the_training_targets(ran: Ran) -> None:
    train = Examples.of(read_arrays(ran.artifact("sample/train"))).target
    target = truth(ran)
    trivial = np.square(train.mean(axis=0) - target).sum(axis=1).mean()
    losses = [
        np.square(outputs(ran, "student", seed) - target).sum(axis=2).mean() for seed in (0, 1)
    ]
    assert ran.value("trivial", "error") == pytest.approx(trivial, rel=1e-12)
    assert ran.value("student", "skill") == pytest.approx(1 - np.mean(losses) / trivial, rel=1e-10)


def test_targets_are_the_orbit_means_of_the_same_seeds_teacher(ran: Ran) -> None:
    target = read_arrays(ran.artifact("target/1"))["target"]
    assert target.shape == (300, 2)
    other = read_arrays(ran.artifact("target/0"))["target"]
    assert not np.allclose(target, other)


def test_each_row_is_seen_in_one_view_of_its_own(ran: Ran) -> None:
    given = read_arrays(ran.artifact("act/train/given"))["elements"]
    assert given.shape == (1, 200)
    counts = np.bincount(given[0], minlength=5)
    assert counts.sum() == 200
    assert counts.min() > 20


def test_sampled_views_are_judged_without_bias(
    tmp_path: Path, run_in: Callable[..., Ran], tiny: str, ran: Ran
) -> None:
    few = tiny.replace("{seeds: 2}", "{seeds: 2, views: 3}").replace(
        "  fit: {steps: 60", "  K: 2\n  fit: {steps: 60"
    )
    sampled = run_in(tmp_path, few, cache=ran.cache.root)
    assert sampled.metrics.views == "3"
    views = read_arrays(sampled.artifact("act/test/evaluate"))["elements"]
    assert views.shape == (3, 100)
    assert all(len(set(views[:, i])) == 3 for i in range(100))
    # The same teacher: its gap from 3 of 5 views, against the whole orbit.
    assert sampled.value("teacher", "gap") == pytest.approx(ran.value("teacher", "gap"), rel=0.2)
    blocks = read_arrays(sampled.artifact("act/test/blocks"))["elements"]
    assert blocks.shape == (4, 100)
    gap, pair = ran.value("teacher", "gap"), sampled.value("teacher_K", "gap")
    assert pair == pytest.approx(gap / 2 * (5 - 2) / (5 - 1), rel=0.5)
