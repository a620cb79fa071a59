"""The driven oscillator: the map against scipy, energy, linear response, and what the force does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from mezz.component.examples import Examples
from mezz.worlds.forced_oscillator import ForcedOscillator

SIZES: dict[str, Any] = {"train": 300, "unlabelled": 0, "validation": 20, "test": 200}
SMALL = ForcedOscillator(**SIZES, settle=3.0)
PERIOD = 2 * math.pi / 1.2


def moved(world: ForcedOscillator, shift: float) -> np.ndarray:
    drawn = world.sample("test")
    return world.oracle(drawn.moved(t=drawn.fields["t"].astype(np.float64) + shift))


def truth(world: ForcedOscillator) -> np.ndarray:
    return world.sample("test").target.astype(np.float64)


def test_targets_are_those_of_an_independent_integrator() -> None:
    def rate(time: float, state: Any) -> list[float]:
        x, v = state
        return [v, -0.3 * v + x - x**3 + 0.5 * math.cos(1.2 * time)]

    drawn = SMALL.sample("test").take(slice(0, 25))
    starts = zip(drawn.fields["t"], drawn.fields["state"], drawn.target, strict=True)
    for t, before, after in starts:
        known = solve_ivp(
            rate, (float(t), float(t) + 1), before, method="DOP853", rtol=1e-12, atol=1e-12
        )
        assert np.abs(after - known.y[:, -1]).max() < 1e-10


def test_without_force_and_friction_energy_is_kept() -> None:
    world = ForcedOscillator(**SIZES, settle=0.0, damping=0.0, force=0.0, dt=5.0)

    def energy(state: Any) -> Any:
        x, v = np.asarray(state, np.float64).T
        return v**2 / 2 - x**2 / 2 + x**4 / 4

    drawn = world.sample("test")
    assert np.abs(energy(drawn.target) - energy(drawn.fields["state"])).max() < 1e-11


def test_friction_alone_takes_energy_away() -> None:
    world = ForcedOscillator(**SIZES, settle=0.0, force=0.0)
    drawn = world.sample("test")
    x, v = drawn.fields["state"].astype(np.float64).T
    after, speed = drawn.target.astype(np.float64).T
    lost = (v**2 / 2 - x**2 / 2 + x**4 / 4) - (speed**2 / 2 - after**2 / 2 + after**4 / 4)
    assert lost.min() > 0


@pytest.mark.slow
def test_a_linear_spring_answers_with_its_known_amplitude_and_lag() -> None:
    world = ForcedOscillator(**SIZES, settle=80.0, damping=0.5, linear=2.0, cubic=0.0, force=0.7)
    drawn = world.sample("test")
    stiff, drag, w = 2.0 - 1.2**2, 0.5 * 1.2, 1.2
    lag, size = math.atan2(drag, stiff), 0.7 / math.hypot(stiff, drag)
    phase = w * drawn.fields["t"].astype(np.float64) - lag
    due = np.stack([size * np.cos(phase), -size * w * np.sin(phase)], axis=1)
    assert np.abs(drawn.fields["state"].astype(np.float64) - due).max() < 1e-6
    later = phase + w * world.dt
    due = np.stack([size * np.cos(later), -size * w * np.sin(later)], axis=1)
    assert np.abs(truth(world) - due).max() < 1e-6


@pytest.mark.parametrize("periods", [1, 2, 4, -3])
def test_whole_periods_change_nothing(periods: int) -> None:
    assert np.abs(moved(SMALL, periods * PERIOD) - truth(SMALL)).max() < 1e-12


@pytest.mark.parametrize("periods", [0.618, 0.5, 0.1])
def test_any_other_shift_changes_the_target(periods: float) -> None:
    change = moved(SMALL, periods * PERIOD) - truth(SMALL)
    assert math.sqrt(float(np.square(change).sum(axis=1).mean())) > 0.1 * math.sqrt(SMALL.spread())


def test_half_a_period_and_a_half_turn_are_one_symmetry() -> None:
    drawn = SMALL.sample("test")
    other = drawn.moved(
        state=-drawn.fields["state"].astype(np.float64),
        t=drawn.fields["t"].astype(np.float64) + PERIOD / 2,
    )
    assert np.abs(SMALL.oracle(other) + truth(SMALL)).max() < 1e-11


def test_times_are_stored_within_the_first_period() -> None:
    clock = SMALL.sample("train").fields["t"].astype(np.float64)
    assert 0 <= clock.min() < 0.2
    assert PERIOD - 0.2 < clock.max() < PERIOD
    assert str(SMALL.emits().fields["t"]) == f"Angle({PERIOD:g})"


def test_what_happens_between_two_examples_is_the_flow() -> None:
    world = ForcedOscillator(**SIZES, settle=2.0, per_trajectory=4)
    drawn = world.sample("test")
    states = drawn.fields["state"].astype(np.float64).reshape(50, 4, 2)
    later = truth(world).reshape(50, 4, 2)
    assert np.abs(states[:, 1:] - later[:, :-1]).max() < 1e-8


def test_a_blank_example_is_enough_for_the_oracle() -> None:
    ids = np.arange(1)
    still = ForcedOscillator(**SIZES, force=0.0)
    rest = Examples({"state": np.array([[1.0, 0.0]]), "t": np.zeros(1)}, np.zeros((1, 2)), ids, ids)
    assert np.abs(still.oracle(rest) - [[1.0, 0.0]]).max() < 1e-15
