"""Van der Pol's oscillator: the map against scipy, and its limit cycle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from mezz.worlds.van_der_pol import VanDerPol

SIZES: dict[str, Any] = {"train": 300, "unlabelled": 0, "validation": 20, "test": 200}


@pytest.mark.parametrize("mu", [0.2, 2.0, 5.0])
def test_targets_are_those_of_an_independent_integrator(mu: float) -> None:
    world = VanDerPol(**SIZES, mu=mu)
    drawn = world.sample("test").take(slice(0, 25))

    def rate(time: float, state: Any) -> list[float]:
        return [state[1], mu * (1 - state[0] ** 2) * state[1] - state[0]]

    for before, after in zip(drawn.fields["state"], drawn.target, strict=True):
        known = solve_ivp(rate, (0, 0.3), before, method="DOP853", rtol=1e-12, atol=1e-12)
        assert np.abs(after - known.y[:, -1]).max() < 1e-9


def test_the_half_turn_holds_to_the_last_bit() -> None:
    world = VanDerPol(**SIZES)
    drawn = world.sample("test")
    turned = drawn.moved(state=-drawn.fields["state"].astype(np.float64))
    assert np.array_equal(world.oracle(turned), -drawn.target.astype(np.float64))


def test_all_that_settles_swings_to_two() -> None:
    """At mu = 2 the amplitude of the limit cycle is 2.0199 (Andersen and Geer, 1982)."""
    world = VanDerPol(**{**SIZES, "train": 4000}, settle=20.0)
    x = world.sample("train").fields["state"][:, 0].astype(np.float64)
    assert np.abs(x).max() == pytest.approx(2.0199, abs=2e-3)


def test_a_longer_way_is_two_shorter_ones() -> None:
    world = VanDerPol(**SIZES)
    drawn = world.sample("test")
    once = world.model_copy(update={"dt": 0.6}).oracle(drawn)
    assert np.abs(world.oracle(drawn.moved(state=drawn.target)) - once).max() < 1e-10
