"""Laws measured on data: what holds at rounding, and what a false declaration reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.component.examples import Examples
from mezz.component.slot import made
from mezz.component.symmetry import Symmetry
from mezz.component.types import Angle, Emits, Scalar, Signal, Value
from mezz.encoders.columns import Columns
from mezz.run.axioms import Study
from mezz.symmetries.angle_turns import AngleTurns
from mezz.symmetries.circular_shift import CircularShift
from mezz.worlds.kepler import Kepler

if TYPE_CHECKING:
    from collections.abc import Callable

N, L = 64, 6
EMITS = Emits(
    fields={"e": Scalar(), "M": Angle(), "u": Signal((L,))},
    target=Value(tuple(f"u{at}" for at in range(L)), axis="x"),
)
SHIFT = {"kind": "circular_shift", "on": "u", "grid": [L]}
MIRROR = {"kind": "mirror", "on": "u"}
TURNS = {"kind": "angle_turns", "on": "M", "turns": 3}


def study(plain: dict[str, Any], signal: np.ndarray[Any, Any] | None = None) -> Study:
    """Return a symmetry on random examples."""
    rng = np.random.default_rng(0)
    u = rng.normal(size=(N, L)) if signal is None else signal
    fields = {"e": rng.uniform(size=N), "M": rng.uniform(0, 6, N), "u": u}
    ids = np.arange(N)
    symmetry = made("symmetries", plain)
    assert isinstance(symmetry, Symmetry)
    return Study(symmetry, EMITS, Examples(fields, u.copy(), ids, ids))


@pytest.mark.parametrize(
    "plain",
    [
        TURNS,
        SHIFT,
        {"semidirect": {"normal": SHIFT, "by": MIRROR}},
        {"product": [TURNS, {"semidirect": {"normal": SHIFT, "by": MIRROR}}]},
        {"subgroup": {"of": SHIFT, "generators": [[2]]}},
    ],
)
def test_the_laws_of_a_group_hold_at_rounding(plain: dict[str, Any]) -> None:
    found = study(plain).laws()
    assert {"identity", "inverse", "composition", "listing"} <= found.keys()
    assert all(one["value"] <= 1e-14 * one["scale"] for one in found.values())


def test_a_false_declaration_of_commuting_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CircularShift, "commutes", frozenset({"mirror"}))
    false = study({"product": [SHIFT, MIRROR]})
    assert false.symmetry.faults(EMITS) == ()
    found = false.laws()
    assert found["commutation"]["value"] > 0.1 * found["commutation"]["scale"]
    # As a direct product it is no action either.
    assert found["composition"]["value"] > 0.1 * found["composition"]["scale"]


def test_a_nuisance_has_no_laws_and_its_average_is_no_projection() -> None:
    jitter = study({"kind": "jitter", "on": "e", "size": 1.0})
    assert jitter.laws() == {}
    found = jitter.tests(Columns(fields=("e",)))
    assert found.keys() == {"projection"}
    assert found["projection"]["p"] <= 0.005


def test_the_average_over_a_group_is_a_projection() -> None:
    found = study(SHIFT).tests(Columns(fields=("u",)))
    assert found.keys() == {"translation", "projection"}
    assert min(one["p"] for one in found.values()) > 0.005


@pytest.mark.parametrize(
    ("signal", "size"),
    [
        (lambda place: np.ones_like(place, float), 1),
        (lambda place: np.where(place % 2 == 0, 1.0, -1.0), 2),
        (lambda place: (place % 3).astype(float), 3),
        (lambda place: place.astype(float), 6),
    ],
)
def test_orbits_and_stabilisers_are_counted(
    signal: Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]], size: int
) -> None:
    found = study(SHIFT, np.tile(signal(np.arange(L)), (N, 1))).orbit()
    assert found == {"size": size, "of": L, "whole": 1.0, "stabiliser": L / size}


def test_the_exact_target_follows_the_example_or_not() -> None:
    world = Kepler(train=40, unlabelled=40, validation=20, test=200)
    symmetry = made("symmetries", TURNS)
    assert isinstance(symmetry, Symmetry)
    examples = world.sample("test")
    true = Study.of(symmetry, world, examples).label(world)
    twin = symmetry.twin()
    assert twin is not None
    false = Study.of(twin, world, examples).label(world)
    assert true is not None
    assert false is not None
    assert true["value"] <= 1e-13 * true["scale"]
    assert false["value"] > 0.5 * false["scale"]


def test_a_broken_law_does_not_hide_behind_the_rounding_of_larger_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def worn(act: Callable[..., Examples], name: str, factor: float) -> Callable[..., Examples]:
        """Return an action that scales what it moves a little."""

        def moved(self: Symmetry, g: Any, examples: Examples, emits: Emits) -> Examples:
            after = act(self, g, examples, emits)
            return after.moved(**{name: np.asarray(after.fields[name], np.float64) * factor})

        return moved

    monkeypatch.setattr(AngleTurns, "act", worn(AngleTurns.act, "M", 1 + 1e-4))
    monkeypatch.setattr(CircularShift, "act", worn(CircularShift.act, "u", 1 + 1e-13))
    large = 1e14 * np.random.default_rng(1).normal(size=(N, L))
    found = study({"product": [TURNS, SHIFT]}, large).laws()["inverse"]
    assert found["value"] > 1e-5 * found["scale"]
