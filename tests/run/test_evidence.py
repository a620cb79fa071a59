"""Contrasts are paired over seeds and examples, and blocks stand for neighbours in time."""

from __future__ import annotations

import numpy as np
import pytest

from mezz.component.types import Emits, Value
from mezz.run.evidence import Evidence
from mezz.spec.criterion import Linear
from mezz.stats.intervals import two_way

SEEDS, ROWS = 4, 60


def evidence(*, ordered: bool = False) -> Evidence:
    rng = np.random.default_rng(3)
    difficulty = rng.normal(1, 0.5, ROWS)
    values = {
        "teacher": {"error": difficulty + rng.normal(0, 0.05, (SEEDS, ROWS))},
        "student": {"error": 0.9 * difficulty + rng.normal(0, 0.05, (SEEDS, ROWS))},
        "har": {"error": difficulty[np.newaxis]},
        "costly": {"flops": np.full((SEEDS, 1), 7.0)},
    }
    emits = Emits({}, Value(("y",)), ordered=ordered, block=10)
    return Evidence.of(values, emits, np.arange(ROWS), 0.95, SEEDS)


def line(**terms: float) -> Linear:
    return Linear({(arm, "error"): weight for arm, weight in terms.items()}, 0.0)


def test_a_paired_contrast_is_sharper_than_its_parts() -> None:
    found = evidence()
    contrast = found.estimate(found.contrast(line(student=1.0, teacher=-1.0)))
    alone = found.estimate(found.contrast(line(student=1.0)))
    assert contrast.upper < 0
    assert contrast.upper - contrast.lower < 0.5 * (alone.upper - alone.lower)


def test_a_contrast_is_the_mean_of_its_examples() -> None:
    found = evidence()
    values = found.values
    expected = values["student"]["error"].mean() - 0.5 * values["teacher"]["error"].mean()
    assert found.mean(line(student=1.0, teacher=-0.5)) == pytest.approx(expected, rel=1e-12)
    both = found.contrast(line(student=1.0, teacher=-0.5))
    estimate, oracle = found.estimate(both), two_way(both, 0.95)
    assert (estimate.lower, estimate.upper) == pytest.approx((oracle.lower, oracle.upper))


def test_an_arm_without_seeds_is_paired_with_every_seed() -> None:
    found = evidence()
    contrast = found.contrast(line(teacher=1.0, har=-1.0))
    assert contrast.shape == (SEEDS, ROWS)
    assert np.array_equal(contrast, found.values["teacher"]["error"] - found.values["har"]["error"])


def test_a_count_has_no_interval() -> None:
    found = evidence()
    flops = found.interval(found.values["costly"]["flops"])
    assert (flops.value, flops.lower, flops.upper) == (7.0, None, None)


def test_neighbours_in_time_are_resampled_in_blocks() -> None:
    found = evidence(ordered=True)
    assert len(np.unique(found.units)) == ROWS // 10
    estimate = found.estimate(found.values["teacher"]["error"])
    assert estimate.n_units == ROWS // 10
