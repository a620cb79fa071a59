"""The gap of any callable, from arrays."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import mezz
from mezz.component.types import Angle, Value, Vector
from mezz.symmetries.angle_turns import AngleTurns
from mezz.symmetries.bar_phase import BarPhase
from mezz.symmetries.conjugation import Conjugation

N = 200
RNG = np.random.default_rng(0)
FIELDS = {"e": RNG.uniform(0, 1, N), "M": RNG.uniform(0, 2 * np.pi, N)}
TURNS = AngleTurns(on="M", turns=4)


def tilted(fields: Any) -> Any:
    """Answer a number that grows with every turn: the gap is the variance of the turns."""
    return fields["M"] / (2 * np.pi)


def test_a_gap_over_a_group_is_the_variance_over_its_elements() -> None:
    found = mezz.measure(tilted, FIELDS, TURNS)
    assert found.gap.value == pytest.approx(np.var([0, 1, 2, 3]))
    assert found.by_example.shape == (N,)
    assert (found.K, found.symmetry, found.family) == (4, "C_4", "finite group")
    assert found.above_floor
    assert found.error is None


def test_a_gap_from_fewer_views_agrees_with_the_whole_orbit() -> None:
    def wavy(fields: Any) -> Any:
        return np.stack([np.cos(fields["M"] / 4), fields["e"] * np.sin(fields["M"] / 4)], axis=1)

    whole, some = (mezz.measure(wavy, FIELDS, TURNS, K=k) for k in ("exact", 3))
    assert some.K == 3
    assert some.gap.value != whole.gap.value
    assert some.gap.value == pytest.approx(whole.gap.value, rel=0.1)


def test_an_answer_that_does_not_move_is_not_told_from_rounding() -> None:
    found = mezz.measure(lambda fields: np.sin(fields["M"]), FIELDS, TURNS)
    assert found.gap.value < 1e-20
    assert not found.above_floor
    assert "not told from rounding" in found._repr_html_()


def test_a_callable_that_depends_on_the_order_of_its_batch_has_a_high_floor() -> None:
    found = mezz.measure(lambda fields: np.arange(N) + fields["M"], FIELDS, TURNS)
    assert found.floor > 1
    assert not found.above_floor


def test_errors_obey_the_identity_that_averaging_gains_the_gap() -> None:
    truth = RNG.normal(size=N)
    found = mezz.measure(tilted, FIELDS, TURNS, labels=truth)
    assert found.error is not None
    assert found.error_of_mean is not None
    gained = found.error.value - found.error_of_mean.value
    assert gained == pytest.approx(found.gap.value)
    assert "error of the mean of 4" in str(found)


def test_another_unit_of_an_angle_is_said_by_its_type() -> None:
    degrees = {"M": np.degrees(FIELDS["M"])}

    def periodic(fields: Any) -> Any:
        return np.sin(np.radians(fields["M"]))

    right = mezz.measure(periodic, degrees, TURNS, types={"M": Angle(360.0)})
    wrong = mezz.measure(periodic, degrees, TURNS)
    assert right.gap.value < 1e-20 < wrong.gap.value


def test_a_series_gets_the_parts_that_a_symmetry_moves() -> None:
    rows = RNG.normal(size=(N, 12, 1))
    found = mezz.measure(
        lambda f: f["series.start"], {"series": rows}, BarPhase(on="series", bar=3)
    )
    assert found.gap.value == pytest.approx(np.var([0, 1, 2]))


def test_transforms_are_a_nuisance_of_the_users_own() -> None:
    x = RNG.normal(size=(N, 3))
    shifts = [lambda a: a, lambda a: np.roll(a, 1, axis=1), lambda a: np.roll(a, 2, axis=1)]
    found = mezz.measure(lambda a: a[:, 0], x, shifts)
    assert found.gap.value == pytest.approx(x.var(axis=1).mean())
    assert (found.symmetry, found.family) == ("3 transforms", "nuisance")
    two = mezz.measure(lambda a: a[:, 0], x, shifts, K=2)
    assert two.gap.value == pytest.approx(found.gap.value, rel=0.2)


def test_transforms_of_named_fields_are_drawn_row_by_row() -> None:
    moves = [lambda f, k=k: {**f, "M": f["M"] + k} for k in range(5)]
    found = mezz.measure(lambda f: f["M"], FIELDS, moves, K=2)
    assert found.gap.value == pytest.approx(2, rel=0.25)


def test_classes_are_judged_by_the_brier_score() -> None:
    def sure(fields: Any) -> Any:
        first = fields["M"] < 2 * np.pi
        return np.stack([first, ~first], axis=1).astype(float)

    found = mezz.measure(sure, FIELDS, TURNS, labels=np.zeros(N, int))
    assert found.error is not None
    assert found.error.value == pytest.approx(2 * 3 / 4)


@pytest.mark.parametrize(
    ("predict", "inputs", "more", "match"),
    [
        (tilted, {"M": np.zeros(1)}, {}, "at least 2"),
        (tilted, {"M": np.zeros(4), "e": np.zeros(3)}, {}, "these differ"),
        (tilted, {"N": np.zeros(4)}, {}, "acts on `M`"),
        (tilted, np.zeros(4), {}, "named fields"),
        (tilted, {"M": np.zeros((4, 2))}, {}, "acts on Angle"),
        (tilted, FIELDS, {"K": 9}, "9 views are more than the 4"),
        (tilted, FIELDS, {"K": 1}, "at least two views"),
        (lambda f: f["M"][:3], FIELDS, {}, "for 200 inputs"),
        (lambda f: f["M"] * np.nan, FIELDS, {}, "no finite number for input 0"),
        (tilted, FIELDS, {"labels": np.zeros(3)}, "does not fit"),
        (
            lambda f: np.stack([f["M"], f["e"]], axis=1),
            FIELDS,
            {"labels": np.zeros(N, int)},
            "no probabilities",
        ),
    ],
)
def test_what_cannot_be_measured_is_refused(
    predict: Any, inputs: Any, more: dict[str, Any], match: str
) -> None:
    with pytest.raises(ValueError, match=match):
        mezz.measure(predict, inputs, TURNS, **more)


def test_one_transform_is_no_family() -> None:
    with pytest.raises(ValueError, match="at least 2 transforms"):
        mezz.measure(lambda a: a, np.zeros((4, 1)), [lambda a: a])


def test_what_is_shown_in_a_notebook_is_escaped() -> None:
    from mezz.record.card import card

    assert "&lt;b&gt;" in card("<b>", "", {"<b>": "x"}, 'a"b')
    assert "<b>" not in card("<b>", "<b>", {"<b>": "<b>"}, "<b>")


def test_the_package_offers_both_and_imports_neither_at_once() -> None:
    code = (
        "import sys, mezz; assert not {'numpy', 'torch'} & set(sys.modules); "
        "print(mezz.measure.__name__, mezz.load_student.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["measure", "load_student"]
    with pytest.raises(AttributeError, match="no attribute `nothing`"):
        _ = mezz.nothing


EQUATIONS = {"A": RNG.normal(size=(N, 3, 3)) + 4 * np.eye(3), "b": RNG.normal(size=(N, 3))}
RENAMED = Conjugation(on="A", size=3)
ALONG = {"b": Vector(3)}


def solved(fields: Any) -> Any:
    """Solve A x = b, whose unknowns are renamed with the equations."""
    return np.linalg.solve(fields["A"], fields["b"][..., np.newaxis])[..., 0]


@pytest.mark.parametrize("k", ["exact", 3])
def test_an_answer_that_moves_with_its_input_is_mapped_back_first(k: Any) -> None:
    unknowns = Value(("x", "y", "z"), axis="i")
    truth = solved(EQUATIONS)
    found, raw = (
        mezz.measure(solved, EQUATIONS, RENAMED, K=k, types=ALONG, answer=answer, labels=truth)
        for answer in (unknowns, None)
    )
    assert found.error is not None
    assert max(found.gap.value, found.error.value) < 1e-25
    assert not found.above_floor
    assert raw.gap.value > 0.01


def test_an_answer_of_another_width_than_said_is_refused() -> None:
    with pytest.raises(ValueError, match="returned 3 numbers, and the answer has 2"):
        mezz.measure(solved, EQUATIONS, RENAMED, types=ALONG, answer=Value(("x", "y")))


def test_a_field_that_may_or_may_not_move_along_is_to_be_declared() -> None:
    with pytest.raises(ValueError, match="`b` may lie on the axis `i` of `A`"):
        mezz.measure(solved, EQUATIONS, RENAMED)
    apart = mezz.measure(solved, EQUATIONS, RENAMED, types={"b": Vector(3, axis="j")})
    assert apart.above_floor
