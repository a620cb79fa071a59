"""Defects are zero for true actions, and have their known size for broken ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.groups.axioms import (
    closure_defect,
    commutation_defect,
    composition_defect,
    identity_defect,
    inverse_defect,
    listing_defect,
)
from mezz.groups.cyclic import Cyclic
from mezz.groups.dihedral import Dihedral
from mezz.groups.symmetric import Symmetric
from mezz.groups.window import Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUP = Cyclic(5)
X = np.random.default_rng(0).normal(size=(40, 5))
G = GROUP.from_uniform(np.random.default_rng(1).random((40, 1)))
H = GROUP.from_uniform(np.random.default_rng(2).random((40, 1)))
RMS = float(np.sqrt(np.mean(X**2)))


def roll(elements: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
    """C_5 shifting five columns cyclically."""
    columns = (np.arange(x.shape[1]) - elements[:, np.newaxis]) % x.shape[1]
    return np.asarray(np.take_along_axis(x, columns, axis=1))


def shift(elements: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
    """Z moving a coordinate."""
    return np.asarray(x + elements[:, np.newaxis])


def test_a_true_action_has_no_defect() -> None:
    defects = [
        identity_defect(roll, GROUP, X),
        inverse_defect(roll, GROUP, G, X),
        composition_defect(roll, GROUP, G, H, X),
        closure_defect(roll, GROUP, G, H, X),
    ]
    assert [d.name for d in defects] == ["identity", "inverse", "composition", "closure"]
    assert [d.value for d in defects] == [0.0] * 4
    assert [d.scale for d in defects] == [defects[0].scale] * 4
    assert defects[0].scale == pytest.approx(RMS)


def test_an_offset_at_the_identity_is_measured_in_the_units_of_the_data() -> None:
    defect = identity_defect(lambda g, x: roll(g, x) + 0.25, GROUP, X)
    assert defect.value == pytest.approx(0.25)
    assert defect.scale == pytest.approx(RMS)


def test_a_map_that_shrinks_is_no_inverse_pair() -> None:
    defect = inverse_defect(lambda g, x: 0.5 * roll(g, x), GROUP, G, X)
    assert defect.value == pytest.approx(0.75 * RMS)


def test_a_squared_turn_keeps_the_identity_and_inverses_but_does_not_compose() -> None:
    def act(g: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
        odd = np.where(g <= 2, g * g, -((5 - g) ** 2))
        return roll(odd, x)

    assert identity_defect(act, GROUP, X).value == 0.0
    assert inverse_defect(act, GROUP, G, X).value == 0.0
    assert composition_defect(act, GROUP, G, H, X).value > 0.1 * RMS


def test_a_window_is_not_closed_by_the_distance_that_it_oversteps() -> None:
    x = np.zeros((2, 1))
    g, h = np.array([1, 1]), np.array([1, 0])
    # 1 + 1 oversteps [-1, 1] by one, 1 + 0 does not.
    defect = closure_defect(shift, Window(-1, 1), g, h, x)
    assert defect.value == pytest.approx(math.sqrt(0.5))
    assert defect.scale == 0.0


def test_actions_on_different_things_commute_and_a_turn_and_a_flip_do_not() -> None:
    def scale(elements: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(np.where(elements[:, np.newaxis] == 1, -x, x))

    def flip(elements: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(np.where(elements[:, np.newaxis] == 1, x[:, ::-1], x))

    sign = H % 2
    together = commutation_defect(roll, scale, G, sign, X)
    assert (together.name, together.value) == ("commutation", 0.0)
    apart = commutation_defect(roll, flip, G, sign, X)
    moved = (sign == 1) & (G != 0)
    # A turn by g before a flip is one by -g after it, so that rows differ by a turn of 2 g.
    both = np.stack([roll(G, X[:, ::-1]), roll(-G % 5, X[:, ::-1])])[:, moved]
    assert apart.value == pytest.approx(math.sqrt(((both[0] - both[1]) ** 2).sum() / X.size))
    assert apart.value > 0.5 * RMS


def test_products_of_listed_elements_are_listed() -> None:
    for group in (GROUP, Dihedral(4), Symmetric(4)):
        listed = group.elements()
        defect = listing_defect(group, listed[:, np.newaxis], listed)
        assert (defect.name, defect.value, defect.scale) == ("listing", 0.0, 1.0)


class Careless(Cyclic):
    """A cyclic group that forgets to wrap around."""

    __slots__ = ()

    def product(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.int64]:
        return np.asarray(a + b)


def test_a_product_outside_the_list_is_found() -> None:
    listed = GROUP.elements()
    # Of the 25 sums, 15 stay within 0..4.
    defect = listing_defect(Careless(5), listed[:, np.newaxis], listed)
    assert defect.value == pytest.approx(0.4)
    with pytest.raises(ValueError, match="at least one"):
        listing_defect(GROUP, listed[:0], listed[:0])


def test_unsigned_images_are_compared_without_wrapping() -> None:
    x = np.full((3, 2, 2), 250, dtype=np.uint8)
    defect = identity_defect(lambda g, x: x + np.uint8(5), GROUP, x)
    assert (defect.value, defect.scale) == (5.0, 250.0)


def test_complex_data_are_measured_by_modulus() -> None:
    x = np.full((3, 2), 3.0 + 4.0j)
    defect = identity_defect(lambda g, x: x * 1j, GROUP, x)
    assert defect.value == pytest.approx(5.0 * math.sqrt(2.0))
    assert defect.scale == 5.0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_an_action_that_is_not_finite_is_infinitely_wrong(bad: float) -> None:
    def act(g: NDArray[Any], x: NDArray[Any]) -> NDArray[Any]:
        y = x.copy()
        y[0, 0] = bad
        return y

    assert identity_defect(act, GROUP, X).value == math.inf
    assert composition_defect(act, GROUP, G, H, X).value == math.inf
    assert closure_defect(act, GROUP, G, H, X).value == math.inf


def test_an_action_that_changes_the_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        identity_defect(lambda g, x: x[:, :2], GROUP, X)


@pytest.mark.parametrize(
    ("x", "text"), [(np.zeros((0, 5)), "at least one"), (np.full((2, 5), np.nan), "finite")]
)
def test_data_that_say_nothing_are_refused(x: NDArray[Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        identity_defect(roll, GROUP, x)
