"""Every rival is what its name says, computed again from the artifacts of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.cache.artifact import read_arrays
from mezz.component.examples import Examples
from mezz.run.stages.recalibrate import shrinkage, temperature, tempered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.run.conftest import Ran


def outputs(ran: Ran, fit: str, seed: int, prefix: str = "") -> NDArray[np.float64]:
    found = read_arrays(ran.artifact(f"{prefix}predict/{fit}/{seed}/orbit"))["outputs"]
    return np.asarray(found, np.float64)


def truth(ran: Ran, split: str = "test") -> NDArray[np.float64]:
    examples = Examples.of(read_arrays(ran.artifact(f"sample/{split}")))
    return np.asarray(examples.target, np.float64)


def target(ran: Ran, name: str) -> NDArray[np.float64]:
    return np.asarray(read_arrays(ran.artifact(f"target/{name}"))["target"], np.float64)


def test_the_copy_learns_the_teachers_answer_to_the_view_it_sees(ran: Ran) -> None:
    same, mean = target(ran, "0/same_view"), target(ran, "0")
    assert same.shape == (5, 300, 2)
    assert np.allclose(same.mean(axis=0), mean, atol=1e-12)
    assert not np.allclose(same[0], mean)


def test_the_single_view_is_one_of_the_views_and_not_the_given_one(ran: Ran) -> None:
    single, same = target(ran, "0/one_view"), target(ran, "0/same_view")
    chosen = read_arrays(ran.artifact("act/unlabelled/single"))["elements"][0]
    assert np.allclose(single, same[chosen, np.arange(300)], atol=1e-12)
    assert len(set(chosen.tolist())) == 5


def test_the_ensemble_averages_the_seeds_of_the_teacher(ran: Ran) -> None:
    mean = (outputs(ran, "teacher", 0) + outputs(ran, "teacher", 1)) / 2
    error = np.square(mean - truth(ran)).sum(axis=2).mean()
    assert ran.value("ensemble", "error") == pytest.approx(error, rel=1e-12)
    spread = np.square(mean - mean.mean(axis=0)).sum(axis=2).mean()
    assert ran.value("ensemble", "gap") == pytest.approx(spread, rel=1e-12)
    assert ran.value("ensemble", "passes") == 2


def test_recalibration_is_the_least_squares_slope_of_the_validation_rows(ran: Ran) -> None:
    plain, shrunk = outputs(ran, "teacher", 0), outputs(ran, "recalibrated", 0)
    x, y = plain.reshape(-1), shrunk.reshape(-1)
    slope = np.polyfit(plain[..., 0].ravel(), shrunk[..., 0].ravel(), 1)[0]
    assert np.corrcoef(x, y)[0, 1] > 0.99
    assert ran.value("recalibrated", "gap") < ran.value("teacher", "gap") * 2
    again = np.polyfit(plain[..., 1].ravel(), shrunk[..., 1].ravel(), 1)[0]
    assert slope == pytest.approx(again, rel=1e-9)


def test_shrinkage_finds_a_slope_that_is_there() -> None:
    rng = np.random.default_rng(0)
    known = rng.normal(3, 1, (500, 2))
    slope, center, middle = shrinkage(known, 0.4 * known + 1)
    assert slope == pytest.approx(0.4)
    assert np.allclose(middle, 0.4 * center + 1)


def test_temperature_finds_the_one_that_made_the_labels() -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 2, (40_000, 3))
    sharp = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    true = tempered(sharp, 2.5)
    labels = (rng.random((40_000, 1)) > true.cumsum(axis=1)).sum(axis=1)
    assert temperature(sharp, labels) == pytest.approx(2.5, rel=0.05)


def test_the_twin_is_moved_by_other_turns_than_the_group(ran: Ran) -> None:
    group = read_arrays(ran.artifact("encode/test/orbit"))["latents"][..., 1]
    twin = read_arrays(ran.artifact("twin/encode/test/orbit"))["latents"][..., 1]
    assert np.allclose(group[0], twin[0])
    steps = (twin[1] - twin[0]) % (0.618 * 5 * 2 * np.pi)
    assert np.allclose(steps, 0.618 * 2 * np.pi, atol=1e-4)


def test_the_twin_changes_the_label_and_the_group_does_not(ran: Ran) -> None:
    guards = {guard.name: guard for guard in ran.metrics.guards}
    assert guards["label invariance"].passed
    value = guards["label invariance"].value
    assert value is not None
    assert value < 1e-12
    assert "label guard does not fail" not in guards["twin"].words


def test_fidelity_is_the_distance_to_the_teachers_orbit_mean(ran: Ran) -> None:
    distances = [
        np.square(outputs(ran, "student", seed) - outputs(ran, "teacher", seed).mean(axis=0)).sum(
            axis=2
        )
        for seed in (0, 1)
    ]
    effective = ran.metrics.effective
    assert effective is not None
    assert effective.distance.value == pytest.approx(np.mean(distances), rel=1e-10)
    gap = ran.value("teacher", "gap")
    assert effective.inverse.value == pytest.approx(np.mean(distances) / gap, rel=1e-9)
    best = ran.value("teacher_K", "error")
    task = (ran.value("student", "error") - best) / gap
    assert effective.inverse_task.value == pytest.approx(task, rel=1e-9)


def test_what_seeds_share_is_the_product_of_their_deviations(ran: Ran) -> None:
    a, b = (outputs(ran, "teacher", seed) for seed in (0, 1))
    shared = ((a - a.mean(axis=0)) * (b - b.mean(axis=0))).sum(axis=2).mean()
    share = ran.metrics.seed_share
    assert share is not None
    assert share.systematic.value == pytest.approx(shared, rel=1e-9)
    assert share.share.value == pytest.approx(shared / ran.value("teacher", "gap"), rel=1e-9)


def test_distillation_has_paid_when_the_passes_it_saves_cost_as_much(ran: Ran) -> None:
    cost = ran.metrics.cost
    assert cost is not None
    assert cost.asking == 300 * 5 * (cost.teacher_views / 5)
    assert cost.break_even is not None
    saved = cost.break_even * (cost.teacher_views - cost.student)
    assert saved == pytest.approx(cost.asking + cost.learning, rel=1e-12)
