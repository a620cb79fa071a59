"""Lorenz's system: the map against scipy, and what is known of its attractor."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.integrate import solve_ivp

from mezz.component.examples import Examples
from mezz.component.flow import FINE, flow, steps_for
from mezz.worlds.lorenz import Lorenz

SIZES: dict[str, Any] = {"train": 300, "unlabelled": 0, "validation": 20, "test": 200}
SMALL = Lorenz(**SIZES, settle=5.0)


def at(state: np.ndarray, clock: float = 0.0) -> Examples:
    ids = np.arange(len(state))
    shown = np.full(len(state), clock)
    return Examples(
        {"state": state, "t": shown, "began": 0 * shown}, np.zeros((len(state), 3)), ids, ids
    )


def equation(world: Lorenz) -> Any:
    def rate(time: float, state: Any) -> list[float]:
        x, y, z = state
        return [world.sigma * (y - x), x * (world.rho - z) - y, x * y - world.beta * z]

    return rate


def test_targets_are_those_of_an_independent_integrator() -> None:
    drawn = SMALL.sample("test").take(slice(0, 25))
    for before, after in zip(drawn.fields["state"], drawn.target, strict=True):
        known = solve_ivp(
            equation(SMALL), (0, 0.3), before, method="DOP853", rtol=1e-12, atol=1e-12
        )
        assert np.abs(after - known.y[:, -1]).max() < 1e-9


def test_volumes_shrink_at_the_rate_of_the_trace() -> None:
    """The trace of the Jacobian is -(sigma + 1 + beta) everywhere, so det of the flow is known."""
    state = SMALL.sample("test").fields["state"][:4].astype(np.float64)
    h = 1e-4
    for one in state:
        around = one + h * np.concatenate([np.eye(3), -np.eye(3)])
        moved = SMALL.oracle(at(around))
        jacobian = (moved[:3] - moved[3:]) / (2 * h)
        due = -0.3 * (10 + 1 + 8 / 3)
        assert np.log(np.linalg.det(jacobian)) == pytest.approx(due, abs=1e-5)


def test_the_fixed_points_stay() -> None:
    wing = np.sqrt(SMALL.beta * (SMALL.rho - 1))
    points = np.array([[0, 0, 0], [wing, wing, 27], [-wing, -wing, 27]])
    assert np.abs(SMALL.oracle(at(points)) - points).max() < 1e-12


def test_the_z_axis_falls_to_the_origin_by_itself() -> None:
    moved = SMALL.oracle(at(np.array([[0.0, 0.0, 20.0]])))
    assert moved[0] == pytest.approx([0, 0, 20 * np.exp(-8 / 3 * 0.3)], abs=1e-12)


@pytest.mark.slow
def test_neighbours_part_at_the_known_exponent() -> None:
    """The largest exponent is .9056 (Sprott, Chaos and Time-Series Analysis, 2003)."""
    world = Lorenz(**SIZES)
    state = world.sample("train").fields["state"][:200].astype(np.float64)
    apart = np.random.default_rng(0).normal(size=state.shape)
    total, rounds, span = 0.0, 40, 1.0
    for _ in range(rounds):
        apart *= 1e-7 / np.linalg.norm(apart, axis=1, keepdims=True)
        ends = [
            flow(world.rate, np.zeros(200), one, span, steps_for(span, FINE))
            for one in (state, state + apart)
        ]
        apart = ends[1] - ends[0]
        total += float(np.log(np.linalg.norm(apart, axis=1) / 1e-7).mean())
        state = ends[0]
    assert total / (rounds * span) == pytest.approx(0.9056, abs=0.04)


def test_the_half_turn_holds_to_the_last_bit() -> None:
    drawn, signs = SMALL.sample("test"), np.array([-1.0, -1.0, 1.0])
    turned = drawn.moved(state=drawn.fields["state"].astype(np.float64) * signs)
    assert np.array_equal(SMALL.oracle(turned), drawn.target * signs)


def test_the_clock_does_not_matter() -> None:
    drawn = SMALL.sample("test")
    other = drawn.moved(t=drawn.fields["t"].astype(np.float64) + 0.7)
    assert np.array_equal(SMALL.oracle(other), drawn.target)


def test_a_trajectory_is_one_unit_and_its_states_follow_each_other() -> None:
    world = Lorenz(**SIZES, settle=1.0, spacing=0.3, dt=0.3, per_trajectory=5, period=10.0)
    drawn = world.sample("test")
    assert np.bincount(drawn.units - drawn.units.min()).tolist() == [5] * 40
    states = drawn.fields["state"].astype(np.float64).reshape(40, 5, 3)
    later = drawn.target.astype(np.float64).reshape(40, 5, 3)
    # The way is walked in coarser steps than the target.
    assert np.abs(states[:, 1:] - later[:, :-1]).max() < 1e-4
    clock = drawn.fields["t"].astype(np.float64).reshape(40, 5)
    assert np.diff(clock, axis=1) == pytest.approx(0.3)
    assert (clock[:, 0] >= 0).all()
    assert (clock[:, 0] < 0.3).all()


def test_a_trajectory_cut_short_by_the_size_keeps_its_rows() -> None:
    longer = SMALL.sample("test").take(slice(0, 13))
    shorter = SMALL.model_copy(update={"test": 13}).sample("test")
    for name, values in shorter.arrays().items():
        assert np.array_equal(values, longer.arrays()[name])


@pytest.mark.slow
def test_errors_count_in_units_of_the_attractors_variance() -> None:
    world = Lorenz(train=6000, unlabelled=0, validation=2, test=2, per_trajectory=2, spacing=5.0)
    seen = float(world.sample("train").fields["state"].astype(np.float64).var(axis=0).sum())
    factors = world.scale(world.sample("test"))
    assert factors.shape == (2,)
    assert factors[0] == factors[1] == 1 / world.spread()
    assert world.spread() == pytest.approx(seen, rel=0.04)


def test_in_a_transient_the_clock_gives_the_state_away() -> None:
    """Within a hundredth of the clock's period, all states are nearly one."""
    world = Lorenz(**{**SIZES, "train": 4000}, start="transient")
    drawn = world.sample("train")
    clock = drawn.fields["t"].astype(np.float64)
    state = drawn.fields["state"].astype(np.float64)
    slot = np.floor(clock / 2.0 * 100).astype(int)
    left = state - np.stack([state[slot == k].mean(axis=0) for k in range(100)])[slot]
    assert left.var(axis=0).sum() < 0.05 * state.var(axis=0).sum()


def test_on_the_attractor_the_clock_says_nothing() -> None:
    world = Lorenz(**{**SIZES, "train": 4000})
    drawn = world.sample("train")
    state = drawn.fields["state"].astype(np.float64)
    slot = np.floor(drawn.fields["t"].astype(np.float64) / 0.2).astype(int)
    left = state - np.stack([state[slot == k].mean(axis=0) for k in range(10)])[slot]
    assert left.var(axis=0).sum() > 0.95 * state.var(axis=0).sum()


def test_its_baselines_say_the_state_and_a_quadratic_of_it() -> None:
    train, test = SMALL.sample("train"), SMALL.sample("test")
    assert np.array_equal(SMALL.baseline("persistence", train, test), test.fields["state"])
    short = SMALL.model_copy(update={"dt": 1e-4})
    train, test = short.sample("train"), short.sample("test")
    # Over a moment the flow is its Taylor series to second order, and the law is a quadratic.
    assert np.abs(short.baseline("no_clock", train, test) - test.target.astype(float)).max() < 1e-4
    with pytest.raises(ValueError, match="no baseline `har`"):
        SMALL.baseline("har", train, test)


def test_it_declares_its_types() -> None:
    emits = SMALL.emits()
    assert {name: str(type_) for name, type_ in emits.fields.items()} == {
        "state": "State[x y z]",
        "t": "Time(2)",
        "began": "Time(2)",
    }
    assert (emits.unit, emits.target.names) == ("trajectory", ("x", "y", "z"))
    assert emits.target.error_unit == "(attractor sd)^2"


@pytest.mark.parametrize("block", ['{"dt": 0}', '{"rho": 0.5}', '{"start": "rest"}', '{"test": 1}'])
def test_an_impossible_system_is_refused(block: str) -> None:
    with pytest.raises(ValidationError):
        Lorenz.model_validate_json(block)
