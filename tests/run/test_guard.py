"""Each guard holds where it should, and fails where it must."""

from __future__ import annotations

import numpy as np
import pytest

from mezz.component.types import Emits, Value
from mezz.run import guard
from mezz.run.evidence import Evidence
from mezz.run.measured import Curve
from mezz.spec.criterion import Criterion, parse


def evidence(**values: dict[str, np.ndarray]) -> Evidence:
    rows = next(iter(next(iter(values.values())).values())).shape[1]
    emits = Emits({}, Value(("y",)))
    return Evidence.of(values, emits, np.arange(rows), 0.95, 3)


def test_splits_that_share_a_unit_void_the_experiment() -> None:
    units = {"train": np.arange(10), "test": np.arange(9, 20)}
    found = guard.disjoint_splits(units, "row")
    assert (found.passed, found.value, found.makes) == (False, 1.0, "invalid")
    apart = guard.disjoint_splits({"train": np.arange(10), "test": np.arange(10, 20)}, "row")
    assert apart.passed


def test_a_broken_law_voids_the_experiment() -> None:
    defects = {
        "identity": {"value": 0.0, "scale": 3.0},
        "composition": {"value": 0.3, "scale": 3.0},
    }
    passed = {found.name: found.passed for found in guard.laws(defects)}
    assert passed == {"law: identity": True, "law: composition": False}


def test_a_gap_at_its_floor_is_vacuous() -> None:
    rng = np.random.default_rng(0)
    gaps = rng.gamma(1, 1e-3, (3, 200))
    real = evidence(teacher={"gap": gaps})
    assert guard.above_floor(real, {"floor": 1e-12, "scale": 1.0}).passed
    assert not guard.above_floor(real, {"floor": 1e-4, "scale": 1.0}).passed
    rounding = evidence(teacher={"gap": gaps * 1e-12})
    assert not guard.above_floor(rounding, {"floor": 0.0, "scale": 1.0}).passed


FLOOR = {"floor": 1e-12, "scale": 1.0, "gap": 1e-4}


@pytest.mark.parametrize(
    ("exact", "passed"), [(1.0001e-4, True), (6e-5, True), (4e-5, False), (3e-22, False)]
)
def test_a_gap_that_goes_away_in_float64_was_rounding(exact: float, passed: bool) -> None:
    found = guard.stays_in_float64({**FLOOR, "gap_float64": exact})
    assert (found.passed, found.makes) == (passed, "vacuous")
    assert found.value == pytest.approx(exact / 1e-4)
    assert found.words.endswith("it is rounding") is not passed


@pytest.mark.parametrize(("gap", "share"), [(0.0, None), (1e-11, 1e-9)])
def test_of_a_gap_at_its_floor_float64_says_nothing_new(gap: float, share: float | None) -> None:
    found = guard.stays_in_float64({**FLOOR, "gap": gap, "gap_float64": 1e-20})
    assert found.passed is None
    assert found.value == (share and pytest.approx(share))
    assert found.words.endswith("lies at its floor already")


def test_a_student_that_gives_up_skill_is_caught() -> None:
    skill = {"student": 0.5, "teacher": 0.6, "teacher_K": 0.52}
    found = evidence(**{arm: {"skill": np.full((3, 40), s)} for arm, s in skill.items()})
    kept = guard.kept_skill(found, list(skill))
    assert not kept.passed
    assert kept.limit == pytest.approx(0.54)
    assert "teacher" in kept.words
    assert guard.kept_skill(found, ["student", "teacher_K"]).passed


def test_a_handful_of_examples_may_not_carry_a_criterion() -> None:
    line = parse("student.error <= teacher.error")
    assert isinstance(line, Criterion)
    rng = np.random.default_rng(1)
    even = rng.normal(1, 0.1, (3, 400))
    tame = evidence(student={"error": 0.9 * even}, teacher={"error": even})
    assert [found.passed for found in guard.tails(tame, [line])] == [True, True]
    wild = even.copy()
    wild[:, 7] += 1e4
    heavy = evidence(student={"error": 0.9 * wild}, teacher={"error": wild})
    (found,) = guard.tails(heavy, [line])
    assert (found.name, found.passed) == (f"tails: {line.text}", False)
    assert found.value is not None
    assert found.value < 2


@pytest.mark.parametrize(("sign", "passed"), [(1.0, False), (-1.0, True)])
def test_a_criterion_that_is_met_may_not_lean_towards_its_failure(
    sign: float, passed: bool
) -> None:
    line = parse("student.error <= teacher.error")
    assert isinstance(line, Criterion)
    rng = np.random.default_rng(2)
    # Many examples carry it, and few of them tell how long the tail is.
    lean = sign * (rng.lognormal(0.0, 1.0, 200) - 1.6)
    student = 2.0 + 0.2 * lean + rng.normal(0.0, 0.05, (3, 200))
    found = {
        one.name.partition(":")[0]: one
        for one in guard.tails(
            evidence(student={"error": student}, teacher={"error": np.full((3, 200), 2.5)}), [line]
        )
    }
    assert found["tails"].passed
    assert found["skewness"].passed is passed
    assert found["skewness"].value is not None
    assert abs(found["skewness"].value) > 0.15


def test_a_criterion_that_is_not_met_may_lean_as_it_will() -> None:
    line = parse("student.error <= teacher.error")
    assert isinstance(line, Criterion)
    student = 2.0 + np.random.default_rng(3).lognormal(0.0, 1.0, (3, 200))
    held = evidence(student={"error": student}, teacher={"error": np.full((3, 200), 2.5)})
    assert [one.name for one in guard.tails(held, [line])] == [f"tails: {line.text}"]


def test_a_curve_that_leaves_its_law_is_a_bug() -> None:
    loss = np.full((2, 3, 5), 0.5)
    law = np.full((2, 3), 0.5)
    by_view = np.full((3, 2), 0.5)
    (kept,) = guard.gap_identity({"teacher": Curve((1, 2), loss, law, by_view), "har": None})
    assert kept.passed
    (broken,) = guard.gap_identity({"teacher": Curve((1, 2), loss, law * 1.001, by_view)})
    assert not broken.passed
    assert broken.makes == "invalid"
