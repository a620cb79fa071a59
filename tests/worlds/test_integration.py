from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.integrate import quad
from scipy.special import i0

from mezz.component.examples import Examples
from mezz.learn.randomness import Stream
from mezz.worlds.integration import Integration, reference, sampled

SMALL: Any = {"train": 400, "unlabelled": 0, "validation": 2, "test": 300}


def raw(world: Integration, f: np.ndarray) -> np.ndarray:
    """Return the integrals as they are, not z-scored."""
    ids = np.arange(len(f))
    examples = Examples({"f": f}, np.zeros((len(f), 2)), ids, ids)
    mean, deviation = reference(world.harmonics)
    return world.oracle(examples) * deviation + mean


def test_the_square_integrates_to_half_the_sum_of_squared_coefficients() -> None:
    world = Integration(**SMALL)
    drawn = world.sample("test")
    coefficients = Stream(0, "integration").normal(drawn.ids, 16) / np.sqrt(8)
    found = raw(world, drawn.fields["f"])[:, 0]
    assert np.allclose(found, 0.5 * np.square(coefficients).sum(axis=1), rtol=1e-12)


@pytest.mark.parametrize("harmonic", [1, 3, 8])
def test_the_exponential_of_a_wave_integrates_to_a_bessel_function(harmonic: int) -> None:
    heights = np.linspace(0, 4, 9)
    coefficients = np.zeros((9, 16))
    coefficients[:, harmonic - 1] = heights
    found = raw(Integration(), sampled(coefficients, 64))[:, 1]
    assert np.allclose(found, i0(heights), rtol=1e-12)


@pytest.mark.parametrize("points", [17, 64, 65])
def test_the_quadrature_agrees_with_an_adaptive_one(points: int) -> None:
    coefficients = np.random.default_rng(5).normal(size=(4, 16)) / np.sqrt(8)
    found = raw(Integration(points=points), sampled(coefficients, points))
    for row, (a, b) in enumerate(zip(coefficients[:, :8], coefficients[:, 8:], strict=True)):
        m = 2 * np.pi * np.arange(1, 9)

        def f(x: float, a: Any = a, b: Any = b, m: Any = m) -> float:
            return float(a @ np.cos(m * x) + b @ np.sin(m * x))

        for at, of in enumerate((np.square, np.exp)):
            due = quad(lambda x, of=of, f=f: of(f(x)), 0, 1, epsabs=1e-12, limit=200)[0]
            assert found[row, at] == pytest.approx(due, rel=1e-10)


def test_the_highest_frequency_of_the_samples_is_one_wave_and_not_two() -> None:
    f = np.tile([1.0, -1.0], 32)[np.newaxis]
    square, exponential = raw(Integration(), f)[0]
    assert square == pytest.approx(0.5, rel=1e-12)
    assert exponential == pytest.approx(i0(1.0), rel=1e-12)


def test_targets_have_mean_zero_and_deviation_one_by_the_law_they_come_from() -> None:
    target = Integration(train=40_000, unlabelled=0).sample("train").target
    assert np.abs(target.mean(axis=0)).max() < 0.02
    assert np.abs(target.std(axis=0) - 1).max() < 0.05


def test_the_function_is_standard_normal_everywhere() -> None:
    f = Integration(train=20_000, unlabelled=0).sample("train").fields["f"]
    assert np.abs(f.mean(axis=0)).max() < 0.03
    assert np.abs(f.std(axis=0) - 1).max() < 0.03


def test_the_analytic_variant_asks_for_what_has_a_closed_form() -> None:
    numeric, analytic = Integration(**SMALL), Integration(**SMALL, variant="analytic")
    assert analytic.emits().target.names == ("integral of f^2",)
    assert np.array_equal(analytic.sample("test").target[:, 0], numeric.sample("test").target[:, 0])
    assert numeric.emits().gives_away == analytic.emits().gives_away == ("power_spectrum",)


def test_bumps_lie_on_a_circle_and_are_resolved() -> None:
    bumped = Integration(**SMALL, bumps=2)
    plain: Any = Integration(**SMALL).sample("test").fields["f"]
    added = bumped.sample("test").fields["f"] - plain
    # A bump of height a and deviation s on a circle of length 1 holds a s sqrt(2 pi).
    assert np.allclose(added.mean(axis=1), 2 * 0.5 * 0.05 * np.sqrt(2 * np.pi), rtol=1e-12)
    fine = Integration(**SMALL, bumps=2, points=256).sample("test")
    assert np.allclose(fine.target, bumped.sample("test").target, rtol=0, atol=1e-9)


def test_high_bumps_are_said_to_be_heavy_tailed() -> None:
    assert Integration(bumps=1, amplitude=0.8).emits().heavy_tails == ""
    assert Integration(bumps=1, amplitude=1.0).emits().heavy_tails == "amplitude"
    assert Integration(amplitude=1.0).emits().heavy_tails == ""
    assert Integration(bumps=1, amplitude=1.0, variant="analytic").emits().heavy_tails == ""


def test_simple_rivals_are_what_they_are_called() -> None:
    world = Integration(**{**SMALL, "train": 2_000})
    train, test = world.sample("train"), world.sample("test")
    target = test.target.astype(np.float64)
    error = {
        name: np.square(world.baseline(name, train, test) - target).mean(axis=0)
        for name in world.emits().baselines
    }
    spread = target.var(axis=0)
    assert (error["linear"] > 0.9 * spread).all()  # an even function of f has no linear part
    assert (error["extremes"] < 0.5 * spread).all()
    assert (error["extremes"] > 1e-3).all()
    with pytest.raises(ValueError, match="no baseline `har`"):
        world.baseline("har", train, test)


def test_what_samples_cannot_show_is_refused() -> None:
    with pytest.raises(ValidationError, match="fewer than half"):
        Integration(points=16, harmonics=8)
    with pytest.raises(ValidationError, match="two samples wide"):
        Integration(points=32, bumps=1)


def test_a_row_does_not_depend_on_its_company() -> None:
    whole = Integration(**SMALL, bumps=1).sample("test")
    part = Integration(**{**SMALL, "test": 7}, bumps=1).sample("test")
    assert np.array_equal(whole.fields["f"][:7], part.fields["f"])
    assert np.array_equal(whole.target[:7], part.target)
