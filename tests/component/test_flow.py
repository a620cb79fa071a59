"""The integrator, against closed forms and against scipy's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from mezz.component.flow import FINE, SUBSTEPS, flow, steps_for

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def circle(time: Array, state: Array) -> Array:
    return np.stack([state[1], -state[0]])


def growth(time: Array, state: Array) -> Array:
    return state * np.cos(time)


def test_a_circle_is_followed_to_rounding() -> None:
    angle = np.linspace(0, 6, 30)
    state = np.stack([np.cos(angle), -np.sin(angle)], axis=1)
    moved = flow(circle, np.zeros(30), state, 0.7, steps_for(0.7, FINE))
    due = np.stack([np.cos(angle + 0.7), -np.sin(angle + 0.7)], axis=1)
    assert np.abs(moved - due).max() < 1e-13


def test_the_rate_is_asked_at_the_time_of_each_state() -> None:
    time, span = np.linspace(-3, 3, 11), np.linspace(0, 1, 11)
    moved = flow(growth, time, np.ones((11, 1)), span, 20)
    due = np.exp(np.sin(time + span) - np.sin(time))
    assert np.abs(moved[:, 0] - due).max() < 1e-13


def test_twice_as_many_columns_of_even_powers_is_the_order() -> None:
    start, span = np.array([[1.0, 0.0]]), 4.0
    due = np.array([math.cos(span), -math.sin(span)])
    off = [np.abs(flow(circle, np.zeros(1), start, span, n)[0] - due).max() for n in (2, 4)]
    assert off[0] / off[1] == pytest.approx(2.0 ** (2 * len(SUBSTEPS)), rel=0.2)


def test_it_agrees_with_an_independent_integrator_where_time_matters() -> None:
    def rate(time: Array, state: Array) -> Array:
        return np.stack([state[1], state[0] - state[0] ** 3 + 0.5 * np.cos(1.2 * time)])

    rng = np.random.default_rng(0)
    time, state = rng.uniform(0, 5, 8), rng.normal(size=(8, 2))
    moved = flow(rate, time, state, 1.0, steps_for(1.0, FINE))
    for t, before, after in zip(time, state, moved, strict=True):
        known = solve_ivp(rate, (t, t + 1.0), before, method="DOP853", rtol=1e-12, atol=1e-12)
        assert np.abs(after - known.y[:, -1]).max() < 1e-10


def test_a_state_goes_its_own_way_whatever_its_company() -> None:
    rng = np.random.default_rng(1)
    time, state = rng.uniform(0, 5, 5000), rng.normal(size=(5000, 1))
    together = flow(growth, time, state, 0.3, 4)
    for row in (0, 4095, 4096, 4999):
        alone = flow(growth, time[row : row + 1], state[row : row + 1], 0.3, 4)
        assert np.array_equal(alone[0], together[row])


def test_nobody_can_be_followed() -> None:
    assert flow(circle, np.zeros(0), np.zeros((0, 2)), 1.0, 5).shape == (0, 2)


def test_steps_are_no_longer_than_they_may_be() -> None:
    assert [steps_for(span, 0.1) for span in (0.0, 0.05, 0.1, 0.11, 1.0)] == [1, 1, 1, 2, 10]
