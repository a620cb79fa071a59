"""Compositions: what they are, how they act, and what keeps two symmetries from one product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mezz.component.examples import Examples
from mezz.component.slot import made
from mezz.component.symmetry import Symmetry, SymmetryType
from mezz.component.types import Angle, Emits, Scalar, Signal, Value
from mezz.groups.plan import plan_views
from mezz.groups.views import draw_views

if TYPE_CHECKING:
    from numpy.typing import NDArray

N, L = 5, 8
RNG = np.random.default_rng(3)
EMITS = Emits(
    fields={"e": Scalar(), "M": Angle(), "A": Angle(), "u": Signal((L,)), "v": Signal((L,), "y")},
    target=Value(tuple(f"u{at}" for at in range(L)), axis="x"),
)
EXAMPLES = Examples(
    {
        "e": RNG.uniform(size=N),
        "M": RNG.uniform(0, 6, N),
        "A": RNG.uniform(0, 6, N),
        "u": RNG.normal(size=(N, L)),
        "v": RNG.normal(size=(N, L)),
    },
    RNG.normal(size=(N, L)),
    np.arange(N),
    np.arange(N),
)
SHIFT = {"kind": "circular_shift", "on": "u", "grid": [L]}
MIRROR = {"kind": "mirror", "on": "u"}
TURNS = {"kind": "angle_turns", "on": "M", "turns": 3}
OTHER = {"kind": "angle_turns", "on": "A", "turns": 2}
JITTER = {"kind": "jitter", "on": "e", "size": 0.1}
DIHEDRAL = {"semidirect": {"normal": SHIFT, "by": MIRROR}}


def symmetry(plain: dict[str, Any]) -> Symmetry:
    found = made("symmetries", plain)
    assert isinstance(found, Symmetry)
    return found


def drawn(whole: Symmetry, seed: int) -> NDArray[Any]:
    group = whole.group()
    return group.from_uniform(np.random.default_rng(seed).uniform(size=(N, group.uniforms)))


@pytest.mark.parametrize(
    ("plain", "structure", "order", "family"),
    [
        ({"product": [TURNS, OTHER]}, "C_3 x C_2", 6, SymmetryType.FINITE_GROUP),
        ({"product": [TURNS, JITTER]}, "C_3 x [-0.1,0.1]", None, SymmetryType.NUISANCE),
        (DIHEDRAL, "C_8 x| C_2", 16, SymmetryType.FINITE_GROUP),
        ({"product": [TURNS, DIHEDRAL]}, "C_3 x (C_8 x| C_2)", 48, SymmetryType.FINITE_GROUP),
        (
            {"power": {"of": {**SHIFT}, "on": ["u", "v"]}},
            "C_8^2",
            64,
            SymmetryType.FINITE_GROUP,
        ),
        (
            {"subgroup": {"of": SHIFT, "generators": [[2]]}},
            "H_4 < C_8",
            4,
            SymmetryType.FINITE_GROUP,
        ),
        (
            {"sequence": [JITTER, {**JITTER, "size": 0.2}]},
            "[-0.1,0.1] then [-0.2,0.2]",
            None,
            SymmetryType.NUISANCE,
        ),
    ],
)
def test_a_composition_knows_what_it_is(
    plain: dict[str, Any], structure: str, order: int | None, family: SymmetryType
) -> None:
    whole = symmetry(plain)
    assert (whole.structure(), whole.order(), whole.family()) == (structure, order, family)
    assert whole.faults(EMITS) == ()


def test_what_it_tells_makes_it_again() -> None:
    whole = symmetry({"product": [TURNS, DIHEDRAL]})
    told = whole.told()
    assert told["product"][1]["semidirect"]["by"]["kind"] == "mirror"
    assert made("symmetries", told) == whole
    assert [type(one).__name__ for one in whole.nested()] == [
        "Product",
        "AngleTurns",
        "Semidirect",
        "CircularShift",
        "Mirror",
    ]


def test_the_dihedral_group_acts_as_its_multiplication_says() -> None:
    whole = symmetry(DIHEDRAL)
    group: Any = whole.group()
    g, h = drawn(whole, 1), drawn(whole, 2)
    once = whole.act(group.product(g, h), EXAMPLES, EMITS)
    twice = whole.act(g, whole.act(h, EXAMPLES, EMITS), EMITS)
    assert np.array_equal(once.fields["u"], twice.fields["u"])
    # A product of the two would be another map: they do not commute.
    other = whole.act(group.product(h, g), EXAMPLES, EMITS)
    assert not np.array_equal(other.fields["u"], once.fields["u"])


def test_the_target_follows_and_comes_back() -> None:
    whole = symmetry(DIHEDRAL)
    group: Any = whole.group()
    g = drawn(whole, 4)
    target = np.asarray(EXAMPLES.target, np.float64)
    moved = whole.transport(g, target, EMITS)
    assert not np.array_equal(moved, target)
    assert np.array_equal(whole.transport(group.inverse(g), moved, EMITS), target)


def test_factors_that_meet_must_be_declared_to_commute() -> None:
    (fault,) = symmetry({"product": [SHIFT, MIRROR]}).faults(EMITS)
    assert (fault.code, fault.path) == ("MZ244", ("product", 1))
    assert fault.help[0].startswith("`semidirect:")


def test_a_semidirect_product_needs_what_turns_the_other_around() -> None:
    wrong = symmetry({"semidirect": {"normal": MIRROR, "by": SHIFT}})
    assert [fault.code for fault in wrong.faults(EMITS)] == ["MZ245"]


def test_groups_do_not_stand_in_a_sequence() -> None:
    wrong = symmetry({"sequence": [JITTER, TURNS]})
    assert [(one.code, one.path) for one in wrong.faults(EMITS)] == [("MZ247", ("sequence", 1))]


@pytest.mark.parametrize("generators", [[[0.5]], [[1, 1]]])
def test_a_generator_is_an_element(generators: list[list[float]]) -> None:
    wrong = symmetry({"subgroup": {"of": SHIFT, "generators": generators}})
    assert [fault.code for fault in wrong.faults(EMITS)] == ["MZ246"]


def test_a_sequence_applies_what_is_written_first_first() -> None:
    whole = symmetry({"sequence": [JITTER, {**JITTER, "size": 0.2}]})
    elements = np.array([[0.2, 0.1]] * N)
    moved = whole.act(elements, EXAMPLES, EMITS)
    assert moved.fields["e"] == pytest.approx(np.asarray(EXAMPLES.fields["e"]) + 0.3)
    assert [part.model_dump()["size"] for part in whole.parts()] == [0.2, 0.1]


def test_the_twin_of_a_product_twins_every_factor_that_has_one() -> None:
    twin = symmetry({"product": [TURNS, JITTER]}).twin()
    assert twin is not None
    assert [part.kind for part in twin.parts()] == ["skew_turns", "jitter"]
    assert symmetry({"product": [JITTER, JITTER]}).twin() is None


def test_a_canonical_form_is_that_of_every_factor() -> None:
    whole = symmetry({"product": [TURNS, OTHER]})
    form = whole.canonical(EXAMPLES, EMITS)
    assert form is not None
    view = whole.act(drawn(whole, 7), EXAMPLES, EMITS)
    of_view = whole.canonical(view, EMITS)
    assert of_view is not None
    for name in ("M", "A"):
        one = whole.act(form, EXAMPLES, EMITS).fields[name]
        other = whole.act(of_view, view, EMITS).fields[name]
        assert np.asarray(one, float) == pytest.approx(np.asarray(other, float), abs=1e-12)


def test_what_it_is_said_to_be_decides_nothing() -> None:
    said = symmetry(
        {"as": "group", "semidirect": {"normal": {**SHIFT, "as": "group"}, "by": MIRROR}}
    )
    assert said.told() == symmetry(DIHEDRAL).told()
    assert symmetry({**TURNS, "as": "group"}).told() == symmetry(TURNS).told()


def test_a_finite_part_of_a_compact_group_is_a_finite_group() -> None:
    clock = {"kind": "clock_rotation", "on": "t"}
    fifth = symmetry({"subgroup": {"of": clock, "generators": [[2 * np.pi / 5]]}})
    assert (fifth.order(), fifth.family()) == (5, SymmetryType.FINITE_GROUP)
    endless = symmetry({"subgroup": {"of": clock, "generators": [[1.0]]}})
    assert (endless.order(), endless.family()) == (None, SymmetryType.COMPACT_GROUP)


@pytest.mark.parametrize("grid", [[8], [16, 16], [128, 128]])
@pytest.mark.parametrize("k", [2, 8, 12])
def test_a_plan_crosses_what_its_group_crosses(grid: list[int], k: int) -> None:
    shifts = {"kind": "circular_shift", "on": "u", "grid": grid}
    clock = {"kind": "clock_rotation", "on": "t"}
    for plain in (
        shifts,
        {"semidirect": {"normal": shifts, "by": MIRROR}},
        {"product": [shifts, clock]},
        {"product": [clock, {"semidirect": {"normal": shifts, "by": MIRROR}}]},
    ):
        whole = symmetry(plain)
        group = whole.group()
        if k > (whole.order() or k):
            continue
        plan = plan_views(whole.order(), k, "auto", whole.design(), whole.orders())
        views = draw_views(group, plan, N, lambda view, dims: RNG.uniform(size=(N, dims)))
        assert views.shape == (k, N, *group.shape)
