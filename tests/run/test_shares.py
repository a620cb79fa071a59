"""Shares of the gap by factor, against an analysis of variance over the whole orbit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from mezz.cache.artifact import read_arrays

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tests.run.conftest import Ran

L = 8
DIHEDRAL = """\
mezz: 1
name: tiny-dihedral
world: {kind: pde, equation: burgers, grid: [8], modes: 2, nu: 0.2, train: 200, unlabelled: 200, validation: 60, test: 400}
symmetry:
  semidirect:
    normal: {kind: circular_shift, on: u, grid: [8]}
    by: {kind: mirror, on: u}
encoder: {kind: columns, fields: [u]}
teacher:
  model: {kind: mlp, hidden: [16]}
  fit: {steps: 60, batch: 32}
student:
  model: {kind: mlp, hidden: [24]}
  fit: {steps: 80, batch: 32}
evaluate: {seeds: 2, arms: [trivial, teacher, teacher_K, student]}
criteria:
  make:
    - student.gap <= 0.5 * teacher.gap
    - student.error <= 1.1 * teacher.error
"""


@pytest.fixture(scope="module")
def dihedral(run_in: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run_in(tmp_path_factory.mktemp("dihedral"), DIHEDRAL)


def square(values: NDArray[np.float64]) -> float:
    return float(np.square(values).sum(axis=-1).mean())


def by_enumeration(outputs: NDArray[np.float64], axis: int) -> tuple[float, float]:
    """Return the first-order and the total part of one factor, from answers `(L, 2, N, C)`."""
    whole = outputs.mean(axis=(0, 1))
    first = square(outputs.mean(axis=1 - axis) - whole)
    total = square(outputs - outputs.mean(axis=axis, keepdims=True))
    return first, total


def test_an_equivariant_target_goes_all_the_way_to_the_verdict(dihedral: Ran) -> None:
    group = dihedral.metrics.group
    assert group is not None
    assert (group.structure, group.order, group.target) == ("C_8 x| C_2", "16", "carried along")
    assert group.label is not None
    assert group.label.value <= 1e-9 * group.label.scale
    laws = {law.name: law for law in group.laws}
    assert laws["composition"].value <= 1e-14 * laws["composition"].scale
    # Answers are averaged where they can be compared: the mean over the orbit does better.
    assert dihedral.value("teacher_K", "error") < dihedral.value("teacher", "error")


@pytest.mark.parametrize("arm", ["teacher", "student"])
def test_shares_are_those_of_the_whole_orbit(dihedral: Ran, arm: str) -> None:
    shares = read_arrays(dihedral.artifact("measure/shares"))
    for seed in (0, 1):
        stage = dihedral.artifact(f"predict/{arm}/{seed}/orbit")
        outputs = read_arrays(stage)["outputs"].reshape(L, 2, 400, L)
        for factor in (0, 1):
            expected = by_enumeration(outputs, factor)
            for name, truth in zip(("first", "total"), expected, strict=True):
                found = shares[f"{arm}/{name}"][seed, factor]
                # Four standard errors of a mean over examples, which is what sampling may do.
                assert found.mean() == pytest.approx(truth, abs=4 * found.std() / 20)


def test_every_factor_is_a_guard_and_a_row(dihedral: Ran) -> None:
    metrics = dihedral.metrics
    names = {guard.name for guard in metrics.guards}
    assert {"gap of factor C_8", "gap of factor C_2"} <= names
    assert metrics.group is not None
    assert [one.structure for one in metrics.group.factors] == ["C_8", "C_2"]
    assert all(one.total and one.first and one.student_total for one in metrics.group.factors)
