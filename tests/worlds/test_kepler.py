from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.optimize import brentq

from mezz.component.examples import Examples
from mezz.worlds.kepler import Kepler

SMALL = Kepler(train=300, unlabelled=0, validation=50, test=200)


def examples_at(e: np.ndarray, mean: np.ndarray) -> Examples:
    ids = np.arange(len(e))
    return Examples({"e": e, "M": mean}, np.zeros((len(e), 2)), ids, ids)


def test_targets_solve_the_equation_as_brent_does() -> None:
    drawn = SMALL.sample("test")
    for e, mean, target in zip(drawn.fields["e"], drawn.fields["M"], drawn.target, strict=True):
        root = brentq(lambda x, e=e, m=mean: x - e * math.sin(x) - m, -1, 8, xtol=1e-14)
        assert target == pytest.approx((math.sin(root), math.cos(root)), abs=1e-11)


def test_the_solution_is_exact_everywhere_that_a_spec_allows() -> None:
    e, mean = (
        grid.ravel()
        for grid in np.meshgrid(
            np.concatenate([np.linspace(0, 0.99, 100), [0.7999, 0.8]]),
            np.concatenate([np.linspace(0, 2 * np.pi, 200, endpoint=False), [1e-300, 1e-9]]),
        )
    )
    sine, cosine = SMALL.oracle(examples_at(e, mean)).T
    anomaly = np.arctan2(sine, cosine)
    residual = np.mod(anomaly - e * np.sin(anomaly) - mean + np.pi, 2 * np.pi) - np.pi
    assert np.abs(residual).max() < 1e-12
    assert np.abs(np.hypot(sine, cosine) - 1).max() < 1e-15


def test_an_orbit_without_eccentricity_moves_evenly() -> None:
    mean = np.linspace(0, 6, 7)
    found = SMALL.oracle(examples_at(np.zeros(7), mean))
    assert np.allclose(found, np.stack([np.sin(mean), np.cos(mean)], axis=1), atol=1e-15)


def test_the_target_does_not_count_turns() -> None:
    drawn = SMALL.sample("test")
    turned = drawn.moved(M=drawn.fields["M"].astype(np.float64) + 2 * np.pi * 7)
    assert np.allclose(SMALL.oracle(turned), drawn.target, rtol=0, atol=1e-12)


def test_draws_are_uniform_in_their_ranges() -> None:
    world = Kepler(train=20_000, unlabelled=0, eccentricity=(0.2, 0.5))
    drawn = world.sample("train")
    e, mean = (drawn.fields[name].astype(np.float64) for name in ("e", "M"))
    assert 0.2 <= e.min() < 0.2001
    assert 0.4999 < e.max() < 0.5
    assert 0 <= mean.min() < 0.002
    assert 2 * np.pi - 0.002 < mean.max() < 2 * np.pi
    for values, low, high in ((e, 0.2, 0.5), (mean, 0, 2 * np.pi)):
        share = (values - low) / (high - low)
        # Four standard errors of a uniform mean over 20,000 draws.
        assert abs(share.mean() - 0.5) < 4 / math.sqrt(12 * 20_000)


def test_a_longer_split_begins_with_the_shorter_one() -> None:
    longer = SMALL.model_copy(update={"test": 400}).sample("test").take(slice(0, 200))
    shorter = SMALL.sample("test")
    assert np.array_equal(longer.ids, shorter.ids)
    assert np.array_equal(longer.target, shorter.target)


def test_it_declares_its_types_and_its_own_measure() -> None:
    emits = SMALL.emits()
    assert {name: str(type_) for name, type_ in emits.fields.items()} == {
        "e": "Scalar",
        "M": "Angle(2 pi)",
    }
    assert str(emits.target) == "Value[2]"
    assert emits.measures == ("kepler_residual",)
    assert SMALL.sizes() == {"train": 300, "unlabelled": 0, "validation": 50, "test": 200}
    assert SMALL.probe().sizes == SMALL.sizes()
    assert SMALL.probe().available is None


def test_it_has_no_baseline() -> None:
    test = SMALL.sample("test")
    with pytest.raises(ValueError, match="no baseline `har`"):
        SMALL.baseline("har", test, test)


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ('{"test": 1}', "test"),
        ('{"train": 0}', "train"),
        ('{"unlabelled": -1}', "unlabelled"),
        ('{"train": 1e3}', "train"),
        ('{"eccentricity": [0.5, 0.1]}', "eccentricity"),
        ('{"eccentricity": [0.0, 1.0]}', "eccentricity"),
        ('{"eccentricity": [-0.1, 0.5]}', "eccentricity"),
        ('{"eccentricity": [0.1]}', "eccentricity"),
    ],
)
def test_an_impossible_size_or_orbit_is_refused(written: str, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Kepler.model_validate_json(written)
    assert caught.value.errors()[0]["loc"][0] == field
